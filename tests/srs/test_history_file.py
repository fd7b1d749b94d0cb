import contextlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from srs.history import History
from srs.sm2 import Grade
from srs.storage.history_errors import DamagedHistoryError, HistoryError, NewerHistoryError
from srs.storage.history_file import APPLICATION_ID, SCHEMA_SCRIPTS, create_history, migrate, open_history
from tests.srs.samples import NAMESPACE, moment, review


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "history.db"
    with History(path) as history:
        for day in range(200):
            history.record(review(f"note-{day}", Grade.GOOD, moment(days=day)))
    return path


def _truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _empty(path: Path) -> None:
    os.truncate(path, 0)


def _garbage(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)


def _text(path: Path) -> None:
    path.write_text("dear diary\n")


def _another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmark (url TEXT)")


def _header(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[:16] = b"\0" * 16
    path.write_bytes(data)


def _state_by_hand(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE card_state SET due_day = 'soon'")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.mark.parametrize(
    "damage", [_truncate, _empty, _garbage, _text, _another_program, _header, _state_by_hand]
)
def test_a_damaged_history_is_refused_and_left_as_it_is(path: Path, damage: Callable[[Path], None]) -> None:
    damage(path)
    before = path.read_bytes()
    with History(path) as history:
        with pytest.raises(DamagedHistoryError, match="left as it is") as caught:
            history.states(NAMESPACE)
        with contextlib.suppress(DamagedHistoryError):  # a damaged state is found when it is read
            history.ensure_writable()
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 3
    assert path.read_bytes() == before


def test_a_newer_history_is_refused_and_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.read_bytes()
    with pytest.raises(NewerHistoryError, match="version 99"), History(path) as history:
        history.record(review("a", Grade.GOOD, moment()))
    assert path.read_bytes() == before


def test_an_older_history_is_brought_up_to_date_and_keeps_its_reviews(path: Path, tmp_path: Path) -> None:
    script = tmp_path / "next.sql"
    script.write_text("CREATE TABLE flag (card TEXT) STRICT;\nINSERT INTO flag VALUES ('a;b');")
    for _ in range(2):
        with closing(open_history(path, (*SCHEMA_SCRIPTS, script))) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (len(SCHEMA_SCRIPTS) + 1,)
            assert connection.execute("SELECT card FROM flag").fetchall() == [("a;b",)]
            assert connection.execute("SELECT count(*) FROM event").fetchone() == (200,)


def test_a_migration_that_fails_changes_nothing(path: Path, tmp_path: Path) -> None:
    script = tmp_path / "next.sql"
    script.write_text("CREATE TABLE flag (card TEXT) STRICT;\nINSERT INTO nowhere VALUES (1);")
    with pytest.raises(sqlite3.OperationalError):
        open_history(path, (*SCHEMA_SCRIPTS, script))
    with closing(open_history(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(SCHEMA_SCRIPTS),)
        assert connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'flag'").fetchall() == []


def test_a_file_that_another_process_migrated_meanwhile_is_not_migrated_twice(path: Path) -> None:
    with closing(open_history(path)) as connection:
        migrate(connection, SCHEMA_SCRIPTS)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(SCHEMA_SCRIPTS),)


def test_creating_never_replaces_a_history(path: Path) -> None:
    before = path.read_bytes()
    create_history(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["history.db"]


def test_a_log_without_its_file_is_not_mixed_with_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "history.db-wal").write_bytes(b"reviews")
    with pytest.raises(HistoryError, match="put the file back"), History(tmp_path / "history.db") as history:
        history.ensure_writable()
    assert not (tmp_path / "history.db").exists()


@pytest.mark.parametrize("replace", [True, False])
def test_a_file_that_goes_away_during_a_review_is_noticed(path: Path, replace: bool) -> None:
    with History(path) as history:
        history.states(NAMESPACE)
        if replace:
            create_history(path.with_name("other.db"))
            path.with_name("other.db").replace(path)
        else:
            path.rename(path.with_name("moved.db"))
        with pytest.raises(HistoryError, match="moved"):
            history.record(review("a", Grade.GOOD, moment()))


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="--history"), History(tmp_path) as history:
        history.ensure_writable()


def test_a_file_in_the_place_of_the_folder_is_refused(path: Path) -> None:
    with pytest.raises(HistoryError, match="--history"), History(path / "history.db") as history:
        history.ensure_writable()


def test_the_file_says_what_it_is(path: Path) -> None:
    assert int.from_bytes(path.read_bytes()[68:72]) == APPLICATION_ID
