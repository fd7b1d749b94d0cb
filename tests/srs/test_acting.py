"""Actions in a real history: their order, and how far back they can be taken."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srs.acting import Now, do, flags_of, planned, take_back_last, undoable
from srs.actions import flagged
from srs.card_state import NEW, CardState, fold
from srs.days import Moment
from srs.events import CardKey, Event, Forget, Suspend, Unflag, Unsuspend
from srs.history import History
from srs.sm2 import Grade
from tests.srs.samples import MONDAY, NAMESPACE, key, moment, review

CARDS = (key("a"), key("b"), key("c"))


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History(tmp_path / "history.db") as history:
        yield history


def suspend(history: History, *notes: str, at: Moment) -> None:
    do(history, NAMESPACE, dict.fromkeys(map(key, notes), Suspend), at)


def suspended(history: History) -> set[str]:
    return {card.note for card, state in history.states(NAMESPACE).items() if state.suspended}


def test_an_action_is_taken_back_whole_and_the_last_one_first(history: History) -> None:
    suspend(history, "a", "b", at=moment())
    suspend(history, "c", at=moment(minutes=1))
    assert [event.card.note for event in take_back_last(history, NAMESPACE, moment(minutes=2))] == ["c"]
    assert suspended(history) == {"a", "b"}
    assert len(take_back_last(history, NAMESPACE, moment(minutes=3))) == 2
    assert take_back_last(history, NAMESPACE, moment(minutes=4)) == ()
    assert history.states(NAMESPACE) == {}


def test_only_what_was_done_on_the_day_is_taken_back(history: History) -> None:
    suspend(history, "a", at=moment())
    assert take_back_last(history, NAMESPACE, moment(days=1)) == ()
    assert take_back_last(history, "another.example", moment()) == ()
    assert suspended(history) == {"a"}


def test_a_sitting_that_goes_on_over_the_night_takes_back_what_it_did_before(history: History) -> None:
    suspend(history, "a", at=moment())
    suspend(history, "b", at=moment(days=1))
    for note in ("b", "a"):
        (event,) = take_back_last(history, NAMESPACE, moment(days=1, minutes=1), since=MONDAY)
        assert event.card.note == note


def test_what_can_be_taken_back_is_listed_the_last_one_first(history: History) -> None:
    history.record(review("a", Grade.GOOD, moment()))
    suspend(history, "b", "c", at=moment(minutes=1))
    listed = undoable(history, NAMESPACE, MONDAY)
    assert [{event.card.note for event in action} for action in listed] == [{"b", "c"}, {"a"}]


def test_what_is_planned_is_not_recorded(history: History) -> None:
    assert len(planned(history, NAMESPACE, dict.fromkeys(CARDS, Suspend), moment()).events) == 3
    assert not history.path.exists()


def test_an_action_that_changes_nothing_writes_nothing(history: History) -> None:
    action = do(history, NAMESPACE, dict.fromkeys(CARDS, Unsuspend), moment())
    assert (action.events, action.unchanged) == ((), CARDS)
    assert not history.path.exists()


def test_the_order_is_kept_when_the_clock_is_set_back(history: History) -> None:
    suspend(history, "a", at=moment())
    suspend(history, "b", at=moment(minutes=-30))
    do(history, NAMESPACE, {key("a"): Unsuspend}, moment(minutes=-30))
    assert suspended(history) == {"b"}
    (unsuspended,) = take_back_last(history, NAMESPACE, moment(minutes=-30))
    assert isinstance(unsuspended, Unsuspend)
    assert suspended(history) == {"a", "b"}


def test_a_card_whose_past_lies_in_the_future_is_changed_after_it(history: History) -> None:
    history.record(replace(review("a", Grade.GOOD, moment(days=300)), moment=moment(days=300)))
    now = Now(history, NAMESPACE, moment())
    assert now(key("a")) == replace(moment(), at_ms=moment(days=300).at_ms + 1)
    assert now(key("b")) == moment()


def test_the_flags_of_a_note_come_with_their_reasons(history: History) -> None:
    for card, reason in ((key("a", "c1"), "wrong"), (key("a", "c2"), ""), (key("b"), "other")):
        do(history, NAMESPACE, {card: flagged(reason)}, moment())
    assert flags_of(history, NAMESPACE, "a") == {key("a", "c1"): "wrong", key("a", "c2"): ""}


KINDS = st.sampled_from([Suspend, Unsuspend, Forget, Unflag, flagged("wrong"), "review", "undo"])


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(KINDS, st.lists(st.sampled_from(CARDS), min_size=1, unique=True), st.integers(-60, 60)),
        max_size=15,
    )
)
def test_the_states_are_those_of_the_log_and_undo_goes_all_the_way_back(
    steps: list[tuple[object, list[CardKey], int]],
) -> None:
    with TemporaryDirectory() as folder, History(Path(folder) / "history.db") as history:
        before: list[dict[CardKey, CardState]] = []
        for change, cards, minutes in steps:
            states, now = history.states(NAMESPACE), moment(minutes=minutes)
            if change == "undo":
                taken = take_back_last(history, NAMESPACE, now)
                assert bool(taken) == bool(before)
                assert history.states(NAMESPACE) == (before.pop() if before else states)
            elif change == "review":
                when = Now(history, NAMESPACE, now)(cards[0])
                history.record(replace(review("a", Grade.AGAIN, when), card=cards[0]))
                before.append(states)
            elif do(history, NAMESPACE, dict.fromkeys(cards, change), now).events:  # type: ignore[arg-type]
                before.append(states)
            assert history.states(NAMESPACE) == folded(history.events())
        while before:
            take_back_last(history, NAMESPACE, moment())
            assert history.states(NAMESPACE) == before.pop()
        assert take_back_last(history, NAMESPACE, moment()) == ()
        assert history.states(NAMESPACE) == {}


def folded(events: Iterator[Event]) -> dict[CardKey, CardState]:
    log = list(events)
    states = {card: fold(event for event in log if event.card == card) for card in CARDS}
    return {card: state for card, state in states.items() if state != NEW}
