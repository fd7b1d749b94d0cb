"""Deck files get the ids that they lack and the canonical layout."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from content.collection import Loaded
from content.deck_files import read_file
from content.diagnostics import Diagnostic, Severity
from content.formatting import format_deck
from content.models import NoteId
from srs.files import replace
from srs.ids import free_id, known_ids
from srs.new import usable
from srs.scope import decks_at


@dataclass(frozen=True)
class FormattedFile:
    """A deck file, and what it is to hold."""

    path: str
    """Relative to the collection's root, with forward slashes."""
    old: bytes
    new: bytes
    ids: tuple[NoteId, ...]
    """Those that it lacks."""
    errors: tuple[Diagnostic, ...]
    """Why it stays as it is."""

    @property
    def changes(self) -> bool:
        """Whether it is to be written."""
        return self.new != self.old


def format_files(
    loaded: Loaded, only: Sequence[Path], retired: Callable[[], Iterable[str]]
) -> Iterator[FormattedFile]:
    """Each deck file that is asked for, by name or by a folder that holds it; all, if nothing is.

    Nothing is written. A file with mistakes other than missing ids stays as it is. `retired` gives ids with a
    history besides those that the collection knows; it is asked if an id is missing. Raises
    `srs.errors.BrokenContentError`, `srs.scope.NotADeckError` and `content.errors.CollectionError`.
    """
    usable(loaded)
    taken: set[str] = set()

    def new_id(question: str) -> NoteId:
        if not taken:
            taken.update(known_ids(loaded), retired())
        note_id = free_id(question, taken)
        taken.add(note_id)
        return note_id

    copies = [found for found in loaded.diagnostics if found.code == "duplicate-id"]
    for path in sorted(decks_at(only, loaded.root, (deck.listed.path for deck in loaded.decks))):
        old = read_file(loaded.root / path)
        copied = tuple(copy for copy in copies if copy.path == path)
        ...


def save(root: Path, file: FormattedFile) -> None:
    """Write a file as it is to be, unless somebody else changed it meanwhile.

    Raises `srs.files.CannotWriteError`.
    """
    replace(root / file.path, file.old, file.new)
