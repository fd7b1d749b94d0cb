"""What cards a collection has: enough to say what is due, without what the cards say."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:  # slow to import, or to make
    from typing import Protocol

    from content.models import Collection, Deck

    class Identified(Protocol):
        """A note, as far as its identity goes."""

        @property
        def id(self) -> str: ...  # noqa: D102

        @property
        def key(self) -> str: ...  # noqa: D102


class Listed(NamedTuple):
    """A note."""

    id: str
    was: str | None
    """The id under which learners first met it, if it was renamed."""
    cards: tuple[str, ...]
    """The names of its cards."""
    level: str | None
    kind: str
    line: int
    """Of the deck file, where its heading stands."""

    @property
    def key(self) -> str:
        """What a learner's progress hangs on."""
        return self.was or self.id


@dataclass(frozen=True, slots=True)
class ListedDeck:
    """A deck file."""

    path: str
    """Relative to the collection's root, with forward slashes."""
    name: str
    """Its Anki name, `A::B`."""
    tags: tuple[str, ...]
    errors: int
    """How many mistakes it has: the notes with mistakes are left out."""
    has_images: bool
    notes: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """A collection."""

    title: str
    namespace: str
    folder: str
    """The folder of deck files, relative to the root."""
    decks: tuple[ListedDeck, ...]
    has_errors: bool
    """Whether something was left out."""


Item = TypeVar("Item")
Note = TypeVar("Note", bound="Identified")


class Copy(NamedTuple):
    """A note whose id is taken: the index of its deck and of itself in there, as of the note that has it."""

    taken: str
    deck: int
    note: int
    first_deck: int
    first_note: int


def find_copies(decks: Iterable[Sequence[Note]]) -> list[Copy]:
    """The notes that have an id, present or former, of a note before them."""
    decks = tuple(decks)
    if _all_differ(decks):
        return []
    first: dict[str, tuple[int, int]] = {}
    copies = []
    for deck_index, notes in enumerate(decks):
        for note_index, note in enumerate(notes):
            taken = note.id if note.id in first else note.key if note.key in first else None
            if taken is None:
                first[note.id] = first[note.key] = (deck_index, note_index)
            else:
                copies.append(Copy(taken, deck_index, note_index, *first[taken]))
    return copies


def _all_differ(decks: "Iterable[Sequence[Identified]]") -> bool:
    """Whether no id, present or former, is of two notes: nearly always, and quickly told."""
    ids = [note.id for notes in decks for note in notes]
    former = [note.key for notes in decks for note in notes if note.key != note.id]
    return len({*ids, *former}) == len(ids) + len(former)


def places_of(copies: Iterable[Copy]) -> dict[int, set[int]]:
    """The places of the notes to leave out, by the index of their deck."""
    places: dict[int, set[int]] = {}
    for copy in copies:
        places.setdefault(copy.deck, set()).add(copy.note)
    return places


def without(items: tuple[Item, ...], places: Container[int]) -> tuple[Item, ...]:
    """The items of a deck, less those at some places."""
    return tuple(item for place, item in enumerate(items) if place not in places)


def index_of(title: str, namespace: str, folder: str, decks: Sequence[ListedDeck]) -> Index:
    """The index of a collection, in which the first note of each id counts."""
    copies = find_copies(deck.notes for deck in decks)
    kept = list(decks)
    for number, places in places_of(copies).items():
        kept[number] = replace(decks[number], notes=without(decks[number].notes, places))
    has_errors = bool(copies) or any(deck.errors for deck in decks)
    return Index(title, namespace, folder, tuple(kept), has_errors)


def index_of_collection(collection: "Collection") -> Index:
    """The index of a collection that holds no mistakes."""
    decks = tuple(listed_deck(deck, errors=0) for deck in collection.decks)
    return Index(collection.title, collection.namespace, collection.folder, decks, has_errors=False)


def listed_deck(deck: "Deck", *, errors: int) -> ListedDeck:
    """What cards a deck has."""
    notes = tuple(
        Listed(note.id, note.was, note.cards, note.level, note.kind, note.span.line) for note in deck.notes
    )
    has_images = bool(deck.images) or any(note.images for note in deck.notes)
    return ListedDeck(deck.path, deck.name, deck.tags, errors, has_images, notes)
