"""How much waits today, in all and by deck."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from srs.cards import Cards
from srs.events import CardKey
from srs.queue import Queue


@dataclass(frozen=True, slots=True)
class DeckDue:
    """How much of one deck waits today."""

    name: str
    due: int
    new: int
    early: int
    drills: int

    @property
    def total(self) -> int:
        """Cards that a review would show."""
        return self.due + self.new + self.early + self.drills


@dataclass(frozen=True, slots=True)
class Due:
    """How much waits today."""

    title: str
    """The collection's."""
    today: date
    decks: tuple[DeckDue, ...]
    queue: Queue
    has_cards: bool

    @property
    def total(self) -> int:
        """Cards that a review would show."""
        return len(self.queue)

    @property
    def next_due(self) -> date | None:
        """The next day after today on which a card is to be asked."""
        return self.queue.next_due

    @property
    def whole(self) -> DeckDue:
        """All decks together."""
        queue = self.queue
        return DeckDue(self.title, len(queue.due), len(queue.new), len(queue.early), len(queue.drills))

    def as_json(self) -> dict[str, object]:
        """What `srs due --json` prints."""
        return {
            "collection": self.title,
            "today": self.today.isoformat(),
            **_counts(self.whole),
            "next_due": self.next_due and self.next_due.isoformat(),
            "left": self.queue.left_as_json(),
            "decks": [{"name": deck.name, **_counts(deck)} for deck in self.decks],
        }


def due_in(queue: Queue, cards: Cards, today: date) -> Due:
    """How much of a queue is of which deck."""

    def by_deck(keys: tuple[CardKey, ...]) -> Counter[str]:
        return Counter(cards[key].deck for key in keys)

    due, new, early, drills = map(by_deck, (queue.due, queue.new, queue.early, queue.drills))
    decks = tuple(DeckDue(name, due[name], new[name], early[name], drills[name]) for name in cards.decks)
    return Due(cards.title, today, decks, queue, has_cards=bool(cards))


def _counts(deck: DeckDue) -> dict[str, int]:
    return {"due": deck.due, "new": deck.new, "early": deck.early, "drills": deck.drills}
