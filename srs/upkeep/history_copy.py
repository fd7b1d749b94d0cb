"""Copies of a history that stand alone: the original may be in use, and is only read."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from srs.storage.event_json import header
from srs.storage.history_errors import DamagedHistoryError, HistoryError, explaining, explaining_source
from srs.storage.history_file import bring_up_to_date, connect, refuse_lost_commits

_EXPORT_START = header(0).partition(",")[0].encode()


@contextmanager
def copied(path: Path) -> Iterator[Path]:
    """A sound copy of a history, brought up to date, in a temporary folder as long as the context lasts.

    Raises `HistoryError` for a file that is missing, damaged, of another program or of a newer srs.
    """
    with TemporaryDirectory(prefix="srs-copy-") as folder:
        copy = Path(folder) / "history.db"
        with explaining_source(path):
            if not path.is_file():
                raise HistoryError(f"there is no history {path}")
            _refuse_export(path)
            refuse_lost_commits(path)
            copy_whole(path, copy)
            _make_sound(copy, path)
        yield copy


@contextmanager
def salvaged(path: Path) -> Iterator[Path]:
    """As `copied`, for a file that nobody uses: without what its damaged write-ahead log no longer gives."""
    with TemporaryDirectory(prefix="srs-copy-") as folder:
        copy = Path(folder) / "history.db"
        with explaining(path):
            for suffix in ("", "-wal"):
                if path.with_name(path.name + suffix).exists():
                    shutil.copyfile(path.with_name(path.name + suffix), copy.with_name(copy.name + suffix))
            _make_sound(copy, path)
        yield copy


def copy_whole(source: Path, target: Path) -> None:
    """Copies an SQLite file, with what is in its write-ahead log, into a new file that needs no other."""
    with closing(connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)  # in one step: nobody is kept from writing meanwhile
        copy.execute("PRAGMA journal_mode = DELETE")


def _refuse_export(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(len(_EXPORT_START))
    if start == _EXPORT_START:
        raise HistoryError(
            f"{path} is an export, which `srs history import {path}` takes; your own history is unchanged"
        )


def _make_sound(copy: Path, path: Path) -> None:
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        bring_up_to_date(connection, path)
        ((found,), *_) = connection.execute("PRAGMA integrity_check(1)").fetchall()
        if found != "ok":
            raise DamagedHistoryError(path, found)
