"""Where a card is found in its collection."""

from typing import NamedTuple


class CardPlace(NamedTuple):
    """Where a card is found, with what its deck file says of it."""

    deck: str
    """The deck's Anki name, `A::B`."""
    path: str
    """The deck's file, relative to the collection's root."""
    line: int
    """Of the file, where the heading of its note stands."""
    note: str
    """The present id of its note; its key holds the one under which learners first met it."""
    tags: tuple[str, ...]
    level: str | None
