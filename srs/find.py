"""Finds the note that somebody names by its id, its former id, or the beginning of one."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from content.collection import Loaded
from content.diagnostics import Diagnostic, Severity
from content.models import Note
from srs.errors import SrsError

_SHOWN_NAMES = 5


class NoSuchNoteError(SrsError):
    """No note, or more than one, has this name."""

    exit_code = 2


class BrokenNoteError(SrsError):
    """The note has mistakes, so it makes no cards."""

    exit_code = 1


class Found(NamedTuple):
    """A note with its deck."""

    note: Note
    deck: str
    """The deck's Anki name, `A::B`."""

    def as_json(self) -> dict[str, object]:
        """What tells it from others, as commands with `--json` print it."""
        note = self.note
        return {
            "id": note.id,
            "kind": note.kind,
            "deck": self.deck,
            "path": note.path,
            "line": note.span.line,
        }


class Place(NamedTuple):
    """Where a note begins."""

    path: str
    """The deck file, relative to the collection's root, with forward slashes."""
    line: int
    note: str
    """Its present id."""
    key: str
    """What a learner's progress with the note hangs on."""


def find_note(loaded: Loaded, name: str) -> Found:
    """The note of a name. Raises `NoSuchNoteError` and `BrokenNoteError`."""
    notes, broken = _notes(loaded), _broken(loaded)
    full = _full_name(name, {**_places(notes), **_places_of_mistakes(broken)})
    if full in notes:
        return notes[full]
    mistake = broken[full]
    raise BrokenNoteError(
        f"the note {full} has a mistake, so it makes no cards: {mistake.path}:{mistake.span.line}: "
        f"{mistake.message}. Mend it with `srs edit {full}`"
    )


def find_place(loaded: Loaded, name: str) -> Place:
    """Where the note of a name begins, or the first mistake of one that has some.

    Raises `NoSuchNoteError`.
    """
    places = {**_places_of_mistakes(_broken(loaded)), **_places(_notes(loaded))}
    return places[_full_name(name, places)]


def _notes(loaded: Loaded) -> dict[str, Found]:
    """The notes by each of their names; a present id goes before a former one."""
    found = [Found(note, deck.name) for deck in loaded.collection.decks for note in deck.notes]
    return {**{one.note.key: one for one in found}, **{one.note.id: one for one in found}}


def _broken(loaded: Loaded) -> dict[str, Diagnostic]:
    """The first mistake of each note that was left out."""
    errors = [found for found in loaded.diagnostics if found.note and found.severity is Severity.ERROR]
    return {str(found.note): found for found in reversed(errors)}


def _places(notes: dict[str, Found]) -> dict[str, Place]:
    return {name: Place(note.path, note.span.line, note.id, note.key) for name, (note, _) in notes.items()}


def _places_of_mistakes(broken: dict[str, Diagnostic]) -> dict[str, Place]:
    return {name: Place(found.path, found.span.line, name, name) for name, found in broken.items()}


def _full_name(name: str, places: dict[str, Place]) -> str:
    """The only name that begins with `name`, or is it."""
    if name in places:
        return name
    full = sorted(known for known in places if name and known.startswith(name))
    if len({places[known] for known in full}) == 1:
        return full[0]
    if full:
        raise NoSuchNoteError(f"several notes begin with `{name}`: {_listed(full)}. Write more of the id")
    near = get_close_matches(name, places, n=3)
    help_ = f"did you mean {_listed(near)}?" if near else "`srs search WORDS` finds notes by what they say"
    raise NoSuchNoteError(f"no note has the id `{name}`; {help_}")


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    more = ", ..." if len(names) > _SHOWN_NAMES else ""
    return ", ".join(f"`{name}`" for name in names[:_SHOWN_NAMES]) + more
