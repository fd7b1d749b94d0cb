"""The bounds that hold for any scheduler."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from srs.card_state import NEW, CardState, after_review
from srs.events import CardKey
from srs.fuzz import fuzz_days, fuzzed
from srs.scheduling import CALENDAR_DAYS, Scheduling
from srs.sm2 import Grade
from srs.sm2_scheduler import Sm2
from tests.srs.samples import MONDAY, key, moment

intervals = st.one_of(st.integers(1, 120), st.integers(1, CALENDAR_DAYS))
cards = st.text(max_size=8).map(key)
review_numbers = st.integers(0, 1000)
grades = st.sampled_from(Grade)
steps = st.lists(st.tuples(grades, st.integers(0, 100)), min_size=1, max_size=20)
FUZZY = Scheduling(fuzz=True)


@pytest.mark.parametrize(
    ("interval_days", "days"),
    [(1, 0), (2, 0), (3, 1), (5, 1), (6, 2), (7, 2), (15, 2), (16, 3), (30, 3), (100, 7), (365, 20)],
)
def test_fuzz_is_a_few_days_and_none_on_short_intervals(interval_days: int, days: int) -> None:
    assert fuzz_days(interval_days) == days


@given(intervals, intervals, cards, review_numbers)
def test_fuzz_stays_within_its_bounds(
    interval_days: int, maximum_days: int, card: CardKey, reviews: int
) -> None:
    interval_days = min(interval_days, maximum_days)
    due_in_days = Scheduling(fuzz=True, maximum_interval_days=maximum_days).due_in_days(
        interval_days, card, reviews
    )
    assert abs(due_in_days - interval_days) <= fuzz_days(interval_days)
    assert 1 <= due_in_days <= maximum_days


@given(intervals, st.integers(0, 50), intervals, cards, review_numbers)
def test_fuzz_keeps_the_order_of_intervals(
    interval_days: int, more_days: int, maximum_days: int, card: CardKey, reviews: int
) -> None:
    shorter, longer = (min(days, maximum_days) for days in (interval_days, interval_days + more_days))
    assert fuzzed(shorter, maximum_days, card, reviews) <= fuzzed(longer, maximum_days, card, reviews)


def test_fuzz_reaches_every_day_of_its_range() -> None:
    due = {FUZZY.due_in_days(30, key(str(number)), 3) for number in range(200)}
    assert due == set(range(27, 34))


def test_fuzz_differs_between_the_reviews_of_a_card() -> None:
    assert len({FUZZY.due_in_days(30, key("a"), reviews) for reviews in range(20)}) > 1


def test_fuzz_is_the_same_on_every_machine() -> None:
    assert [FUZZY.due_in_days(100, key("a"), reviews) for reviews in range(5)] == [106, 95, 105, 107, 107]


@given(steps)
def test_fuzz_moves_the_due_day_and_leaves_the_memory_exact(steps: list[tuple[Grade, int]]) -> None:
    fuzzy = exact = NEW
    day = 0
    for grade, days in steps:
        day += days
        fuzzy = after_review(fuzzy, grade, moment(days=day), FUZZY, key("a"))
        exact = after_review(exact, grade, moment(days=day))
        assert fuzzy.memory == exact.memory


@given(steps, st.integers(1, 400))
@example([(Grade.EASY, 1)] * 20, 3)
def test_no_interval_is_above_the_maximum(steps: list[tuple[Grade, int]], maximum_days: int) -> None:
    scheduling = Scheduling(Sm2(overdue_credit=True), maximum_days, fuzz=True)
    state: CardState = NEW
    day = 0
    for grade, days in steps:
        day += days
        state = after_review(state, grade, moment(days=day), scheduling, key("a"))
        assert state.due_day is not None
        assert state.last_day is not None
        assert 1 <= state.interval_days <= maximum_days
        assert 1 <= (state.due_day - state.last_day).days <= maximum_days


def test_without_options_a_card_is_due_after_its_interval() -> None:
    state = after_review(NEW, Grade.GOOD, moment())
    assert state.due_day is not None
    assert (state.due_day - MONDAY).days == state.interval_days == 1


def test_every_option_has_a_fingerprint_of_its_own() -> None:
    schedulings = [
        Scheduling(),
        Scheduling(fuzz=True),
        Scheduling(maximum_interval_days=365),
        Scheduling(maximum_interval_days=365, fuzz=True),
        Scheduling(Sm2(overdue_credit=True)),
        Scheduling(Sm2(ease_penalty_hundredths=1)),
    ]
    assert len({scheduling.fingerprint for scheduling in schedulings}) == len(schedulings)
