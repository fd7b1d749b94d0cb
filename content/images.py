"""Whether the images that decks show are there."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from content.diagnostics import Diagnostic, Severity
from content.span import NoteId

if TYPE_CHECKING:  # slow to import
    from content.models import Deck, Image


def check_images(root: Path, folder: str, decks: "Iterable[Deck]") -> Iterator[Diagnostic]:
    """Report images that no export could carry; `folder` is that of the decks, relative to the root."""
    allowed = (root / folder).resolve()
    for deck in decks:
        shown: list[tuple[Image, NoteId | None]] = [(image, None) for image in deck.images]
        shown += [(image, note.id) for note in deck.notes for image in note.images]
        for image, note in shown:
            problem = _problem(root / image.path, allowed, image)
            if problem:
                yield Diagnostic(
                    Severity.ERROR,
                    "missing-image",
                    deck.path,
                    image.span,
                    problem,
                    help="put the file beside the deck, and mind upper and lower case",
                    note=note,
                )


def _problem(file: Path, folder: Path, image: "Image") -> str:
    if not file.resolve().is_relative_to(folder):
        return f"`{image.path}` lies outside the folder of decks"
    if not file.is_file():
        return f"there is no file `{image.path}`"
    return ""
