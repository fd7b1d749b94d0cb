import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from srs.events import Bury, Flag, Reschedule, Review, Suspend, Undo, new_event_id
from srs.history import History
from srs.sm2 import Grade
from tests.srs.histories import reviews_of
from tests.srs.samples import MONDAY, NAMESPACE, key, moment, review


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History(tmp_path / "data" / "history.db") as history:
        yield history


def undo(target: Review) -> Undo:
    return Undo(new_event_id(), moment(minutes=30), target.card, target.id)


def test_reading_does_not_create_a_file(history: History) -> None:
    assert history.states(NAMESPACE) == {}
    assert list(history.events()) == []
    assert history.actions_on(MONDAY, NAMESPACE) == []
    assert not history.path.parent.exists()


def test_events_come_back_as_they_were_recorded(history: History) -> None:
    graded = review("a", Grade.HARD, moment())
    taken_back = undo(graded)
    history.record(graded)
    history.record(taken_back)
    assert list(history.events()) == [graded, taken_back]
    assert history.is_undone(graded.id)
    assert history.states(NAMESPACE) == {}


def test_another_connection_sees_a_grade_at_once(history: History) -> None:
    history.record(review("a", Grade.GOOD, moment()))
    with History(history.path) as other:
        assert other.states(NAMESPACE) == history.states(NAMESPACE)
        other.record(review("b", Grade.GOOD, moment()))
    assert history.states(NAMESPACE).keys() == {key("a"), key("b")}


def test_collections_share_a_file_and_keep_apart(history: History) -> None:
    history.record(review("a", Grade.GOOD, moment()))
    assert history.states("another.example") == {}
    assert history.actions_on(MONDAY, "another.example") == []


def test_the_actions_of_a_day_leave_out_what_was_taken_back(history: History) -> None:
    kept, gone, later = (
        review("a", Grade.GOOD, moment()),
        review("b", Grade.GOOD, moment(minutes=1)),
        review("c", Grade.GOOD, moment(days=1)),
    )
    for event in (later, gone, kept, undo(gone)):
        history.record(event)
    assert history.actions_on(MONDAY, NAMESPACE) == [(kept,)]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE event SET grade = 5", "DELETE FROM event", "INSERT OR REPLACE INTO event SELECT * FROM event"],
)
def test_the_log_only_grows(history: History, statement: str) -> None:
    history.record(review("a", Grade.GOOD, moment()))
    connection = sqlite3.connect(history.path, isolation_level=None)
    with closing(connection), pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    assert len(list(history.events())) == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("day", "2026-02-30"),
        ("day", "today"),
        ("utc_offset_minutes", 9999),
        ("kind", "party"),
        ("grade", 6),
        ("grade", None),
        ("duration_ms", -1),
        ("target", "nothing"),
        ("note", None),
        ("at_ms", "noon"),
    ],
)
def test_the_log_takes_whole_events_only(history: History, column: str, value: object) -> None:
    history.record(review("a", Grade.GOOD, moment()))
    with closing(sqlite3.connect(history.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        cursor = connection.execute("SELECT * FROM event")
        row = dict(zip((name for name, *_ in cursor.description), cursor.fetchone(), strict=True))
        row |= {"id": "new", column: value}
        places = ", ".join("?" * len(row))
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(f"INSERT INTO event VALUES ({places})", tuple(row.values()))


def test_states_can_be_dropped_and_replayed(history: History) -> None:
    for day in range(3):
        history.record(review("a", Grade.GOOD, moment(days=day)))
        history.record(review("b", Grade.AGAIN, moment(days=day)))
    states = history.states(NAMESPACE)
    with closing(sqlite3.connect(history.path)) as connection, connection:
        connection.execute("DELETE FROM card_state")
    assert history.states(NAMESPACE) == {}
    history.replay()
    assert history.states(NAMESPACE) == states


def test_the_log_is_durable_and_shared(history: History) -> None:
    history.ensure_writable()
    connection = history._connection
    assert connection is not None
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_what_is_due_is_found_without_the_rest(history: History) -> None:
    for number, name in enumerate(("due", "later", "drilled", "suspended", "buried", "flagged", "new")):
        card, now = key(name), moment(minutes=number)
        if name != "new":
            history.record(review(name, Grade.AGAIN if name == "drilled" else Grade.GOOD, now))
        match name:
            case "due":
                history.record(Reschedule(new_event_id(), moment(minutes=10), card, MONDAY))
            case "suspended" | "new":
                history.record(Suspend(new_event_id(), now, card))
            case "buried":
                history.record(Bury(new_event_id(), now, card, MONDAY + timedelta(days=1)))
            case "flagged":
                history.record(Flag(new_event_id(), now, card, "wrong"))
    day = history.on_day(NAMESPACE, MONDAY)
    assert {card.note for card in day} == {"due", "later", "drilled", "suspended", "buried", "flagged", "new"}
    assert day.items() <= history.states(NAMESPACE).items()
    after = [card.note for card, _ in history.due_after(NAMESPACE, MONDAY)]
    assert sorted(after) == ["buried", "drilled", "flagged", "later", "suspended"]
    assert history.seen(NAMESPACE) == {key(name) for name in (*after, "due")}
    tuesday = MONDAY + timedelta(days=1)
    assert {card.note for card in history.on_day(NAMESPACE, tuesday)} == {*after, "due", "new"}
    assert {card.note for card in history.on_day(NAMESPACE, MONDAY - timedelta(days=7))} >= {"new"}
    assert list(history.due_after(NAMESPACE, tuesday)) == []


def test_only_what_others_write_is_another_version_of_the_data(history: History) -> None:
    assert history.data_version is None
    history.ensure_writable()
    before = history.data_version
    history.record(review("a", Grade.GOOD, moment()))
    assert history.data_version == before
    with History(history.path) as other:
        other.record(review("b", Grade.GOOD, moment()))
    assert history.data_version != before


def test_a_look_at_what_is_due_later_keeps_nobody_from_recording(history: History) -> None:
    history.record(*reviews_of(f"note-{number:03}" for number in range(250)))
    later = history.due_after(NAMESPACE, MONDAY)
    cards = [next(later)[0]]
    with History(history.path) as other:
        other.record(*reviews_of(["another"]))
    history.record(*reviews_of(["zzz"]))
    cards += (card for card, _ in later)
    assert len(set(cards)) == len(cards) >= 250
