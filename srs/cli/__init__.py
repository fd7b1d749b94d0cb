"""The command line."""

from srs.cli.main import main

__all__ = ["main"]
