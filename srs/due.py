"""How much waits today, in all and by deck."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from srs.cards import Cards
from srs.events import CardKey
from srs.history import History
from srs.queue import queue_of


@dataclass(frozen=True, slots=True)
class DeckDue:
    """How much of one deck waits today."""

    name: str
    due: int
    new: int
    drills: int


@dataclass(frozen=True, slots=True)
class Due:
    """How much waits today."""

    title: str
    """The collection's."""
    today: date
    decks: tuple[DeckDue, ...]
    next_due: date | None
    """The next day after today on which a card is due."""

    @property
    def due(self) -> int:
        """Cards whose day has come."""
        return sum(deck.due for deck in self.decks)

    @property
    def new(self) -> int:
        """Cards never reviewed."""
        return sum(deck.new for deck in self.decks)

    @property
    def drills(self) -> int:
        """Cards to repeat today until they get Good."""
        return sum(deck.drills for deck in self.decks)

    @property
    def total(self) -> int:
        """Cards that a review would show."""
        return self.due + self.new + self.drills

    def as_json(self) -> dict[str, object]:
        """What `srs due --json` prints."""
        return {
            "collection": self.title,
            "today": self.today.isoformat(),
            "due": self.due,
            "new": self.new,
            "drills": self.drills,
            "next_due": self.next_due and self.next_due.isoformat(),
            "decks": [
                {"name": deck.name, "due": deck.due, "new": deck.new, "drills": deck.drills}
                for deck in self.decks
            ],
        }


def what_is_due(cards: Cards, history_path: Path, today: date) -> Due:
    """Count what waits today; reads the history, and never creates it."""
    with History(history_path) as history:
        queue = queue_of(cards, history.states(cards.namespace), today)

    def by_deck(keys: tuple[CardKey, ...]) -> Counter[str]:
        return Counter(cards[key].deck for key in keys)

    due, new, drills = by_deck(queue.due), by_deck(queue.new), by_deck(queue.drills)
    decks = tuple(DeckDue(name, due[name], new[name], drills[name]) for name in cards.decks)
    return Due(cards.title, today, decks, queue.next_due)
