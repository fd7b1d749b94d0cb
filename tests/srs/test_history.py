import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srs.card_state import NEW, fold
from srs.events import Event, Review, Undo, new_event_id
from srs.history import History
from srs.sm2 import Grade
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


actions = st.tuples(
    st.sampled_from(["review", "review", "review", "undo", "replay", "reopen"]),
    st.sampled_from("abc"),
    st.sampled_from(Grade),
    st.integers(0, 20),
    st.integers(0, 1),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(actions, max_size=20))
def test_replay_equals_the_states_after_every_step(
    steps: list[tuple[str, str, Grade, int, int]],
) -> None:
    with TemporaryDirectory() as folder:
        processes = [History(Path(folder) / "history.db") for _ in range(2)]
        log: list[Event] = []
        for minute, (action, note, grade, day, process) in enumerate(steps):
            history = processes[process]
            reviews = [event for event in log if isinstance(event, Review)]
            match action:
                case "review":
                    log.append(review(note, grade, moment(days=day, minutes=minute)))
                    history.record(log[-1])
                case "undo" if reviews:
                    log.append(undo(reviews[day % len(reviews)]))
                    history.record(log[-1])
                case "replay":
                    history.replay()
                case "reopen":
                    history.close()
            expected = {key(name): fold(event for event in log if event.card == key(name)) for name in "abc"}
            expected = {card: state for card, state in expected.items() if state != NEW}
            assert processes[0].states(NAMESPACE) == processes[1].states(NAMESPACE) == expected
        for history in processes:
            history.close()
