"""In which order due cards are asked."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple
from zlib import crc32

from srs import sm2
from srs.card_key import CardKey
from srs.card_state import CardState


class DueCard(NamedTuple):
    """A card whose day has come, with what orders go by."""

    card: CardKey
    state: CardState
    overdue_days: int
    today: date
    place: int
    """Among the cards of the collection, in the order of the decks."""


Urgency = Callable[[DueCard], float]
"""Of two cards, the one with the greater urgency is asked first."""


def relative_overdueness(due: DueCard) -> float:
    """The days overdue, as a multiple of the interval: how far a card is beyond what it was scheduled for."""
    return due.overdue_days / max(1, due.state.interval_days)


def _ease(due: DueCard) -> float:
    """From hard to easy; with FSRS, the difficulty takes the place of the ease."""
    memory = due.state.memory
    if memory is None:
        return 0
    return memory.ease_hundredths if isinstance(memory, sm2.Memory) else -memory.difficulty


ORDERS: Mapping[str, Urgency] = {
    "due-date": lambda due: due.overdue_days,
    "relative-overdueness": relative_overdueness,
    "shortest-interval": lambda due: -due.state.interval_days,
    "longest-interval": lambda due: due.state.interval_days,
    "hardest": lambda due: -_ease(due),
    "easiest": _ease,
    "deck": lambda due: -due.place,
    "random": lambda due: crc32("\0".join((*due.card, due.today.isoformat())).encode()),
}
"""Each order by its name, with what it asks first."""
