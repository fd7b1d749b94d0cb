"""Dated backups, and what a history is put back from."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srs.files import FileThereError
from srs.history import History
from srs.storage.history_errors import DamagedHistoryError, HistoryError, NewerHistoryError
from srs.storage.history_file import open_history
from srs.upkeep.backups import DAILY, MONTHLY, WEEKLY, backup_path, backups_of, kept, make_backup, new_backup
from srs.upkeep.daily_backup import DailyBackup
from srs.upkeep.restore import restore
from tests.srs.damage import killed_history
from tests.srs.histories import reviews_of
from tests.srs.samples import MONDAY

NOW = datetime(2026, 3, 2, 9, 30)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "history.db"
    with History(path) as history:
        history.record(*reviews_of("abc"))
    return path


def notes(path: Path) -> list[str]:
    with History(path) as history:
        return [event.card.note for event in history.events()]


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_years_of_days_leave_7_days_4_weeks_and_12_months() -> None:
    backups: set[date] = set()
    for number in range(800):
        backups = kept({*backups, MONDAY + timedelta(days=number)})
    today = max(backups)
    assert {today - timedelta(days=days) for days in range(DAILY)} <= backups
    assert len({day.isocalendar()[:2] for day in backups if (today - day).days < 7 * WEEKLY}) == WEEKLY
    assert len({(day.year, day.month) for day in backups}) == MONTHLY
    assert len(backups) <= DAILY + WEEKLY + MONTHLY


@given(st.sets(st.dates(date(2020, 1, 1), date(2024, 12, 31)), max_size=60))
def test_what_is_kept_is_recent_spread_and_stable(days: set[date]) -> None:
    left = kept(days)
    assert left <= days
    assert set(sorted(days)[-DAILY:]) <= left
    assert len(left) <= DAILY + WEEKLY + MONTHLY
    assert kept(left) == left


def test_a_backup_is_a_whole_history_in_one_file(path: Path) -> None:
    with History(path) as history:
        history.record(*reviews_of("d"))  # in the write-ahead log
        backup = make_backup(path, MONDAY)
    assert backup == path.parent / "backups" / "history-2026-03-02.db"
    assert names(backup.parent) == [backup.name]
    assert sorted(notes(backup)) == ["a", "b", "c", "d"]


def test_backups_that_are_not_kept_are_deleted_and_other_files_are_not(path: Path) -> None:
    for days in range(60):
        make_backup(path, MONDAY + timedelta(days=days))
    (path.parent / "backups" / "history-notes.txt").write_text("mine")
    (path.parent / "backups" / "other-2020-01-01.db").write_text("mine")
    make_backup(path, MONDAY + timedelta(days=60))
    left = {backup.day for backup in backups_of(path)}
    assert left == kept(left)
    assert len(left) < 15
    assert {"history-notes.txt", "other-2020-01-01.db"} <= set(names(path.parent / "backups"))


def test_a_damaged_history_does_not_replace_the_backup_of_the_day(path: Path) -> None:
    backup = make_backup(path, MONDAY)
    before = backup.read_bytes()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE card_state SET reviews = -1")
    with pytest.raises(DamagedHistoryError):
        make_backup(path, MONDAY)
    assert backup.read_bytes() == before
    assert names(backup.parent) == [backup.name]


def test_a_backup_elsewhere_takes_the_place_of_no_file(path: Path, tmp_path: Path) -> None:
    copy = new_backup(path, tmp_path / "copy.db")
    assert notes(copy) == ["a", "b", "c"]
    with pytest.raises(FileThereError):
        new_backup(path, copy)
    with pytest.raises(HistoryError, match="no history"):
        new_backup(tmp_path / "nothing.db", tmp_path / "other.db")


def test_the_first_recording_of_a_day_makes_its_backup(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    for days, events in ((0, ["a", "b"]), (0, ["c"]), (1, ["d"])):
        day = MONDAY + timedelta(days=days)
        backup = DailyBackup(path, lambda day=day: day)  # type: ignore[misc]
        with History(path, after_recording=backup) as history:
            history.states("sample.example")
            for event in reviews_of(events):
                history.record(event)
        assert backup.finish() is None
    assert [backup.day for backup in backups_of(path)] == [MONDAY + timedelta(days=1), MONDAY]
    assert "c" not in notes(backup_path(path, MONDAY))
    assert "c" in notes(backup_path(path, MONDAY + timedelta(days=1)))


def test_reading_makes_no_backup(path: Path) -> None:
    backup = DailyBackup(path, lambda: MONDAY)
    with History(path, after_recording=backup) as history:
        history.states("sample.example")
    assert backup.finish() is None
    assert backups_of(path) == []


def test_a_backup_that_fails_is_one_line_and_harms_no_review(path: Path) -> None:
    (path.parent / "backups").write_text("in the way")
    backup = DailyBackup(path, lambda: MONDAY)
    with History(path, after_recording=backup) as history:
        history.record(*reviews_of("d"))
    failure = backup.finish()
    assert failure is not None
    assert "\n" not in failure
    assert len(notes(path)) == 4


def test_a_restored_history_is_that_of_the_backup_and_the_other_is_kept(path: Path) -> None:
    backup = make_backup(path, MONDAY)
    with History(path) as history:
        history.record(*reviews_of("d"))
    other = restore(path, backup, NOW)
    assert other == path.parent / "history.replaced-2026-03-02-093000.db"
    assert sorted(notes(other)) == ["a", "b", "c", "d"]
    assert notes(path) == ["a", "b", "c"]
    assert notes(backup) == ["a", "b", "c"]


def test_no_kept_file_is_ever_replaced(path: Path) -> None:
    backup = make_backup(path, MONDAY)
    replaced = {restore(path, backup, NOW) for _ in range(3)}
    assert len(replaced) == 3
    assert all(other is not None and notes(other) == ["a", "b", "c"] for other in replaced)


def test_a_damaged_history_is_restored_with_all_of_its_files_kept(path: Path) -> None:
    backup = make_backup(path, MONDAY)
    path.write_bytes(b"damaged" * 1000)
    path.with_name("history.db-wal").write_bytes(b"log")
    path.with_name("history.db-shm").write_bytes(b"shared")
    other = restore(path, backup, NOW)
    assert other is not None
    assert other.read_bytes() == b"damaged" * 1000
    assert other.with_name(f"{other.name}-wal").read_bytes() == b"log"
    assert notes(path) == ["a", "b", "c"]


def test_a_history_is_restored_where_there_is_none(path: Path, tmp_path: Path) -> None:
    new = tmp_path / "new" / "history.db"
    assert restore(new, path, NOW) is None
    assert notes(new) == ["a", "b", "c"]


def test_a_history_with_a_damaged_write_ahead_log_is_restored_from_itself(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    wal = bytearray(killed_history().files["-wal"])
    wal[len(wal) // 2] ^= 1
    killed_history().write(path, {"-wal": bytes(wal)})
    other = restore(path, path, NOW)
    assert other is not None
    assert other.with_name(f"{other.name}-wal").read_bytes() == wal
    with History(path) as history:
        events = list(history.events())
    saved = killed_history().events
    assert events == saved[: len(events)]
    assert 90 < len(events) < len(saved)


@pytest.mark.parametrize("what", ["damaged", "newer", "missing"])
def test_what_cannot_be_used_is_not_put_in_place(path: Path, tmp_path: Path, what: str) -> None:
    source = tmp_path / "source.db"
    if what == "damaged":
        source.write_text("dear diary")
    elif what == "newer":
        make_backup(path, MONDAY).rename(source)
        with closing(sqlite3.connect(source)) as connection:
            connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    expected = {"damaged": DamagedHistoryError, "newer": NewerHistoryError, "missing": HistoryError}
    with pytest.raises(expected[what], match="source"):
        restore(path, source, NOW)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.replaced*"))


_READER = """
import sys
from pathlib import Path
from srs.history import History
with History(Path(sys.argv[1])) as history:
    history.states("sample.example")
    print("open", flush=True)
    sys.stdin.readline()
"""


def test_a_history_that_another_process_has_open_is_not_replaced(path: Path) -> None:
    backup = make_backup(path, MONDAY)
    command: list[str | Path] = [sys.executable, "-c", _READER, path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(HistoryError, match="open in another program"):
            restore(path, backup, NOW)
        process.communicate()
    assert restore(path, backup, NOW) is not None


def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    restore(link, make_backup(path, MONDAY), NOW)
    assert link.is_symlink()
    with closing(open_history(link)):
        pass
    assert notes(path) == ["a", "b", "c"]


@pytest.mark.parametrize("what", ["empty", "of another program", "version 0", "version -5", "version 99"])
def test_what_srs_refuses_to_read_is_not_backed_up(path: Path, tmp_path: Path, what: str) -> None:
    if what == "empty":
        path.write_bytes(b"")
    else:
        pragma = "application_id = 7" if "program" in what else f"user_version = {what.split()[1]}"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA {pragma}")
    with pytest.raises(HistoryError):
        new_backup(path, tmp_path / "copy.db")
    with pytest.raises(HistoryError):
        make_backup(path, MONDAY)
    assert names(tmp_path) == [path.name]
