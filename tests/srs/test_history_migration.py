"""A file of an older version is brought up to date, and keeps everything."""

import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from srs.card_state import CANONICAL
from srs.events import Event, EventId, Review, Undo
from srs.history import History
from srs.sm2 import Grade
from srs.storage.history_errors import DamagedHistoryError
from srs.storage.history_file import APPLICATION_ID, SCHEMA_SCRIPTS, create_history
from srs.upkeep.history_verify import verify_history
from tests.srs.histories import reviews_of, states_of
from tests.srs.samples import NAMESPACE, key, moment


def log() -> list[Event]:
    """What version 1 knew: reviews, some of them taken back."""
    events: list[Event] = []
    for days in range(4):
        events += reviews_of("abc", moment(days=days).day)
    events.append(Undo(EventId("undo"), moment(days=4), events[-1].card, events[-1].id))
    events.append(Review(EventId("again"), moment(days=5), key("c"), Grade.AGAIN, 0))
    return events


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A history as the program of version 1 made it."""
    path = tmp_path / "history.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(SCHEMA_SCRIPTS[0].read_text())
        connection.execute("PRAGMA user_version = 1")
        for event in log():
            at, kind = event.moment, "undo" if isinstance(event, Undo) else "review"
            what = [getattr(event, name, None) for name in ("grade", "duration_ms", "target")]
            values = (event.id, at.at_ms, at.day.isoformat(), at.utc_offset_minutes, kind, *event.card, *what)
            connection.execute(f"INSERT INTO event VALUES ({', '.join('?' * 11)})", values)
        state = (NAMESPACE, "a", "forward", 4, 38, 250, "2026-04-01", "2026-03-05", 0, 4, 0, 9)
        connection.execute(f"INSERT INTO card_state VALUES ({', '.join('?' * 12)})", state)
    return path


def objects(path: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT type, name, tbl_name FROM sqlite_schema ORDER BY 1, 2").fetchall()


def test_a_file_of_version_1_keeps_all_events_and_gets_its_states(path: Path) -> None:
    expected = sorted(log(), key=lambda event: event.moment.at_ms)
    with History(path) as history:
        migrated = list(history.events())
        assert [(event.moment, event.card, type(event)) for event in migrated] == [
            (event.moment, event.card, type(event)) for event in expected
        ]
        assert [event.grade for event in migrated if isinstance(event, Review)][-1] is Grade.AGAIN
        assert history.states(NAMESPACE) == states_of(migrated, CANONICAL)
        assert len(history.states(NAMESPACE)) == 3
        history.record(*reviews_of("d", moment(days=9).day))
    assert verify_history(path, CANONICAL, moment(days=99).at_ms).problems == ()


def test_a_migrated_file_is_made_as_a_new_one(path: Path, tmp_path: Path) -> None:
    with History(path) as history:
        history.ensure_writable()
    create_history(tmp_path / "new.db")
    assert objects(path) == objects(tmp_path / "new.db")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE event SET grade = 5", "DELETE FROM event", "INSERT OR REPLACE INTO event SELECT * FROM event"],
)
def test_the_log_of_a_migrated_file_only_grows(path: Path, statement: str) -> None:
    with History(path) as history:
        history.ensure_writable()
    connection = sqlite3.connect(path, isolation_level=None)
    with closing(connection), pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)


def test_an_event_of_version_1_that_cannot_be_right_is_named_and_nothing_is_changed(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("DROP TRIGGER event_is_never_changed")
        connection.execute("UPDATE event SET grade = 9 WHERE id = 'again'")
    with (
        pytest.raises(DamagedHistoryError, match="table event, row again: grade is 9"),
        History(path) as history,
    ):
        history.ensure_writable()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM card_state").fetchone() == (1,)


_MIGRATOR = """
import sys
from pathlib import Path
from srs.history import History
history = History(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print(len(history.states("sample.example")), flush=True)
history.close()
"""


def test_two_processes_migrate_at_once(path: Path) -> None:
    with ExitStack() as ending:
        both = [
            ending.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", _MIGRATOR, path],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(2)
        ]
        for process in both:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        assert [process.communicate("go\n")[0] for process in both] == ["3\n", "3\n"]
    assert verify_history(path, CANONICAL, moment(days=99).at_ms).problems == ()
