"""Sittings while days, clocks and time zones change."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from srs.card_state import CardState
from srs.days import Moment, moment_of
from srs.history import History
from srs.scheduling import Scheduling
from srs.session import Answer, Question, Session
from srs.sm2 import Grade
from srs.sm2_scheduler import Sm2
from tests.srs.samples import NAMESPACE, basic, cards, key, repetitions

ONE = cards(basic("a"))
TWO = cards(basic("a"), basic("b"))


class WallClock:
    """A clock on the learner's wall, which stands still until it is set."""

    def __init__(self, zone: str, local: str) -> None:
        self.set(zone, local)

    def set(self, zone: str, local: str) -> None:
        """Sets the time, and the zone that it is in."""
        self._now = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))

    def wait(self, **duration: int) -> None:
        """Lets time pass: hours that daylight saving skips do not."""
        self._now = (self._now.astimezone(UTC) + timedelta(**duration)).astimezone(self._now.tzinfo)

    def fly(self, zone: str, **duration: int) -> None:
        """Lets time pass on the way to another zone."""
        self.wait(**duration)
        self._now = self._now.astimezone(ZoneInfo(zone))

    def __call__(self) -> Moment:
        return moment_of(self._now)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """A history whose states are those of its log when the test is over."""
    with History(tmp_path / "history.db") as history:
        yield history
        derived = history.states(NAMESPACE)
        history.replay()
        assert history.states(NAMESPACE) == derived


def give(session: Session, *grades: Grade) -> None:
    for grade in grades:
        session.reveal()
        session.grade(grade)


def asked(session: Session) -> str | None:
    return session.step.card.key.note if isinstance(session.step, Question) else None


def state(history: History, note: str = "a") -> CardState:
    return history.states(NAMESPACE)[key(note)]


def sit(history: History, clock: WallClock, *grades: Grade) -> None:
    """A sitting with one card."""
    session = Session(ONE, history, clock)
    give(session, *grades)
    assert session.step is None


@pytest.mark.parametrize("night", ["2026-03-28", "2026-10-24"], ids=["23 hours", "25 hours"])
def test_over_a_change_of_daylight_saving_a_card_comes_back_on_its_day(history: History, night: str) -> None:
    clock = WallClock("Europe/Berlin", f"{night} 08:00")
    sit(history, clock, Grade.GOOD)
    due = date.fromisoformat(night) + timedelta(days=1)
    assert state(history).due_day == due
    clock.set("Europe/Berlin", f"{due} 03:59")
    sit(history, clock)
    clock.set("Europe/Berlin", f"{due} 04:00")
    sit(history, clock, Grade.GOOD)
    assert state(history).due_day == due + timedelta(days=6)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Etc/GMT+12"])
def test_at_the_ends_of_the_earth_days_follow_each_other(history: History, zone: str) -> None:
    clock = WallClock(zone, "2026-03-02 23:30")
    for _ in range(2):
        sit(history, clock, Grade.GOOD)
        clock.wait(hours=24)
    assert state(history).last_day == date(2026, 3, 3)
    assert state(history).due_day == date(2026, 3, 9)


def test_a_flight_that_gains_a_day_asks_nothing_twice(history: History) -> None:
    clock = WallClock("Pacific/Auckland", "2026-03-03 09:00")
    sit(history, clock, Grade.GOOD)
    before = state(history)
    clock.fly("Pacific/Honolulu", hours=9)
    assert clock().day == date(2026, 3, 2)
    sit(history, clock)
    assert state(history) == before
    clock.wait(hours=48)
    sit(history, clock, Grade.GOOD)
    assert state(history).due_day == date(2026, 3, 4) + timedelta(days=6)


def test_after_a_flight_that_gains_a_day_drills_go_on_and_schedule_nothing(history: History) -> None:
    clock = WallClock("Pacific/Auckland", "2026-03-03 09:00")
    session = Session(ONE, history, clock)
    give(session, Grade.AGAIN)
    before = state(history)
    clock.fly("Pacific/Honolulu", hours=9)
    sit(history, clock, Grade.HARD, Grade.GOOD)
    after = state(history)
    assert (after.memory, after.due_day, after.last_day) == (before.memory, before.due_day, before.last_day)
    assert not after.drill_pending


def test_a_flight_that_loses_a_day_makes_cards_due_by_the_new_date(history: History) -> None:
    clock = WallClock("Pacific/Honolulu", "2026-03-02 09:00")
    sit(history, clock, Grade.GOOD)
    clock.fly("Pacific/Auckland", hours=9)
    assert clock().day == date(2026, 3, 3)
    sit(history, clock, Grade.GOOD)
    assert state(history).due_day == date(2026, 3, 9)


