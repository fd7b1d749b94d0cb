"""Which recalls count as true ones: those that Anki counts."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from srs.days import Moment
from srs.events import CardKey, Event, Forget, Review, Undo, new_event_id
from srs.sm2 import Grade
from srs.stats.figures import AgeRetention, DeckRetention, MonthRetention, Recalls
from srs.storage.history_errors import DamagedHistoryError
from tests.srs.samples import MONDAY, key, moment, review
from tests.srs.stats.counting import PLACES, counted, scope


def undo(event: Event, at: Moment) -> Undo:
    return Undo(new_event_id(), at, event.card, event.id)


def practice(note: str, grade: Grade, at: Moment) -> Review:
    return replace(review(note, grade, at), practice=True)


LEARNT = review("one", Grade.GOOD, moment())


def recalls(folder: Path, *events: Event) -> Recalls:
    return counted(folder, events).retention.all


def test_the_first_review_of_a_card_is_none(tmp_path: Path) -> None:
    assert recalls(tmp_path, LEARNT) == Recalls(0, 0)


@pytest.mark.parametrize(
    ("grade", "passed"), [(Grade.AGAIN, 0), (Grade.HARD, 1), (Grade.GOOD, 1), (Grade.EASY, 1)]
)
def test_a_review_on_a_later_day_is_one(grade: Grade, passed: int, tmp_path: Path) -> None:
    assert recalls(tmp_path, LEARNT, review("one", grade, moment(days=1))) == Recalls(passed, 1)


def test_a_repeat_on_the_same_day_is_none(tmp_path: Path) -> None:
    failed = review("one", Grade.AGAIN, moment(days=1))
    repeated = review("one", Grade.GOOD, moment(days=1, minutes=5))
    assert recalls(tmp_path, LEARNT, failed, repeated) == Recalls(0, 1)


def test_practice_is_none_and_does_not_stand_in_for_the_review_of_the_day(tmp_path: Path) -> None:
    events = (
        practice("one", Grade.AGAIN, moment(days=1)),
        review("one", Grade.GOOD, moment(days=1, minutes=5)),
    )
    assert recalls(tmp_path, LEARNT, *events) == Recalls(1, 1)


def test_a_review_that_was_taken_back_is_none(tmp_path: Path) -> None:
    failed = review("one", Grade.AGAIN, moment(days=1))
    again = review("one", Grade.GOOD, moment(days=1, minutes=2))
    events = LEARNT, failed, undo(failed, moment(days=1, minutes=1)), again
    assert recalls(tmp_path, *events) == Recalls(1, 1)


def test_a_card_that_was_forgotten_begins_as_a_new_one(tmp_path: Path) -> None:
    forget = Forget(new_event_id(), moment(days=1), key("one"))
    again = review("one", Grade.AGAIN, moment(days=2))
    later = review("one", Grade.GOOD, moment(days=3))
    assert recalls(tmp_path, LEARNT, forget, again, later) == Recalls(1, 1)


def test_a_forget_that_was_taken_back_changes_nothing(tmp_path: Path) -> None:
    forget = Forget(new_event_id(), moment(days=1), key("one"))
    events = (
        LEARNT,
        forget,
        undo(forget, moment(days=1, minutes=1)),
        review("one", Grade.GOOD, moment(days=2)),
    )
    assert recalls(tmp_path, *events) == Recalls(1, 1)


def test_a_review_on_an_earlier_day_by_a_clock_that_was_set_back_is_none(tmp_path: Path) -> None:
    tomorrow = moment(days=5)
    set_back = replace(moment(days=2), at_ms=tomorrow.at_ms + 1)
    events = LEARNT, review("one", Grade.GOOD, tomorrow), review("one", Grade.AGAIN, set_back)
    assert recalls(tmp_path, *events) == Recalls(1, 1)


def test_reviews_of_another_collection_in_the_same_file_do_not_count(tmp_path: Path) -> None:
    other = CardKey("other.example", "one", "forward")
    events = [replace(review("one", Grade.GOOD, moment(days=days)), card=other) for days in (0, 1)]
    statistics = counted(tmp_path, events)
    assert (statistics.retention.all, statistics.days, statistics.cards.retired) == (Recalls(0, 0), (), 0)


def test_a_day_that_is_none_is_an_error_that_names_its_row(tmp_path: Path) -> None:
    counted(tmp_path, [LEARNT])
    with closing(sqlite3.connect(tmp_path / "history.db")) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("DROP TRIGGER event_is_never_changed")
        connection.execute("UPDATE event SET day = '2026-13-01'")
    with pytest.raises(DamagedHistoryError, match=f"row {LEARNT.id}: day"):
        counted(tmp_path, [])


def test_retention_is_told_by_month_by_age_and_by_deck(tmp_path: Path) -> None:
    reviews = [
        *(review("one", Grade.GOOD, moment(days=days)) for days in (0, 1, 7)),
        review("one", Grade.AGAIN, moment(days=40)),
        *(review("three", Grade.GOOD, moment(days=days)) for days in (0, 6)),
    ]
    retention = counted(tmp_path, reviews).retention
    assert retention.all == Recalls(3, 4)
    assert (retention.young, retention.mature) == (Recalls(3, 3), Recalls(0, 1))
    assert retention.by_month == (
        MonthRetention("2026-03", Recalls(3, 3)),
        MonthRetention("2026-04", Recalls(0, 1)),
    )
    assert retention.by_age == (
        AgeRetention(1, 6, Recalls(3, 3)),
        AgeRetention(21, 89, Recalls(0, 1)),
    )
    assert retention.by_deck == (
        DeckRetention("First", Recalls(2, 3)),
        DeckRetention("Second::Below", Recalls(1, 1)),
    )


def test_only_the_days_that_are_asked_for_count(tmp_path: Path) -> None:
    reviews = [review("one", Grade.GOOD, moment(days=days)) for days in (0, 1, 7)]
    since = MONDAY + timedelta(days=7)
    statistics = counted(tmp_path, reviews, scope(since=since))
    assert statistics.retention.all == Recalls(1, 1)
    assert [day.day for day in statistics.days] == [since]


def test_cards_that_left_the_collection_count_unless_cards_are_chosen(tmp_path: Path) -> None:
    reviews = [review("gone", Grade.GOOD, moment(days=days)) for days in (0, 1)]
    whole = counted(tmp_path, reviews)
    assert whole.retention.by_deck == (DeckRetention(None, Recalls(1, 1)),)
    assert (whole.cards.total, whole.cards.retired) == (3, 1)
    some = counted(tmp_path, [], scope({key("one"): PLACES[key("one")]}, is_filtered=True))
    assert (some.retention.all, some.cards.total, some.cards.retired) == (Recalls(0, 0), 1, 0)
