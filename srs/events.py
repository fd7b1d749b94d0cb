"""What happened to a card: immutable events, from which everything else is derived."""

from dataclasses import dataclass
from typing import NamedTuple, NewType
from uuid import uuid4

from srs.days import Moment
from srs.sm2 import Grade

EventId = NewType("EventId", str)


class CardKey(NamedTuple):
    """What a learner's progress hangs on: never the text of a card."""

    namespace: str
    note: str
    card: str


@dataclass(frozen=True, slots=True)
class Review:
    """One graded recall of one card at one moment."""

    id: EventId
    moment: Moment
    card: CardKey
    grade: Grade
    duration_ms: int
    """From showing the question to the grade."""


@dataclass(frozen=True, slots=True)
class Undo:
    """A review taken back: the card is as if it had never happened."""

    id: EventId
    moment: Moment
    card: CardKey
    target: EventId


Event = Review | Undo


def new_event_id() -> EventId:
    """An id that no other event has, on any machine."""
    return EventId(uuid4().hex)


def replay_order(event: Event) -> tuple[int, str]:
    """A total order that depends on the events alone, so that merged logs agree."""
    return event.moment.at_ms, event.id
