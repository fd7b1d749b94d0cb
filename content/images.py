"""Whether the images that decks show are there."""

from collections.abc import Iterator

from content.diagnostics import Diagnostic, Severity
from content.models import Collection, Image, NoteId


def check_images(collection: Collection) -> Iterator[Diagnostic]:
    """Report images that no export could carry."""
    for deck in collection.decks:
        shown: list[tuple[Image, NoteId | None]] = [(image, None) for image in deck.images]
        shown += [(image, note.id) for note in deck.notes for image in note.images]
        for image, note in shown:
            problem = _problem(collection, image)
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


def _problem(collection: Collection, image: Image) -> str:
    file = collection.root / image.path
    folder = (collection.root / collection.folder).resolve()
    if not file.resolve().is_relative_to(folder):
        return f"`{image.path}` lies outside the folder of decks"
    if not file.is_file():
        return f"there is no file `{image.path}`"
    return ""
