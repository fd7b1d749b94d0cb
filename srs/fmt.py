"""Deck files get the ids that they lack, and the canonical layout."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from content.collection import Loaded
from content.deck_files import read_file
from content.diagnostics import Diagnostic
from content.formatting import format_deck
from content.models import NoteId
from srs.files import replace
from srs.ids import free_id, known_ids
from srs.scope import decks_at
from srs.usable import usable


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

    Nothing is written. A file with mistakes other than missing ids stays as it is. `retired` gives the ids
    with a history besides those that the collection knows, once an id is missing. Raises
    `srs.errors.BrokenContentError`, `srs.scope.NotADeckError` and `content.errors.CollectionError`.
    """
    taken: set[str] = set()

    def new_id(question: str) -> NoteId:
        if not taken:
            taken.update(known_ids(loaded), retired())
        note_id = free_id(question, taken)
        taken.add(note_id)
        return note_id

    paths = decks_at(only, usable(loaded).root, (deck.listed.path for deck in loaded.decks))
    for path in (deck.listed.path for deck in loaded.decks if deck.listed.path in paths):
        old = read_file(loaded.root / path)
        copies = [found for found in loaded.diagnostics if (found.path, found.code) == (path, "duplicate-id")]
        done = format_deck(path, old, new_id)
        if copies:
            yield FormattedFile(path, old, old, (), (*copies, *done.errors))
        else:
            yield FormattedFile(path, old, done.data, done.ids, done.errors)


def save(root: Path, file: FormattedFile) -> None:
    """Write a file of the collection at `root` as it is to be, unless somebody else changed it meanwhile.

    Raises `srs.files.CannotWriteError`.
    """
    replace(root / file.path, file.old, file.new)
