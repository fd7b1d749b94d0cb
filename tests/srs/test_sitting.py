"""Sittings with rules and wishes: limits, looking ahead, cramming, all grades of SM-2."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srs.card_state import CardState
from srs.events import CardKey, Review
from srs.filters import Filter
from srs.history import History
from srs.queue import queue_of
from srs.session import SM2_GRADES, Answer, Question, Session
from srs.sm2 import Grade
from srs.wish import Rules, Wish
from tests.srs.samples import MONDAY, NAMESPACE, Clock, basic, cards, key, moment, review

FOUR = cards(*(basic(name) for name in "abcd"))


class CountingHistory(History):
    """Counts how often it is asked about many cards at once."""

    asked = 0

    def states(self, namespace: str) -> dict[CardKey, CardState]:
        self.asked += 1
        return super().states(namespace)

    def on_day(self, namespace: str, day: date) -> dict[CardKey, CardState]:
        self.asked += 1
        return super().on_day(namespace, day)

    def seen(self, namespace: str) -> set[tuple[str, str, str]]:
        self.asked += 1
        return super().seen(namespace)


@pytest.fixture
def history(tmp_path: Path) -> CountingHistory:
    return CountingHistory(tmp_path / "history.db")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def shown(session: Session) -> str:
    assert isinstance(session.step, Question)
    return session.step.card.key.note


def give(session: Session, grade: Grade = Grade.GOOD) -> None:
    session.reveal()
    session.grade(grade)


def asked(session: Session, grade: Grade = Grade.GOOD) -> str:
    """What a session asks until it ends, each card graded alike."""
    names = ""
    while session.step is not None:
        names += shown(session)
        give(session, grade)
    return names


def waits(history: History, clock: Clock, names: str = "abcd") -> None:
    """Each of the cards is learnt on the present day, and due on the next."""
    for name in names:
        history.record(review(name, Grade.GOOD, clock.now))


def test_a_second_sitting_continues_the_limits_of_the_day(history: History, clock: Clock) -> None:
    rules = Rules(new_per_day=3)
    first = Session(FOUR, history, clock, limit=2, rules=rules)
    assert asked(first) == "ab"
    assert first.summary().left == 1
    assert asked(Session(FOUR, history, clock, rules=rules)) == "c"
    assert asked(Session(FOUR, history, clock, rules=rules)) == ""
    clock.now = moment(days=1)
    assert asked(Session(FOUR, history, clock, rules=rules)) == "abcd"


def test_a_limit_that_is_reached_says_that_more_waits_tomorrow(history: History, clock: Clock) -> None:
    session = Session(FOUR, history, clock, rules=Rules(new_per_day=0))
    assert session.step is None
    assert session.summary().next_due == MONDAY + timedelta(days=1)


def test_a_new_card_that_is_taken_back_does_not_count(history: History, clock: Clock) -> None:
    session = Session(FOUR, history, clock, rules=Rules(new_per_day=1))
    give(session)
    session.undo()
    assert asked(session) == "a"
    assert asked(Session(FOUR, history, clock, rules=Rules(new_per_day=1))) == ""


def test_a_step_asks_nothing_about_the_other_cards(history: CountingHistory, clock: Clock) -> None:
    history.ensure_writable()
    session = Session(FOUR, history, clock)
    at_first = history.asked
    assert asked(session, Grade.EASY) == "abcd"
    assert history.asked == at_first


def test_a_new_day_is_looked_at_once(history: CountingHistory, clock: Clock) -> None:
    history.ensure_writable()
    session = Session(FOUR, history, clock)
    give(session)
    at_first = history.asked
    clock.now = moment(days=1)
    assert asked(session) == "bacd"
    assert history.asked == 2 * at_first


def test_looking_ahead_counts_as_a_review(history: History, clock: Clock) -> None:
    waits(history, clock)
    clock.now = moment(days=1)
    assert asked(Session(FOUR, history, clock, limit=2)) == "ab"
    clock.now = moment(days=2)
    assert asked(Session(FOUR, history, clock, limit=2)) == "cd"
    session = Session(FOUR, history, clock, wish=Wish(ahead_days=5))
    assert asked(session) == "ab"
    assert history.state(key("a")).last_day == MONDAY + timedelta(days=2)


def test_topping_up_goes_on_without_what_another_process_reviewed(history: History, clock: Clock) -> None:
    waits(history, clock)
    clock.now = moment(days=1)
    asked(Session(FOUR, history, clock))
    clock.now = moment(days=2)
    session = Session(FOUR, history, clock, wish=Wish(at_least=3))
    assert shown(session) == "a"
    with History(history.path) as other:
        other.record(review("b", Grade.GOOD, moment(days=2, minutes=9)))
    assert asked(session) == "ac"


@pytest.mark.parametrize("grade", Grade)
def test_cramming_a_card_before_its_day_leaves_its_schedule_alone(
    history: History, clock: Clock, grade: Grade
) -> None:
    waits(history, clock, "a")
    clock.now = moment(days=1)
    give(Session(FOUR, history, clock, limit=1))
    before = history.state(key("a"))
    clock.now = moment(days=3)
    session = Session(FOUR, history, clock, wish=Wish(Filter(ids=("a",)), cram=True), grades=SM2_GRADES)
    session.reveal()
    assert isinstance(session.step, Answer)
    assert {button.interval_days for button in session.step.buttons} == {4}
    session.grade(grade)
    after = history.state(key("a"))
    assert (after.memory, after.due_day, after.last_day, after.lapses, after.drill_pending) == (
        before.memory,
        before.due_day,
        before.last_day,
        before.lapses,
        before.drill_pending,
    )
    assert after.reviews == before.reviews + 1
    history.replay()
    assert history.state(key("a")) == after


def test_cramming_schedules_what_is_due_or_new(history: History, clock: Clock) -> None:
    waits(history, clock, "a")
    clock.now = moment(days=1)
    assert asked(Session(FOUR, history, clock, wish=Wish(Filter(ids=("a", "b")), cram=True))) == "ab"
    assert {history.state(key(name)).last_day for name in "ab"} == {MONDAY + timedelta(days=1)}


def test_a_crammed_card_comes_back_until_it_gets_good(history: History, clock: Clock) -> None:
    waits(history, clock)
    clock.now = moment(days=1)
    asked(Session(FOUR, history, clock))
    clock.now = moment(days=2)
    session = Session(FOUR, history, clock, wish=Wish(cram=True))
    names = ""
    for grade in (Grade.AGAIN, Grade.GOOD, Grade.HARD, Grade.GOOD, Grade.GOOD, Grade.GOOD):
        names += shown(session)
        give(session, grade)
    assert names == "abcdac"
    assert session.step is None
    session.undo()
    assert shown(session) == "c"


def test_all_grades_of_sm2_can_be_given(history: History, clock: Clock) -> None:
    session = Session(FOUR, history, clock, grades=SM2_GRADES)
    session.reveal()
    assert isinstance(session.step, Answer)
    assert [(button.key, button.grade) for button in session.step.buttons] == [
        (str(number), number) for number in range(6)
    ]
    session.grade(Grade.FAMILIAR)
    (review,) = history.events()
    assert isinstance(review, Review)
    assert review.grade == Grade.FAMILIAR


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([*Grade, "undo"]), max_size=14))
def test_a_session_asks_as_the_queue_of_each_moment_says(steps: list[Grade | str]) -> None:
    with TemporaryDirectory() as folder, History(Path(folder) / "history.db") as history:
        clock = Clock()
        session = Session(FOUR, history, clock)
        for minute, step in enumerate(steps):
            clock.now = moment(minutes=minute)
            if isinstance(step, Grade) and session.step is not None:
                give(session, step)
                queue = queue_of(FOUR, history.states(NAMESPACE), MONDAY)
                expected = [card.note for card in queue.cards[:1]]
                assert ([shown(session)] if session.step else []) == expected
            elif step == "undo":
                session.undo()
