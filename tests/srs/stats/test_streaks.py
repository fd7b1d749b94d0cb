"""Days in a row."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srs.events import Event, Undo, new_event_id
from srs.sm2 import Grade
from srs.stats.figures import Streak
from srs.stats.streaks import streak
from tests.srs.samples import MONDAY, moment, review
from tests.srs.stats.counting import counted


def of(*ahead: int) -> Streak:
    """The streaks on a Monday, of days before and after it."""
    return streak([MONDAY + timedelta(days=days) for days in ahead], MONDAY)


def ends(days: int) -> date:
    return MONDAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("ahead", "current", "longest", "until"),
    [
        ((0,), 1, 1, 0),
        ((-2, -1, 0), 3, 3, 0),
        ((-2, -1), 2, 2, -1),
        ((-3, -2), 0, 2, -2),
        ((-9, -8, -7, -1, 0), 2, 3, -7),
        ((-9, -8, -1, 0), 2, 2, 0),
        ((0, 1, 2), 1, 3, 2),
        ((3, 4), 0, 2, 4),
    ],
    ids=str,
)
def test_streaks(ahead: Sequence[int], current: int, longest: int, until: int) -> None:
    assert of(*ahead) == Streak(current, longest, ends(until))


def test_who_never_reviewed_has_none() -> None:
    assert of() == Streak(0, 0, None)


@given(st.sets(st.integers(-12, 3)))
def test_the_current_streak_is_never_longer_than_the_longest(ahead: set[int]) -> None:
    found = of(*sorted(ahead))
    assert found.current <= found.longest <= len(ahead)


def test_a_day_whose_only_review_was_taken_back_is_none(tmp_path: Path) -> None:
    undone = review("one", Grade.GOOD, moment())
    events: list[Event] = [
        review("one", Grade.GOOD, moment(days=-1)),
        undone,
        Undo(new_event_id(), moment(minutes=1), undone.card, undone.id),
    ]
    assert counted(tmp_path, events).streak == Streak(1, 1, ends(-1))
