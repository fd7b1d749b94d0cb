"""FSRS on the package fsrs."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsrs
import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS as PUBLISHED
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from srs.card_state import NEW, after_review
from srs.config.fsrs_bounds import FSRS_BOUNDS
from srs.events import Forget, Undo, new_event_id
from srs.fsrs_scheduler import DEFAULT_PARAMETERS, BadParametersError, Fsrs, NoFsrsError
from srs.history import History
from srs.memory import FsrsMemory
from srs.scheduling import Scheduling
from srs.sm2 import Grade
from tests.srs.samples import NAMESPACE, key, moment, review

RATINGS = dict(zip(Grade, (1, 1, 1, 2, 3, 4), strict=True))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

grades = st.sampled_from(Grade)
reviews = st.lists(st.tuples(grades, st.integers(0, 3000)), min_size=1, max_size=15)
parameters = st.tuples(
    *(
        st.floats(low, high)
        for low, high in zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    )
)
schedulers = st.builds(Fsrs, parameters=parameters, desired_retention=st.floats(0.7, 0.99))


def after(scheduler: Fsrs, reviews: list[tuple[Grade, int]]) -> FsrsMemory:
    memory = None
    for grade, elapsed_days in reviews:
        memory = scheduler.after(memory, grade, elapsed_days)
    assert memory is not None
    return memory


@given(reviews, st.sampled_from([0.8, 0.9, 0.95]))
def test_it_is_the_package_asked_on_the_days_of_the_reviews(
    reviews: list[tuple[Grade, int]], retention: float
) -> None:
    package = fsrs.Scheduler(
        desired_retention=retention,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=1_000_000,
        enable_fuzzing=False,
    )
    card, now = fsrs.Card(card_id=1, due=NOON), NOON
    for number, (grade, days) in enumerate(reviews):
        now += timedelta(days=days if number else 0)
        card, _ = package.review_card(card, fsrs.Rating(RATINGS[grade]), now)
    memory = after(Fsrs(desired_retention=retention), reviews)
    assert (memory.stability, memory.difficulty) == pytest.approx((card.stability, card.difficulty), rel=1e-4)
    assert memory.interval_days == pytest.approx((card.due - now).days, rel=1e-4, abs=1)


def test_the_default_parameters_are_those_of_the_package() -> None:
    assert DEFAULT_PARAMETERS == PUBLISHED


@given(schedulers, reviews)
def test_its_numbers_have_six_decimals_so_that_all_machines_agree(
    scheduler: Fsrs, reviews: list[tuple[Grade, int]]
) -> None:
    memory = after(scheduler, reviews)
    assert (memory.stability, memory.difficulty) == (round(memory.stability, 6), round(memory.difficulty, 6))


def test_a_worked_sequence() -> None:
    intervals = []
    memory = None
    for grade in (Grade.GOOD, Grade.GOOD, Grade.HARD, Grade.AGAIN, Grade.GOOD, Grade.EASY):
        memory = Fsrs().after(memory, grade, memory.interval_days if memory else 0)
        intervals.append(memory.interval_days)
    assert intervals == [2, 11, 32, 2, 5, 16]


@given(schedulers, reviews, grades, st.integers(0, 4_000_000))
def test_whatever_the_parameters_it_stays_in_the_bounds_of_the_history(
    scheduler: Fsrs, reviews: list[tuple[Grade, int]], grade: Grade, elapsed_days: int
) -> None:
    memory = scheduler.after(after(scheduler, reviews), grade, elapsed_days)
    assert memory.interval_days >= 1
    assert 0 < memory.stability < 2_000_000
    assert 1 <= memory.difficulty <= 10


@given(reviews, grades, grades, st.integers(0, 3000))
def test_a_better_grade_never_gives_a_shorter_interval(
    reviews: list[tuple[Grade, int]], one: Grade, other: Grade, elapsed_days: int
) -> None:
    for memory in (None, after(Fsrs(), reviews)):
        worse, better = (Fsrs().after(memory, grade, elapsed_days) for grade in sorted((one, other)))
        assert worse.interval_days <= better.interval_days


def test_repetitions_count_the_successes_in_a_row() -> None:
    sequence = (Grade.GOOD, Grade.HARD, Grade.EASY, Grade.AGAIN, Grade.GOOD)
    counted = [after(Fsrs(), [(grade, 1) for grade in sequence[:n]]).repetitions for n in range(1, 6)]
    assert counted == [1, 2, 3, 0, 1]


def test_a_lower_retention_gives_longer_intervals() -> None:
    once = [(Grade.GOOD, 0)]
    lengths = [after(Fsrs(desired_retention=share), once).interval_days for share in (0.97, 0.9, 0.8, 0.7)]
    assert lengths == sorted(set(lengths))


@pytest.mark.parametrize(
    ("parameters", "problem"),
    [
        (DEFAULT_PARAMETERS[:19], "Expected 21 parameters, got 19"),
        (
            (*DEFAULT_PARAMETERS[:3], 500.0, *DEFAULT_PARAMETERS[4:]),
            r"parameters\[3\] = 500.0 is out of bounds",
        ),
        ((float("nan"), *DEFAULT_PARAMETERS[1:]), r"parameters\[0\] = nan is out of bounds"),
    ],
)
def test_parameters_that_cannot_be_are_named(parameters: tuple[float, ...], problem: str) -> None:
    with pytest.raises(BadParametersError, match=problem) as refused:
        Fsrs(parameters).check()
    assert "\n" not in str(refused.value)


def test_the_bounds_of_the_setting_are_those_of_the_package() -> None:
    assert tuple(zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)) == FSRS_BOUNDS


def test_without_the_package_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsrs", None)
    with pytest.raises(NoFsrsError, match=r"pip install 'fsrs>=6.3,<7'") as refused:
        Fsrs().check()
    assert "\n" not in str(refused.value)


def test_every_option_has_a_fingerprint_of_its_own() -> None:
    others = (0.3, *DEFAULT_PARAMETERS[1:])
    schedulers = [Fsrs(), Fsrs(desired_retention=0.85), Fsrs(others), Fsrs(others, 0.85)]
    assert len({scheduler.fingerprint for scheduler in schedulers}) == len(schedulers)


def test_only_the_first_grade_of_a_day_schedules() -> None:
    scheduling = Scheduling(Fsrs())
    state = after_review(NEW, Grade.AGAIN, moment(), scheduling)
    drilled = after_review(state, Grade.EASY, moment(minutes=5), scheduling)
    assert drilled.memory == state.memory


def test_switching_there_and_back_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    log = [
        review(name, Grade(grade), moment(days=day))
        for name in "abc"
        for day, grade in ((0, 4), (1, 3), (7, 5), (9, 1), (10, 4))
    ]
    undo = Undo(new_event_id(), moment(days=11), log[4].card, log[4].id)
    forget = Forget(new_event_id(), moment(days=12), key("b"))
    with History(path) as history:
        history.record(*log, undo, forget)
        by_sm2 = history.states(NAMESPACE)
    with History(path, Scheduling(Fsrs())) as history:
        by_fsrs = history.states(NAMESPACE)
        assert isinstance(by_fsrs[key("a")].memory, FsrsMemory)
        assert list(history.events()) == sorted(
            [*log, undo, forget], key=lambda event: (event.moment.at_ms, event.id)
        )
    with History(path) as history:
        assert history.states(NAMESPACE) == by_sm2
    with History(path, Scheduling(Fsrs())) as history:
        assert history.states(NAMESPACE) == by_fsrs
