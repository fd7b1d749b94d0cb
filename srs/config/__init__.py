"""The settings: what each of them may be, where they are set, how one is changed."""

from srs.config.settings import ORDERS, SETTINGS, About, Settings

__all__ = ["ORDERS", "SETTINGS", "About", "Settings"]
