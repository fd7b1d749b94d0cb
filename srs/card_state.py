"""Where a card stands: its state, folded from its events."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from srs.days import Moment, days_later
from srs.events import (
    Bury,
    CardKey,
    Event,
    Flag,
    Forget,
    Reschedule,
    Review,
    Suspend,
    Undo,
    Unflag,
    Unsuspend,
    replay_order,
)
from srs.memory import Memory
from srs.scheduling import Scheduling
from srs.sm2 import Grade

CANONICAL = Scheduling()


@dataclass(frozen=True, slots=True)
class CardState:
    """Where a card stands; the defaults are a new card."""

    memory: Memory | None = None
    """What the scheduler knows; None before the first review."""
    due_day: date | None = None
    """None: new."""
    first_day: date | None = None
    """The day of the first review."""
    last_day: date | None = None
    """The day of the last review that scheduled."""
    drill_pending: bool = False
    """Graded below Good: it comes back on the same day until it gets Good."""
    reviews: int = 0
    """Every graded recall, same-day drills and practice included."""
    lapses: int = 0
    """How often a card that was once recalled was forgotten on its day."""
    last_at_ms: int = 0
    """When it was last graded."""
    suspended: bool = False
    buried_until: date | None = None
    """The first day on which it may be asked again."""
    flag: str | None = None
    """Why it is to be mended, which may be empty; None: it is not flagged."""

    @property
    def interval_days(self) -> int:
        """From the last review that scheduled to the day it was to come back; 0 before the first."""
        return 0 if self.memory is None else self.memory.interval_days

    def is_hidden(self, day: date) -> bool:
        """Whether the learner put the card off."""
        return self.suspended or (self.buried_until is not None and day < self.buried_until)


NEW = CardState()


def is_drill(state: CardState, day: date) -> bool:
    """Whether a grade on `day` leaves the schedule alone.

    Only the first grade of a day schedules. A day before the last scheduled one means that the clock or the
    learner went back: it may not schedule either, or an interval would count twice. A card that the learner
    made due again is reviewed as any other that is due.
    """
    if state.last_day is None or state.due_day is None:
        return False
    return day <= state.last_day and day < state.due_day


def after_review(
    state: CardState,
    grade: Grade,
    moment: Moment,
    scheduling: Scheduling = CANONICAL,
    card: CardKey | None = None,
) -> CardState:
    """The state after one more graded recall.

    `card` is needed by a scheduling with fuzz, which differs between cards.
    """
    memory, due_day, first_day, last_day, lapses = (
        state.memory,
        state.due_day,
        state.first_day,
        state.last_day,
        state.lapses,
    )
    day = moment.day
    if not is_drill(state, day):
        if memory is not None and memory.repetitions > 0 and not grade.passes:
            lapses += 1
        elapsed_days = 0 if last_day is None else max(0, (day - last_day).days)
        memory = scheduling.after(memory, grade, elapsed_days)
        due_day = days_later(day, scheduling.due_in_days(memory.interval_days, card, state.reviews))
        first_day = first_day or day
        last_day = day if last_day is None else max(day, last_day)
    return CardState(
        memory,
        due_day,
        first_day,
        last_day,
        grade < Grade.GOOD,
        state.reviews + 1,
        lapses,
        moment.at_ms,
        state.suspended,
        state.buried_until,
        state.flag,
    )


def after_practice(state: CardState, moment: Moment) -> CardState:
    """The state after a recall that leaves the schedule alone, whatever its grade."""
    return replace(state, reviews=state.reviews + 1, last_at_ms=moment.at_ms)


def after(state: CardState, event: Event, scheduling: Scheduling = CANONICAL) -> CardState:
    """The state after one more event that is not taken back."""
    match event:
        case Review(practice=True):
            return after_practice(state, event.moment)
        case Review():
            return after_review(state, event.grade, event.moment, scheduling, event.card)
        case Suspend():
            return replace(state, suspended=True)
        case Unsuspend():
            return replace(state, suspended=False)
        case Bury():
            return replace(state, buried_until=event.until_day)
        case Flag():
            return replace(state, flag=event.reason)
        case Unflag():
            return replace(state, flag=None)
        case Forget():
            return replace(
                state,
                memory=None,
                due_day=None,
                first_day=None,
                last_day=None,
                drill_pending=False,
                lapses=0,
            )
        case Reschedule():
            return replace(state, due_day=event.due_day, drill_pending=False, buried_until=None)
        case Undo():
            return state
        case _ as unknown:
            assert_never(unknown)


def fold(events: Iterable[Event], scheduling: Scheduling = CANONICAL) -> CardState:
    """The state of a card after all of its events, given in any order."""
    ordered = sorted(events, key=replay_order)
    undone = {event.target for event in ordered if isinstance(event, Undo)}
    state = NEW
    for event in ordered:
        if event.id not in undone:
            state = after(state, event, scheduling)
    return state
