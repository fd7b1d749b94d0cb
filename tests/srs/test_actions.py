"""What an action does to cards, and that taking it back leaves no trace."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srs.actions import Change, buried, flagged, plan, rescheduled, taking_back
from srs.card_state import NEW, CardState, after, fold
from srs.days import Moment
from srs.events import (
    CardKey,
    Event,
    Forget,
    Reschedule,
    Suspend,
    Unflag,
    Unsuspend,
    action_of,
)
from srs.sm2 import Grade
from tests.srs.samples import MONDAY, key, moment, review

CARDS = tuple(key(name) for name in "abcd")


class Log:
    """A log in memory, whose every event is later than those before it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.done: list[tuple[Event, ...]] = []

    def when(self, _: CardKey) -> Moment:
        return replace(moment(), at_ms=moment().at_ms + len(self.events))

    @property
    def states(self) -> dict[CardKey, CardState]:
        return {card: fold(event for event in self.events if event.card == card) for card in CARDS}

    def do(self, events: Sequence[Event]) -> None:
        self.events += events
        if events:
            self.done.append(tuple(events))

    def undo(self) -> None:
        if self.done:
            self.events += taking_back(self.done.pop(), self.when)


DAYS = st.dates(MONDAY, MONDAY + timedelta(days=9))
CHANGES: st.SearchStrategy[Change] = st.one_of(
    st.sampled_from([Suspend, Unsuspend, Unflag, Forget]),
    st.builds(buried, DAYS),
    st.builds(flagged, st.sampled_from(["", "wrong"])),
)
CHOSEN = st.lists(st.sampled_from(CARDS), unique=True)
STEPS = st.one_of(
    st.tuples(CHANGES, CHOSEN).map(lambda step: dict.fromkeys(step[1], step[0])),
    st.tuples(CHOSEN, DAYS, st.integers(0, 3)).map(
        lambda step: rescheduled(step[0], step[1], step[1] + timedelta(days=step[2]))
    ),
    st.sampled_from(Grade),
    st.just("undo"),
)


@given(st.lists(STEPS, max_size=12))
def test_undoing_everything_leaves_the_states_as_they_were(steps: list[object]) -> None:
    log = Log()
    before: list[dict[CardKey, CardState]] = []
    for step in steps:
        match step:
            case "undo":
                log.undo()
                if before:
                    assert log.states == before.pop()
            case Grade():
                before.append(log.states)
                log.do([replace(review("a", step, moment()), moment=log.when(CARDS[0]))])
            case dict():
                states = log.states
                action = plan(step, states, log.when)
                expected = {event.card: after(states[event.card], event) for event in action.events}
                log.do(action.events)
                assert log.states == {**states, **expected}
                before += [states] if action.events else []
    while log.done:
        log.undo()
        assert log.states == before.pop()
    assert log.states == dict.fromkeys(CARDS, NEW)


@given(STEPS.filter(lambda step: isinstance(step, dict)))
def test_doing_it_twice_changes_nothing_more(step: dict[CardKey, Change]) -> None:
    log = Log()
    log.do(plan(step, log.states, log.when).events)
    again = plan(step, log.states, log.when)
    assert (again.events, set(again.unchanged)) == ((), set(step))


def test_the_events_of_an_action_are_one_and_those_of_another_are_not() -> None:
    log = Log()
    first = plan(dict.fromkeys(CARDS, Suspend), {}, log.when).events
    second = plan(dict.fromkeys(CARDS, flagged("")), {}, log.when).events
    undo = taking_back(first, log.when)
    assert len({action_of(event) for event in first}) == 1
    assert len({action_of(event) for event in (*first, *second, *undo)}) == 3


def test_cards_that_it_would_not_change_are_left_out() -> None:
    states = {key("a"): CardState(suspended=True)}
    action = plan(dict.fromkeys((key("a"), key("b")), Suspend), states, Log().when)
    assert [event.card for event in action.events] == [key("b")]
    assert action.unchanged == (key("a"),)


@given(st.integers(0, 40), st.integers(1, 9))
def test_a_range_of_days_gets_as_many_cards_on_each(number: int, days: int) -> None:
    cards = [key(str(card)) for card in range(number)]
    changes = rescheduled(cards, MONDAY, MONDAY + timedelta(days=days - 1))
    events = plan(changes, {}, Log().when).events
    due = [event.due_day for event in events if isinstance(event, Reschedule)]
    assert len(due) == number
    on_each = [due.count(MONDAY + timedelta(days=day)) for day in range(days)]
    assert sum(on_each) == number
    assert max(on_each) - min(on_each) <= 1


def reviewed(*grades: Grade) -> CardState:
    """A card after a grade on each of some days, the last of them a Monday."""
    return fold(review("a", grade, moment(day + 1 - len(grades))) for day, grade in enumerate(grades))


def done(state: CardState, change: Change, at: Moment) -> CardState:
    (event,) = plan({key("a"): change}, {key("a"): state}, lambda _: at).events
    return after(state, event)


def test_a_card_that_is_forgotten_is_new_but_stays_put_off_and_flagged() -> None:
    state = reviewed(Grade.GOOD, Grade.AGAIN)
    for change in (Suspend, flagged("wrong")):
        state = done(state, change, moment())
    forgotten = done(state, Forget, moment())
    assert forgotten == CardState(reviews=2, last_at_ms=moment().at_ms, suspended=True, flag="wrong")


@pytest.mark.parametrize("days", [0, 3])
def test_a_rescheduled_card_keeps_what_is_known_of_it(days: int) -> None:
    state = reviewed(Grade.GOOD, Grade.GOOD)
    day = MONDAY + timedelta(days=days)
    moved = done(state, rescheduled([key("a")], day, day)[key("a")], moment())
    assert (moved.memory, moved.due_day) == (state.memory, day)


def test_a_rescheduled_card_is_no_longer_buried_nor_repeated_today() -> None:
    state = done(reviewed(Grade.AGAIN), buried(MONDAY + timedelta(days=9)), moment())
    day = MONDAY + timedelta(days=3)
    moved = done(state, rescheduled([key("a")], day, day)[key("a")], moment())
    assert not moved.drill_pending
    assert not moved.is_hidden(day)


def test_a_card_that_is_made_due_again_on_its_day_is_reviewed_once_more() -> None:
    state = done(reviewed(Grade.GOOD), rescheduled([key("a")], MONDAY, MONDAY)[key("a")], moment())
    again = after(state, review("a", Grade.GOOD, moment(minutes=9)))
    assert again.due_day == MONDAY + timedelta(days=6)
