from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from srs.card_state import NEW, CardState, after_review
from srs.fsrs_scheduler import Fsrs
from srs.load import load_ahead
from srs.scheduling import Scheduling
from srs.sm2 import Grade, Memory
from tests.srs.samples import MONDAY, key, moment


def due(days: int, **rest: object) -> CardState:
    """A card with an interval of ten days that is due some days after Monday."""
    day = MONDAY + timedelta(days=days)
    return CardState(Memory(3, 10), day, MONDAY, day - timedelta(days=10), **rest)  # type: ignore[arg-type]


def by_day(state: CardState, days: int) -> tuple[int, ...]:
    return load_ahead({key("a"): state}, Scheduling(), MONDAY, days).by_day


def test_what_is_overdue_counts_for_today_and_comes_back() -> None:
    assert by_day(due(-5), 30) == (1, *[0] * 24, 1, *[0] * 4)


def test_a_new_card_is_no_review() -> None:
    assert by_day(NEW, 5) == (0,) * 5


def test_a_suspended_card_is_no_review() -> None:
    assert by_day(due(1, suspended=True), 5) == (0,) * 5


def test_a_buried_card_counts_for_the_day_on_which_it_comes_back() -> None:
    assert by_day(due(0, buried_until=MONDAY + timedelta(days=2)), 4) == (0, 0, 1, 0)


def test_a_card_that_was_just_learnt_comes_back_as_sm2_has_it() -> None:
    state = after_review(NEW, Grade.GOOD, moment())
    assert by_day(state, 30) == tuple(int(day in (1, 7, 22)) for day in range(30))


@given(
    st.lists(st.integers(-50, 50), max_size=10), st.sampled_from([Scheduling(fuzz=True), Scheduling(Fsrs())])
)
def test_the_load_of_a_collection_is_that_of_its_cards(offsets: list[int], scheduling: Scheduling) -> None:
    states = {}
    for number, offset in enumerate(offsets):
        card = key(str(number))
        states[card] = after_review(NEW, Grade.GOOD, moment(days=offset), scheduling, card)
    alone = [load_ahead({card: state}, scheduling, MONDAY).total for card, state in states.items()]
    assert load_ahead(states, scheduling, MONDAY).total == sum(alone)
