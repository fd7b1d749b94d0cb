"""What happened to a card: immutable events, from which everything else is derived."""

from dataclasses import dataclass, field
from datetime import date
from typing import NewType
from uuid import uuid4

from srs.card_key import CardKey as CardKey
from srs.days import Moment
from srs.sm2 import Grade

EventId = NewType("EventId", str)
ActionId = NewType("ActionId", str)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What all events have."""

    id: EventId
    moment: Moment
    card: CardKey
    action: ActionId | None = field(default=None, kw_only=True)
    """What the learner did, if several events came of it: they are taken back together."""


@dataclass(frozen=True, slots=True)
class Review(Occurrence):
    """One graded recall of one card at one moment."""

    grade: Grade
    duration_ms: int
    """From showing the question to the grade."""
    practice: bool = field(default=False, kw_only=True)
    """Asked before its day, for an exam: it leaves the schedule alone, whatever the grade."""


@dataclass(frozen=True, slots=True)
class Undo(Occurrence):
    """An event taken back: the card is as if it had never happened."""

    target: EventId


@dataclass(frozen=True, slots=True)
class Suspend(Occurrence):
    """The card is not asked any more, until it is unsuspended."""


@dataclass(frozen=True, slots=True)
class Unsuspend(Occurrence):
    """The card is asked again when it is due."""


@dataclass(frozen=True, slots=True)
class Bury(Occurrence):
    """The card is put off."""

    until_day: date
    """The first day on which it may be asked again."""


@dataclass(frozen=True, slots=True)
class Flag(Occurrence):
    """The card is to be mended."""

    reason: str
    """Why, in the learner's words; it may be empty."""


@dataclass(frozen=True, slots=True)
class Unflag(Occurrence):
    """The card was mended."""


@dataclass(frozen=True, slots=True)
class Forget(Occurrence):
    """The card is new again; what was reviewed stays in the log."""


@dataclass(frozen=True, slots=True)
class Reschedule(Occurrence):
    """The card is due on another day, and put off no longer; its memory stays as it is."""

    due_day: date


Event = Review | Undo | Suspend | Unsuspend | Bury | Flag | Unflag | Forget | Reschedule


def new_event_id() -> EventId:
    """An id that no other event has, on any machine."""
    return EventId(uuid4().hex)


def new_action_id() -> ActionId:
    """An id that no other action has, on any machine."""
    return ActionId(uuid4().hex)


def action_of(event: Event) -> ActionId:
    """The action that an event is part of; an event that stands alone is one by itself."""
    return event.action or ActionId(event.id)


def replay_order(event: Event) -> tuple[int, str]:
    """A total order that depends on the events alone, so that merged logs agree."""
    return event.moment.at_ms, event.id
