"""When a card is due: its state, folded from its events by a scheduler."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from srs.days import Moment, days_later
from srs.events import Event, Review, Undo, replay_order
from srs.sm2 import Grade, Memory, next_memory

Scheduler = Callable[[Memory, Grade, date], Memory]
"""The memory after a review on a day. Pure: a card's whole past is in the memory."""

MAXIMUM_INTERVAL_DAYS = date.max.toordinal()
"""The length of the calendar: a longer interval has no date."""


@dataclass(frozen=True, slots=True)
class CardState:
    """Where a card stands; the defaults are a new card."""

    memory: Memory = field(default_factory=Memory)
    due_day: date | None = None
    """None: new."""
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


NEW = CardState()


def sm2(memory: Memory, grade: Grade, day: date) -> Memory:
    """SM-2 as a scheduler: the interval depends on the reviews, not on the day they took place."""
    return next_memory(memory, grade)


def is_drill(state: CardState, day: date) -> bool:
    """Whether a grade on `day` leaves the schedule alone.

    Only the first grade of a day schedules. A day before the last scheduled one means that the clock or the
    learner went back: it may not schedule either, or an interval would count twice.
    """
    return state.last_day is not None and day <= state.last_day


def after_review(state: CardState, grade: Grade, moment: Moment, scheduler: Scheduler = sm2) -> CardState:
    """The state after one more graded recall."""
    graded = replace(
        state,
        drill_pending=grade < Grade.GOOD,
        reviews=state.reviews + 1,
        last_at_ms=moment.at_ms,
    )
    if is_drill(state, moment.day):
        return graded
    memory = scheduler(state.memory, grade, moment.day)
    memory = replace(memory, interval_days=min(memory.interval_days, MAXIMUM_INTERVAL_DAYS))
    forgotten = state.memory.repetitions > 0 and not grade.passes
    return replace(
        graded,
        memory=memory,
        due_day=days_later(moment.day, memory.interval_days),
        last_day=moment.day,
        lapses=state.lapses + forgotten,
    )


def fold(events: Iterable[Event], scheduler: Scheduler = sm2) -> CardState:
    """The state of a card after all of its events, given in any order."""
    ordered = sorted(events, key=replay_order)
    undone = {event.target for event in ordered if isinstance(event, Undo)}
    state = NEW
    for event in ordered:
        if isinstance(event, Review) and event.id not in undone:
            state = after_review(state, event.grade, event.moment, scheduler)
    return state
