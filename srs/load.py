"""How many reviews the coming days bring."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from srs.card_state import CardState, after_review
from srs.days import Moment
from srs.events import CardKey
from srs.scheduling import Scheduling
from srs.sm2 import Grade

DAYS_AHEAD = 30


@dataclass(frozen=True, slots=True)
class Load:
    """The reviews of some days, the first of which is today."""

    by_day: tuple[int, ...]

    @property
    def total(self) -> int:
        """The reviews of all of these days."""
        return sum(self.by_day)


def load_ahead(
    states: Mapping[CardKey, CardState], scheduling: Scheduling, today: date, days: int = DAYS_AHEAD
) -> Load:
    """The reviews of `today` and the days after it, if each is done on its day and gets Good.

    What is overdue counts for today; new and suspended cards do not count.
    """
    by_day = [0] * days
    end = today + timedelta(days=days)
    for card, state in states.items():
        if state.suspended or state.due_day is None:
            continue
        day = max(today, state.due_day, state.buried_until or today)
        while day < end:
            by_day[(day - today).days] += 1
            state = after_review(state, Grade.GOOD, Moment(0, day, 0), scheduling, card)
            assert state.due_day is not None
            day = state.due_day
    return Load(tuple(by_day))
