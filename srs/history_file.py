"""The SQLite file of a history: creating it whole, opening it, and refusing what is not one."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from srs.errors import SrsError
from srs.files import place

APPLICATION_ID = int.from_bytes(b"srs1")
"""Marks the file as a history of srs, in SQLite's header."""
SCHEMA_SCRIPTS = tuple(Path(__file__).with_name("schema") / f"{version}.sql" for version in (1, 2))
"""What brings a file from version 0 to the present one, a script for each version: append, never edit."""
BUSY_TIMEOUT_S = 10.0


class HistoryError(SrsError):
    """A history that cannot be used as it is; nothing in it was changed."""


class DamagedHistoryError(HistoryError):
    """Not a history, or no longer a whole one."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} is not a readable history ({reason}); it was left as it is. Put a backup in its place "
            "or move it away to start a new one; `.recover` of the sqlite3 program may rescue the reviews"
        )


class NewerHistoryError(HistoryError):
    """Written by a later version of srs."""

    def __init__(self, path: Path, version: int, known_version: int) -> None:
        super().__init__(
            f"{path} was written by a newer srs (history version {version}, this srs knows {known_version}); "
            "it was left as it is. Update srs to use it"
        )


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Turns what SQLite and the file system report about `path` into what the learner can do about it."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        match code & 0xFF if isinstance(code, int) else None:
            case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
                raise DamagedHistoryError(path, str(error)) from error
            case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
                raise _unwritable(path, str(error)) from error
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                raise HistoryError(
                    f"{path} has been in use by another program for {BUSY_TIMEOUT_S:.0f} seconds; "
                    "close that program and try again"
                ) from error
            case sqlite3.SQLITE_FULL:
                raise HistoryError(
                    f"there is no room to save the review in {path}: free some disk space and try again"
                ) from error
            case sqlite3.SQLITE_IOERR:
                raise HistoryError(
                    f"{path} cannot be read or written ({error}): check the disk, or name another file "
                    "with --history or SRS_HISTORY"
                ) from error
            case _:
                raise
    except OSError as error:
        raise _unwritable(path, error.strerror or str(error)) from error


def open_history(path: Path, scripts: Sequence[Path] = SCHEMA_SCRIPTS) -> sqlite3.Connection:
    """A connection to an existing history, brought up to date; call it within `explaining`."""
    if path.is_file() and path.stat().st_size == 0:
        raise DamagedHistoryError(path, "the file is empty")
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        if _pragma(connection, "application_id") != APPLICATION_ID:
            raise DamagedHistoryError(path, "it belongs to another program")
        version = _pragma(connection, "user_version")
        if version > len(scripts):
            raise NewerHistoryError(path, version, len(scripts))
        if version < len(scripts):
            migrate(connection, scripts)
    except BaseException:
        connection.close()
        raise
    return connection


def create_history(path: Path) -> None:
    """Puts a new history at `path` in one step, unless there is one by then: it is never seen half made."""
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and not path.exists():
        raise HistoryError(
            f"{path} is gone, but {wal.name} beside it still holds reviews: put the file back, "
            f"or move {wal.name} away to start a new history"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        draft = Path(folder) / path.name
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            migrate(connection, SCHEMA_SCRIPTS)
        with suppress(FileExistsError):  # another process was first
            place(draft, path)
    _sync_folder(path.parent)


def migrate(connection: sqlite3.Connection, scripts: Sequence[Path]) -> None:
    """Runs the scripts that the file has not seen yet, all of them or none."""
    with transaction(connection):
        version = _pragma(connection, "user_version")  # again, now that no other process can change it
        for script in scripts[version:]:
            for statement in _statements(script.read_text(encoding="utf-8")):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {max(version, len(scripts))}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commits to disk what happens inside, or nothing of it; no other process writes meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _unwritable(path: Path, reason: str) -> HistoryError:
    return HistoryError(
        f"the history {path} cannot be opened for writing ({reason}): make the file and its folder writable, "
        "or name another file with --history or SRS_HISTORY"
    )


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute(f"PRAGMA {name}").fetchone()
    return int(row[0])


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one: `executescript` would commit the transaction around them."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _sync_folder(folder: Path) -> None:
    """Makes the new name in `folder` durable, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
