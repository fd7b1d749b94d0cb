from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srs.cards import Cards
from srs.events import Review
from srs.history import History
from srs.session import Answer, Question, Session
from srs.shuffle import option_order
from srs.sm2 import Grade
from tests.srs.samples import (
    MONDAY,
    NAMESPACE,
    Clock,
    basic,
    cards,
    choice,
    explain,
    key,
    moment,
    repetitions,
)

BASICS = cards(basic("a"), basic("b"), basic("c"))


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "history.db")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def shown(session: Session) -> str:
    assert isinstance(session.step, Question)
    return session.step.card.key.note


def answered(session: Session) -> Answer:
    assert isinstance(session.step, Answer)
    return session.step


def give(session: Session, grade: Grade) -> None:
    session.reveal()
    session.grade(grade)


def test_what_was_not_recalled_comes_back_after_the_rest(history: History, clock: Clock) -> None:
    session = Session(BASICS, history, clock)
    asked = ""
    for grade in (Grade.AGAIN, Grade.GOOD, Grade.HARD, Grade.HARD, Grade.GOOD, Grade.GOOD):
        asked += shown(session)
        give(session, grade)
    assert asked == "abcaca"
    assert session.step is None
    summary = session.summary()
    assert (summary.reviewed, summary.again, summary.left) == (6, 1, 0)
    assert summary.next_due == MONDAY + timedelta(days=1)


def test_progress_counts_the_drills(history: History, clock: Clock) -> None:
    session = Session(BASICS, history, clock)
    places = []
    for grade in (Grade.AGAIN, Grade.GOOD, Grade.GOOD, Grade.GOOD):
        assert isinstance(session.step, Question)
        places.append((session.step.number, session.step.total))
        give(session, grade)
    assert places == [(1, 3), (2, 4), (3, 4), (4, 4)]


def test_a_grade_is_in_the_history_before_the_next_card_shows(history: History, clock: Clock) -> None:
    session = Session(BASICS, history, clock)
    give(session, Grade.GOOD)
    with History(history.path) as other:
        assert other.states(NAMESPACE).keys() == {key("a")}


def test_buttons_show_what_each_grade_would_do(history: History, clock: Clock) -> None:
    one = cards(basic("a"))
    for days in (0, 1):
        clock.now = moment(days=days)
        give(Session(one, history, clock), Grade.GOOD)
    clock.now = moment(days=7)
    session = Session(one, history, clock)
    session.reveal()
    buttons = answered(session).buttons
    assert [button.grade for button in buttons] == [1, 3, 4, 5]
    assert [button.interval_days for button in buttons] == [1, 15, 15, 15]
    assert [button.repeats_today for button in buttons] == [True, True, False, False]
    session.grade(Grade.HARD)
    session.reveal()
    assert [button.interval_days for button in answered(session).buttons] == [15, 15, 15, 15]
    assert all(button.drills_only for button in answered(session).buttons)


def test_undo_shows_the_card_again_as_it_was(history: History, clock: Clock) -> None:
    session = Session(BASICS, history, clock)
    give(session, Grade.EASY)
    give(session, Grade.AGAIN)
    (undone,) = session.undo()
    assert isinstance(undone, Review)
    assert (undone.card, undone.grade) == (key("b"), Grade.AGAIN)
    assert shown(session) == "b"
    assert history.states(NAMESPACE).keys() == {key("a")}
    session.undo()
    assert shown(session) == "a"
    assert session.undo() == ()
    assert history.states(NAMESPACE) == {}
    assert session.summary().reviewed == 0


def test_undo_reaches_back_over_sittings_of_the_same_day(history: History, clock: Clock) -> None:
    give(Session(BASICS, history, clock), Grade.GOOD)
    session = Session(BASICS, history, clock, limit=1)
    assert shown(session) == "b"
    session.undo()
    assert shown(session) == "a"
    clock.now = moment(days=1)
    give(session, Grade.GOOD)
    assert Session(BASICS, history, clock).undo()
    assert not Session(BASICS, history, clock).undo()


def test_a_grade_from_before_the_night_can_be_taken_back_in_the_same_sitting(
    history: History, clock: Clock
) -> None:
    session = Session(BASICS, history, clock)
    give(session, Grade.AGAIN)
    clock.now = moment(days=1)
    assert [event.card for event in session.undo()] == [key("a")]
    assert shown(session) == "a"


def test_undo_after_the_last_card_goes_on_with_it(history: History, clock: Clock) -> None:
    session = Session(cards(basic("a")), history, clock)
    give(session, Grade.GOOD)
    assert session.step is None
    session.undo()
    assert shown(session) == "a"


def test_what_another_process_took_back_is_not_taken_back_twice(history: History, clock: Clock) -> None:
    session = Session(BASICS, history, clock)
    give(session, Grade.GOOD)
    give(session, Grade.GOOD)
    with History(history.path) as other_history:
        Session(BASICS, other_history, clock).undo()
    (undone,) = session.undo()
    assert undone.card == key("a")


def test_what_another_process_reviewed_is_not_asked_again(history: History, clock: Clock) -> None:
    session = Session(BASICS, history, clock)
    with History(history.path) as other_history:
        other = Session(BASICS, other_history, clock)
        give(other, Grade.GOOD)
        give(other, Grade.GOOD)
    assert shown(session) == "a"
    give(session, Grade.GOOD)
    assert shown(session) == "c"
    assert repetitions(history.state(key("a"))) == 1


