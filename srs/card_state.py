"""Where a card stands: its state, folded from its events."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from srs.days import Moment, days_later
from srs.events import (
    Bury,
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
    """Every graded recall, the same-day drills included."""
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
    learner went back: it may not schedule either, or an interval would count twice.
    """
    return state.last_day is not None and day <= state.last_day


def after_review(
    state: CardState, grade: Grade, moment: Moment, scheduling: Scheduling = CANONICAL
) -> CardState:
    """The state after one more graded recall."""
    graded = replace(
        state,
        drill_pending=grade < Grade.GOOD,
        reviews=state.reviews + 1,
        last_at_ms=moment.at_ms,
    )
    if is_drill(state, moment.day):
        return graded
    elapsed_days = 0 if state.last_day is None else (moment.day - state.last_day).days
    memory = scheduling.scheduler.after(state.memory, grade, elapsed_days)
    memory = replace(memory, interval_days=min(memory.interval_days, scheduling.maximum_interval_days))
    was_known = state.memory is not None and state.memory.repetitions > 0
    return replace(
        graded,
        memory=memory,
        due_day=days_later(moment.day, memory.interval_days),
        first_day=state.first_day or moment.day,
        last_day=moment.day,
        lapses=state.lapses + (was_known and not grade.passes),
    )


def after(state: CardState, event: Event, scheduling: Scheduling = CANONICAL) -> CardState:
    """The state after one more event that is not taken back."""
    match event:
        case Review():
            return after_review(state, event.grade, event.moment, scheduling)
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
            return replace(state, due_day=event.due_day)
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
