"""Dated backups beside a history: made whole, kept for a week of days, a month of weeks, a year of months."""

import os
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from srs.files import FileThereError
from srs.storage.history_errors import DamagedHistoryError, explaining, explaining_target
from srs.storage.history_file import open_history, require_history, sync_folder
from srs.upkeep.history_copy import copy_whole

DAILY, WEEKLY, MONTHLY = 7, 4, 12
"""How many are kept: of the latest days, and the latest one of each of the latest weeks and months."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a history was on one day."""

    day: date
    path: Path


def backups_folder(history: Path) -> Path:
    """Where the backups of a history are."""
    return history.parent / "backups"


def backups_of(history: Path) -> list[Backup]:
    """The backups of a history, the latest first; other files in the folder are none.

    Raises `HistoryError` where the folder cannot be read.
    """
    name = re.compile(rf"{re.escape(history.stem)}-(\d{{4}}-\d{{2}}-\d{{2}}){re.escape(history.suffix)}")
    found = []
    folder = backups_folder(history)
    with explaining(folder):
        paths = list(folder.iterdir()) if folder.is_dir() else []
    for path in paths:
        if match := name.fullmatch(path.name):
            try:
                found.append(Backup(date.fromisoformat(match[1]), path))
            except ValueError:
                continue
    return sorted(found, key=lambda backup: backup.day, reverse=True)


def backup_path(history: Path, day: date) -> Path:
    """What the backup of a day is called."""
    return backups_folder(history) / f"{history.stem}-{day.isoformat()}{history.suffix}"


def make_backup(history: Path, day: date) -> Path:
    """Makes the backup of a day, or makes it anew, then deletes those that are not kept any more.

    Raises `HistoryError`; what was there before is then still there.
    """
    _require_readable(history)
    path = backup_path(history, day)
    with explaining_target(path):
        path.parent.mkdir(exist_ok=True)
    _write(history, path)
    for old in backups_of(history):
        if old.day not in kept(backup.day for backup in backups_of(history)):
            with explaining_target(old.path):
                old.path.unlink(missing_ok=True)
    return path


def new_backup(history: Path, path: Path) -> Path:
    """Makes a backup in another place, never in that of a file. Raises `HistoryError`, `FileThereError`."""
    _require_readable(history)
    with explaining_target(path):
        is_there = path.exists()
    if is_there:
        raise FileThereError(f"{path} is there already, and was left as it is: take another name")
    _write(history, path)
    return path


def kept(days: Iterable[date]) -> set[date]:
    """Of which days the backups are kept."""
    latest_first = sorted(days, reverse=True)
    of_week: dict[tuple[int, int], date] = {}
    of_month: dict[tuple[int, int], date] = {}
    for day in latest_first:
        of_week.setdefault(day.isocalendar()[:2], day)
        of_month.setdefault((day.year, day.month), day)
    weekly, monthly = list(of_week.values())[:WEEKLY], list(of_month.values())[:MONTHLY]
    return {*latest_first[:DAILY], *weekly, *monthly}


def _require_readable(history: Path) -> None:
    """Raises `HistoryError` for what every other command refuses: a copy of that would be no backup."""
    require_history(history)
    with explaining(history):
        open_history(history).close()


def _write(history: Path, path: Path) -> None:
    """Writes a sound copy of a history, which takes its name only when it is whole."""
    with explaining_target(path), TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        draft = Path(folder) / path.name
        with explaining(history):
            copy_whole(history, draft)
            with closing(sqlite3.connect(draft)) as connection:
                ((found,), *_) = connection.execute("PRAGMA integrity_check(1)").fetchall()
        if found != "ok":
            raise DamagedHistoryError(history, found)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(path)
        sync_folder(path.parent)
