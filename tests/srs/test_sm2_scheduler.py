"""SM-2 with its options."""

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srs.sm2 import MINIMUM_EASE_HUNDREDTHS, Grade, Memory, next_memory
from srs.sm2_scheduler import Sm2

grades = st.sampled_from(Grade)
elapsed = st.integers(0, 5000)
schedulers = st.builds(
    Sm2, overdue_credit=st.booleans(), ease_penalty_hundredths=st.sampled_from([0, 1, 20, 120])
)
reviews = st.lists(st.tuples(grades, elapsed), max_size=20)


def after(scheduler: Sm2, reviews: list[tuple[Grade, int]]) -> Memory | None:
    memory = None
    for grade, elapsed_days in reviews:
        memory = scheduler.after(memory, grade, elapsed_days)
    return memory


@given(reviews)
def test_without_options_it_is_canonical_whatever_day_it_is(reviews: list[tuple[Grade, int]]) -> None:
    memory = Memory()
    for grade, _ in reviews:
        memory = next_memory(memory, grade)
    assert (after(Sm2(), reviews) or Memory()) == memory


@given(schedulers, reviews, grades, grades, elapsed)
def test_a_better_grade_never_gives_a_shorter_interval(
    scheduler: Sm2, reviews: list[tuple[Grade, int]], one: Grade, other: Grade, elapsed_days: int
) -> None:
    memory = after(scheduler, reviews)
    worse, better = (scheduler.after(memory, grade, elapsed_days) for grade in sorted((one, other)))
    assert worse.interval_days <= better.interval_days
    assert worse.repetitions <= better.repetitions


@given(schedulers, reviews, grades, elapsed)
def test_ease_and_interval_stay_in_bounds(
    scheduler: Sm2, reviews: list[tuple[Grade, int]], grade: Grade, elapsed_days: int
) -> None:
    following = scheduler.after(after(scheduler, reviews), grade, elapsed_days)
    assert following.ease_hundredths >= MINIMUM_EASE_HUNDREDTHS
    assert following.interval_days >= 1


@pytest.mark.parametrize(
    ("grade", "elapsed_days", "interval_days"),
    [
        (Grade.GOOD, 15, 38),  # on its day: 15 * 2.5
        (Grade.GOOD, 25, 50),  # ten days late, five of them count: 20 * 2.5
        (Grade.GOOD, 16, 39),  # half a day counts: 15.5 * 2.5 = 38.75
        (Grade.EASY, 25, 63),  # all of them count: 25 * 2.5 = 62.5
        (Grade.HARD, 25, 38),  # none counts
        (Grade.AGAIN, 25, 1),
        (Grade.GOOD, 3, 38),  # early
    ],
)
def test_overdue_days_count_by_the_grade(grade: Grade, elapsed_days: int, interval_days: int) -> None:
    memory = Memory(repetitions=3, interval_days=15)
    assert Sm2(overdue_credit=True).after(memory, grade, elapsed_days).interval_days == interval_days


@pytest.mark.parametrize(("elapsed_days", "interval_days"), [(1, 6), (2, 6), (31, 40)])
def test_the_second_interval_has_credit_and_is_never_below_six(elapsed_days: int, interval_days: int) -> None:
    memory = Memory(repetitions=1, interval_days=1)
    assert Sm2(overdue_credit=True).after(memory, Grade.GOOD, elapsed_days).interval_days == interval_days


def test_the_first_interval_has_no_credit() -> None:
    failed = Memory(repetitions=0, interval_days=1)
    assert Sm2(overdue_credit=True).after(failed, Grade.EASY, 100).interval_days == 1


@given(reviews)
def test_credit_agrees_with_exact_fractions(reviews: list[tuple[Grade, int]]) -> None:
    share = {Grade.HARD: Fraction(0), Grade.GOOD: Fraction(1, 2), Grade.EASY: Fraction(1)}
    scheduler, memory = Sm2(overdue_credit=True), Memory()
    for grade, elapsed_days in reviews:
        expected = next_memory(memory, grade).interval_days
        if grade.passes and memory.repetitions:
            late = max(0, elapsed_days - memory.interval_days)
            ease = Fraction(memory.ease_hundredths, 100)
            expected = max(expected, ceil((memory.interval_days + share[grade] * late) * ease))
        memory = scheduler.after(memory, grade, elapsed_days)
        assert memory.interval_days == expected


@given(reviews, grades, elapsed)
def test_credit_never_shortens_an_interval(
    reviews: list[tuple[Grade, int]], grade: Grade, elapsed_days: int
) -> None:
    memory = after(Sm2(), reviews)
    credited = Sm2(overdue_credit=True).after(memory, grade, elapsed_days)
    assert credited.interval_days >= Sm2().after(memory, grade, elapsed_days).interval_days


def test_a_failure_may_lower_the_ease_down_to_its_least() -> None:
    scheduler = Sm2(ease_penalty_hundredths=50)
    eases = []
    memory = None
    for grade in (Grade.GOOD, Grade.AGAIN, Grade.BLACKOUT, Grade.FAMILIAR, Grade.GOOD):
        memory = scheduler.after(memory, grade, 1)
        eases.append(memory.ease_hundredths)
    assert eases == [250, 200, 150, 130, 130]


def test_every_option_has_a_fingerprint_of_its_own() -> None:
    schedulers = [
        Sm2(),
        Sm2(overdue_credit=True),
        Sm2(ease_penalty_hundredths=20),
        Sm2(ease_penalty_hundredths=2),
        Sm2(overdue_credit=True, ease_penalty_hundredths=20),
    ]
    assert len({scheduler.fingerprint for scheduler in schedulers}) == len(schedulers)
