"""Ids that no note has or had."""

from collections.abc import Container
from itertools import count

from content.collection import Loaded
from content.deck_files import read_file
from content.headings import ids_in_headings, proposed_id
from content.models import NoteId
from content.source import Source
from exporters.anki.lock import LOCK_FILE, read_lock
from exporters.errors import ExportError
from srs.errors import BrokenContentError


def known_ids(loaded: Loaded) -> set[str]:
    """The ids that notes have, had before they were renamed, or had before they vanished.

    Those of notes with mistakes are among them. Raises `BrokenContentError` if the lock cannot be read.
    """
    known = {name for deck in loaded.decks for note in deck.listed.notes for name in (note.id, note.key)}
    for deck in loaded.decks:
        if deck.listed.errors or deck.dropped:
            data = read_file(loaded.root / deck.listed.path)
            known |= set(ids_in_headings(Source(deck.listed.path, data.decode("utf-8-sig", "replace"))))
    try:
        lock = read_lock(loaded.root / LOCK_FILE)
    except ExportError as error:
        raise BrokenContentError(str(error)) from error
    for entry in lock.notes.values():
        known |= {entry.id, entry.was or entry.id}
    return known


def free_id(question: str, taken: Container[str]) -> NoteId:
    """An id made of the first words of a question, with a number if that one is taken."""
    stem = proposed_id(question)
    names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return NoteId(next(name for name in names if name not in taken))
