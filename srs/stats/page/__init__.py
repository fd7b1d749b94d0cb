"""The statistics as one HTML page with plots, which asks for nothing from elsewhere."""

from importlib.util import find_spec
from pathlib import Path

from srs.errors import SrsError
from srs.stats.figures import Statistics


class NoPlotsError(SrsError):
    """The page is asked for, and what draws its plots is not installed."""

    def __init__(self) -> None:
        super().__init__("the page needs the package matplotlib: `pip install 'matplotlib>=3.8'` installs it")


class PageNotWrittenError(SrsError):
    """The file system refuses."""


def require_plots() -> None:
    """Raises `NoPlotsError` if the plots could not be drawn."""
    if find_spec("matplotlib") is None:
        raise NoPlotsError


def write_page(statistics: Statistics, path: Path) -> None:
    """Writes the page, over the one that was there. Raises `NoPlotsError` and `PageNotWrittenError`."""
    require_plots()
    from srs.stats.page.document import document  # slow to import

    text = document(statistics)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PageNotWrittenError(
            f"cannot write {path}: {error.strerror or error}. Choose another file"
        ) from error
