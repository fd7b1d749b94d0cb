from dataclasses import replace
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from srs.card_state import NEW, CardState, after_review, fold
from srs.days import moment_of
from srs.events import Event, Review, Undo, new_event_id
from srs.scheduling import CALENDAR_DAYS
from srs.sm2 import Grade, Memory, next_memory
from srs.sm2_scheduler import Sm2
from tests.srs.samples import MONDAY, moment, review

grades = st.sampled_from(Grade)
moments = st.builds(moment, days=st.integers(0, 400), minutes=st.integers(-600, 600))


def test_the_first_grade_of_a_day_schedules_and_later_ones_drill() -> None:
    state = after_review(NEW, Grade.AGAIN, moment())
    assert state.drill_pending
    assert state.due_day == MONDAY + timedelta(days=1)
    drilled = after_review(state, Grade.GOOD, moment(minutes=10))
    assert not drilled.drill_pending
    assert (drilled.memory, drilled.due_day, drilled.last_day) == (
        state.memory,
        state.due_day,
        state.last_day,
    )
    assert drilled.reviews == 2


def test_a_card_comes_back_until_it_gets_good() -> None:
    state = after_review(NEW, Grade.GOOD, moment())
    assert not state.drill_pending
    for minute, grade in enumerate((Grade.BLACKOUT, Grade.FAMILIAR, Grade.HARD), 1):
        state = after_review(state, grade, moment(minutes=minute))
        assert state.drill_pending
    assert not after_review(state, Grade.EASY, moment(minutes=9)).drill_pending


def test_an_event_before_the_last_scheduled_day_is_a_drill() -> None:
    state = after_review(NEW, Grade.GOOD, moment(days=5))
    back = after_review(state, Grade.GOOD, moment(days=2))
    assert (back.memory, back.due_day, back.last_day) == (state.memory, state.due_day, state.last_day)


def test_forgetting_a_card_that_was_known_is_a_lapse() -> None:
    state = after_review(NEW, Grade.AGAIN, moment())
    assert state.lapses == 0
    state = after_review(after_review(state, Grade.GOOD, moment(days=1)), Grade.AGAIN, moment(days=2))
    assert state.lapses == 1


def test_one_review_a_day_is_sm2() -> None:
    memory, state = Memory(), NEW
    for day, grade in enumerate((Grade.EASY, Grade.GOOD, Grade.HARD, Grade.AGAIN, Grade.GOOD)):
        memory, state = next_memory(memory, grade), after_review(state, grade, moment(days=day))
        assert state.memory == memory


def test_an_undone_review_never_happened() -> None:
    first, second = review("a", Grade.GOOD, moment()), review("a", Grade.AGAIN, moment(days=1))
    undo = Undo(new_event_id(), moment(days=1, minutes=1), second.card, second.id)
    assert fold([first, second, undo]) == fold([first])
    assert fold([first, undo, second, Undo(new_event_id(), moment(days=2), first.card, first.id)]) == NEW


@given(st.lists(st.builds(review, st.just("a"), grades, moments), max_size=30), st.data())
def test_a_state_does_not_depend_on_the_order_of_the_log(reviews: list[Review], data: st.DataObject) -> None:
    taken_back = data.draw(st.lists(st.sampled_from(reviews), max_size=5)) if reviews else []
    undos = (Undo(new_event_id(), moment(), review.card, review.id) for review in taken_back)
    events: list[Event] = [*reviews, *undos]
    assert fold(data.draw(st.permutations(events))) == fold(events)


@given(st.lists(st.tuples(grades, st.integers(-3, 3)), max_size=40))
def test_a_clock_that_jumps_never_shortens_or_doubles_an_interval(steps: list[tuple[Grade, int]]) -> None:
    state, day = NEW, 10
    for minute, (grade, jump) in enumerate(steps):
        day = max(0, day + jump)
        before: CardState = state
        state = after_review(state, grade, moment(days=day, minutes=minute))
        assert state.due_day is not None
        assert state.last_day is not None
        assert (state.due_day - state.last_day).days == state.interval_days
        if before.last_day is not None and state.last_day <= before.last_day:
            assert state.memory == before.memory
        else:
            assert state.memory == Sm2().after(before.memory, grade, 0)


@given(
    st.lists(st.tuples(grades, st.integers(0, 60), st.integers(-470, 850)), max_size=20), st.integers(-12, 14)
)
def test_only_grades_and_days_count_and_no_hour_or_zone(
    steps: list[tuple[Grade, int, int]], offset_hours: int
) -> None:
    """Every day of a review is begun at four and ends at four: its hours do not matter."""
    at_noon = somewhere = NEW
    day = 0
    for grade, days, minutes in steps:
        day += days + 1
        at_noon = after_review(at_noon, grade, moment(days=day))
        local = datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=offset_hours)))
        somewhere = after_review(somewhere, grade, moment_of(local + timedelta(days=day, minutes=minutes)))
    assert replace(somewhere, last_at_ms=at_noon.last_at_ms) == at_noon


def test_an_interval_never_outgrows_the_calendar() -> None:
    state = NEW
    for day in range(60):
        state = after_review(state, Grade.EASY, moment(days=day))
    assert state.interval_days == CALENDAR_DAYS
    assert state.due_day is not None
    assert state.due_day.year == 9999
