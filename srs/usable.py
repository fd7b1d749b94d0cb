"""Refuses to write into a collection whose settings are wrong."""

from content.collection import Loaded
from content.diagnostics import Severity
from content.roots import SETTINGS_FILE
from srs.errors import BrokenContentError


def usable(loaded: Loaded) -> Loaded:
    """The same collection, if something may be written into it.

    Raises `BrokenContentError` if there is a mistake in its settings.
    """
    wrong = next((found for found in loaded.diagnostics if found.path == SETTINGS_FILE), None)
    if wrong and wrong.severity is Severity.ERROR:
        raise BrokenContentError(f"{SETTINGS_FILE}:{wrong.span.line}: {wrong.message}; {wrong.help}")
    return loaded