def test_a_clock_set_back_by_days_neither_loses_nor_repeats_a_grade(history: History) -> None:
    clock = WallClock("UTC", "2026-03-12 09:00")
    session = Session(ONE, history, clock)
    give(session, Grade.AGAIN)
    before = state(history)
    clock.set("UTC", "2026-03-02 09:00")
    give(session, Grade.GOOD)
    assert session.step is None
    after = state(history)
    assert (after.memory, after.due_day, after.reviews) == (before.memory, before.due_day, 2)
    assert not after.drill_pending


def test_a_clock_that_was_ahead_never_makes_an_interval_negative(history: History) -> None:
    clock = WallClock("UTC", "2036-03-02 09:00")
    sit(history, clock, Grade.GOOD)
    clock.set("UTC", "2026-03-02 09:00")
    session = Session(TWO, history, clock)
    assert asked(session) == "b"
    give(session, Grade.GOOD)
    assert state(history, "b").due_day == date(2026, 3, 3)
    assert state(history, "a").due_day == date(2036, 3, 3)
    assert session.undo()
    assert asked(session) == "b"


def test_a_question_left_open_over_night_counts_for_the_day_of_its_grade(history: History) -> None:
    clock = WallClock("Europe/Berlin", "2026-03-02 23:50")
    session = Session(TWO, history, clock)
    give(session, Grade.AGAIN)
    assert asked(session) == "b"
    clock.wait(hours=8)
    give(session, Grade.GOOD)
    assert state(history, "b").last_day == date(2026, 3, 3)
    assert state(history, "b").due_day == date(2026, 3, 4)


def test_what_was_failed_before_the_night_is_reviewed_and_not_drilled_after_it(history: History) -> None:
    clock = WallClock("Europe/Berlin", "2026-03-02 23:50")
    session = Session(TWO, history, clock)
    give(session, Grade.AGAIN, Grade.GOOD)
    assert asked(session) == "a"
    clock.wait(hours=8)
    session.reveal()
    assert isinstance(session.step, Answer)
    assert not session.step.buttons[2].drills_only
    session.grade(Grade.GOOD)
    assert repetitions(state(history)) == 1
    assert state(history).due_day == date(2026, 3, 4)
    assert asked(session) == "b"


def test_an_answer_left_open_over_night_counts_for_the_day_of_its_grade(history: History) -> None:
    clock = WallClock("Europe/Berlin", "2026-03-02 23:50")
    session = Session(ONE, history, clock)
    session.reveal()
    clock.wait(hours=8)
    session.grade(Grade.GOOD)
    assert state(history).last_day == date(2026, 3, 3)
    assert session.undo()
    assert asked(session) == "a"


def test_after_a_night_in_the_middle_undo_reaches_back_over_the_sitting(history: History) -> None:
    clock = WallClock("Europe/Berlin", "2026-03-02 23:50")
    session = Session(TWO, history, clock)
    give(session, Grade.GOOD)
    clock.wait(hours=8)
    give(session, Grade.GOOD)
    taken_back = [event.card.note for _ in range(2) for event in session.undo()]
    assert taken_back == ["b", "a"]
    assert asked(session) == "a"
    assert session.undo() == ()


def test_before_the_day_begins_it_is_still_the_evening_before(history: History) -> None:
    clock = WallClock("Europe/Berlin", "2026-03-02 23:50")
    session = Session(ONE, history, clock)
    give(session, Grade.AGAIN)
    clock.wait(hours=4)
    give(session, Grade.GOOD)
    assert repetitions(state(history)) == 0
    assert state(history).due_day == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("reviewed", "due"),
    [("2028-02-23", "2028-02-29"), ("2028-02-24", "2028-03-01"), ("2027-02-23", "2027-03-01")],
)
def test_six_days_are_six_days_over_the_end_of_february(history: History, reviewed: str, due: str) -> None:
    clock = WallClock("UTC", f"{reviewed} 09:00")
    clock.wait(days=-1)
    sit(history, clock, Grade.GOOD)
    clock.wait(days=1)
    sit(history, clock, Grade.GOOD)
    assert state(history).due_day == date.fromisoformat(due)


def test_each_button_keeps_its_promise_with_every_option(tmp_path: Path) -> None:
    scheduling = Scheduling(Sm2(overdue_credit=True, ease_penalty_hundredths=20), 100, fuzz=True)
    clock = WallClock("UTC", "2026-03-02 09:00")
    with History(tmp_path / "history.db", scheduling) as history:
        for _ in range(6):
            session = Session(ONE, history, clock)
            session.reveal()
            assert isinstance(session.step, Answer)
            promised = {button.grade: button.interval_days for button in session.step.buttons}
            session.grade(Grade.EASY)
            due = state(history).due_day
            assert due is not None
            assert (due - clock().day).days == promised[Grade.EASY]
            clock.wait(days=promised[Grade.EASY] + 3)