def test_same_day_grades_keep_their_order_when_the_clock_stands_or_is_set_back(
    history: History, clock: Clock
) -> None:
    session = Session(cards(basic("a")), history, clock)
    for minutes, grade in ((0, Grade.AGAIN), (0, Grade.HARD), (-30, Grade.GOOD)):
        clock.now = moment(minutes=minutes)
        give(session, grade)
    state = history.states(NAMESPACE)[key("a")]
    assert repetitions(state) == 0
    assert not state.drill_pending


def test_a_day_that_begins_during_a_sitting_counts_for_what_follows(history: History, clock: Clock) -> None:
    session = Session(cards(basic("a"), basic("b")), history, clock)
    give(session, Grade.AGAIN)
    clock.now = moment(days=1)
    give(session, Grade.GOOD)
    assert shown(session) == "a"
    give(session, Grade.GOOD)
    states = history.states(NAMESPACE)
    assert states[key("a")].last_day == states[key("b")].last_day == MONDAY + timedelta(days=1)


def test_a_limit_chooses_the_first_cards_and_drills_them(history: History, clock: Clock) -> None:
    session = Session(BASICS, history, clock, limit=2)
    asked = ""
    for grade in (Grade.AGAIN, Grade.GOOD, Grade.GOOD):
        asked += shown(session)
        give(session, grade)
    assert asked == "aba"
    assert session.step is None
    assert session.summary().left == 1


@settings(max_examples=25)
@given(st.lists(st.sampled_from(["again", "good", "suspend", "bury", "flag", "undo"]), max_size=12))
def test_whatever_was_done_undo_leads_back_to_the_first_card(keys: list[str]) -> None:
    clock = Clock()
    with TemporaryDirectory() as folder, History(Path(folder) / "history.db") as history:
        session = Session(BASICS, history, clock)
        for minute, pressed in enumerate(keys):
            clock.now = moment(minutes=minute)
            match pressed:
                case "undo":
                    session.undo()
                case _ if session.step is None:
                    break
                case "again" | "good":
                    give(session, Grade.AGAIN if pressed == "again" else Grade.GOOD)
                case "suspend":
                    session.suspend()
                case "bury":
                    session.bury()
                case "flag":
                    session.flag("wrong")
            waits = session.summary().left
            assert (session.step is None) == (waits == 0)
        while session.undo():
            pass
        assert history.states(NAMESPACE) == {}
        assert shown(session) in "abc"
        assert session.summary().left == 3


def test_quitting_keeps_what_was_graded(history: History, clock: Clock) -> None:
    session = Session(BASICS, history, clock)
    give(session, Grade.GOOD)
    session.quit()
    assert session.step is None
    assert shown(Session(BASICS, history, clock)) == "b"


def _reworded() -> Cards:
    return cards(basic("c", "Quoi ?"), basic("a", "A better question", "with a better answer"), basic("b"))


def test_editing_and_moving_a_note_keeps_its_progress(history: History, clock: Clock) -> None:
    give(Session(BASICS, history, clock), Grade.GOOD)
    before = history.states(NAMESPACE)
    session = Session(_reworded(), history, clock)
    assert shown(session) == "c"
    assert session.summary().left == 2
    assert history.states(NAMESPACE) == before


@pytest.mark.parametrize(
    ("picked", "suggested"),
    [({1}, Grade.AGAIN), ({0, 2}, Grade.GOOD), ({0}, Grade.AGAIN), (set(), Grade.AGAIN)],
)
def test_a_pick_suggests_a_grade(history: History, clock: Clock, picked: set[int], suggested: Grade) -> None:
    session = Session(cards(choice("a", "x*", "y", "z*")), history, clock)
    session.pick(frozenset(picked))
    assert answered(session).suggested == suggested


@pytest.mark.parametrize(
    ("ticks", "suggested"),
    [("yyyy", Grade.GOOD), ("yyyn", Grade.HARD), ("nyny", Grade.HARD), ("nnny", Grade.AGAIN)],
)
def test_ticks_suggest_a_grade(history: History, clock: Clock, ticks: str, suggested: Grade) -> None:
    session = Session(cards(explain("a")), history, clock)
    session.tick([tick == "y" for tick in ticks])
    assert answered(session).suggested == suggested


def test_steps_out_of_order_are_refused(history: History, clock: Clock) -> None:
    session = Session(BASICS, history, clock)
    with pytest.raises(ValueError, match="after its answer"):
        session.grade(Grade.GOOD)
    with pytest.raises(ValueError, match="choice"):
        session.pick(frozenset({0}))
    with pytest.raises(ValueError, match="explain"):
        session.tick([True])
    session.reveal()
    with pytest.raises(ValueError, match="once"):
        session.reveal()


def test_a_choice_card_never_shows_the_same_order_twice_in_a_row(history: History, clock: Clock) -> None:
    session = Session(cards(choice("a", "x*", "y")), history, clock)
    orders = []
    for _ in range(6):
        assert isinstance(session.step, Question)
        orders.append(session.step.option_order)
        session.pick(frozenset())
        session.grade(Grade.AGAIN)
    assert all(one != other for one, other in pairwise(orders))


@given(st.text(max_size=5), st.integers(0, 9), st.integers(2, 8))
def test_option_orders_are_permutations_that_differ_from_the_last(
    note: str, reviews: int, options: int
) -> None:
    order = option_order(key(note), reviews, options)
    assert sorted(order) == list(range(options))
    assert order == option_order(key(note), reviews, options)
    assert order != option_order(key(note), reviews + 1, options)
