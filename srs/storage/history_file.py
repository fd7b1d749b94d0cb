"""The SQLite file of a history: creating it whole, opening it, bringing it up to date."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from srs.storage.history_errors import (
    BUSY_TIMEOUT_S,
    DERIVED_TABLES,
    BadRowError,
    DamagedHistoryError,
    HistoryError,
    LostCommitsError,
    NewerHistoryError,
    explaining,
)
from srs.storage.mounts import network_share

APPLICATION_ID = int.from_bytes(b"srs1")
"""Marks the file as a history of srs, in SQLite's header."""
SCHEMA_SCRIPTS = tuple(Path(__file__).with_name("schema") / f"{version}.sql" for version in (1, 2))
"""What brings a file from version 0 to the present one, a script for each version: append, never edit."""
_CHECKPOINT_PAGES = 250
"""The write-ahead log is read whole when a history is opened: it is kept short."""


_CANNOT_BE_MADE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def open_history(path: Path, scripts: Sequence[Path] = SCHEMA_SCRIPTS) -> sqlite3.Connection:
    """A connection to an existing history, brought up to date; call it within `explaining`."""
    refuse_lost_commits(path)
    connection = connect(path)
    try:
        bring_up_to_date(connection, path, scripts)
        with suppress(sqlite3.OperationalError):  # in use, or not writable: as it is, then
            set_journal_mode(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def require_history(path: Path) -> None:
    """Raises `HistoryError` where there is no file, which a mistyped name would otherwise pass for."""
    with explaining(path):
        if not path.is_file():
            raise HistoryError(f"there is no history {path} yet: the first review makes it")


def refuse_lost_commits(path: Path) -> None:
    """Raises `DamagedHistoryError` where opening the file would silently leave out what was saved."""
    if path.is_file() and path.stat().st_size == 0:
        raise DamagedHistoryError(path, "the file is empty")
    if not path.with_name(f"{path.name}-wal").exists() and not path.with_name(f"{path.name}-shm").exists():
        return
    from srs.storage.wal import (
        has_lost_commits,  # slow to import, and seldom needed: the last to close it empties it
    )

    if has_lost_commits(path):
        raise LostCommitsError(path)


def bring_up_to_date(
    connection: sqlite3.Connection, path: Path, scripts: Sequence[Path] = SCHEMA_SCRIPTS
) -> None:
    """Runs the scripts that a history has not seen yet; what is none is refused under the name `path`."""
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise DamagedHistoryError(path, "it belongs to another program")
    version = _pragma(connection, "user_version")
    if version > len(scripts):
        raise NewerHistoryError(path, version, len(scripts))
    if version < len(scripts):
        migrate(connection, scripts)


def create_history(path: Path) -> None:
    """Puts a new history at `path` in one step, unless there is one by then: it is never seen half made."""
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and not path.exists():
        raise HistoryError(
            f"{path} is gone, but {wal.name} beside it still holds reviews: put the file back, "
            f"or move {wal.name} away to start a new history"
        )
    from tempfile import TemporaryDirectory  # slow to import, and there is a history most of the time

    from srs.files import place

    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        draft = Path(folder) / path.name
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("PRAGMA synchronous = FULL")
            migrate(connection, SCHEMA_SCRIPTS)
            set_journal_mode(connection, path)
        with suppress(FileExistsError):  # another process was first
            place(draft, path)
    sync_folder(path.parent)


def migrate(connection: sqlite3.Connection, scripts: Sequence[Path]) -> None:
    """Runs the scripts that the file has not seen yet, all of them or none.

    Raises `BadRowError` for an event that none of them takes.
    """
    from srs.storage.event_rows import (  # slow to import, and most files are up to date
        CONTENT,
        event_checksum,
    )

    connection.create_function("event_checksum", len(CONTENT), event_checksum, deterministic=True)
    try:
        with transaction(connection):
            version = _pragma(connection, "user_version")  # again, now that no other process can change it
            for script in scripts[version:]:
                for statement in _statements(script.read_text(encoding="utf-8")):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {max(version, len(scripts))}")
    except sqlite3.Error:
        _check_events(connection)
        raise


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


def set_journal_mode(connection: sqlite3.Connection, path: Path) -> None:
    """Chooses how transactions become durable: a write-ahead log needs memory that processes share.

    Machines that have the file on a network share have no such memory in common: there, a rollback journal.
    """
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if network_share(path):
        if mode == "wal":
            connection.execute("PRAGMA journal_mode = DELETE")
    elif mode != "wal":
        with suppress(sqlite3.OperationalError):  # a file system without shared memory keeps its journal
            connection.execute("PRAGMA journal_mode = WAL")


def schema_objects() -> set[tuple[str, str]]:
    """The kind and the name of everything that a whole history has: its tables, indexes, triggers."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, SCHEMA_SCRIPTS)
        return set(connection.execute("SELECT type, name FROM sqlite_schema"))


def create_derived_tables(connection: sqlite3.Connection) -> None:
    """Creates those of the derived tables, with their indexes, that are missing."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as whole:
        migrate(whole, SCHEMA_SCRIPTS)
        query = "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name IN (?, ?) AND sql NOT NULL"
        wanted = whole.execute(f"{query} ORDER BY type DESC", DERIVED_TABLES).fetchall()  # tables first
    found = set(connection.execute("SELECT type, name FROM main.sqlite_schema"))
    for kind, name, statement in wanted:
        if (kind, name) not in found:
            connection.execute(statement)


def sync_folder(folder: Path) -> None:
    """Makes new names in `folder` durable, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def connect(path: Path) -> sqlite3.Connection:
    """A connection for reading and writing; for reading only, where nothing can be written."""
    connection = _connect_to(f"{path.absolute().as_uri()}?mode=rw")
    try:
        _prepare(connection)
    except sqlite3.OperationalError as error:
        connection.close()
        wal = path.with_name(f"{path.name}-wal")
        if error.sqlite_errorcode & 0xFF not in _CANNOT_BE_MADE or not path.is_file() or _size(wal) > 0:
            raise
        # Not even the shared memory of a write-ahead log can be made here, and there is no log to be read.
        connection = _connect_to(f"{path.absolute().as_uri()}?mode=ro&immutable=1")
    except BaseException:
        connection.close()
        raise
    return connection


def _connect_to(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    connection.execute("PRAGMA schema_version")  # reads


def _check_events(connection: sqlite3.Connection) -> None:
    """Raises `BadRowError` for the first event that cannot be right, in a file of whatever version."""
    from srs.storage.event_rows import CONTENT, check_content
    from srs.storage.row_values import BadValueError

    known = [name for _, name, *_ in connection.execute("PRAGMA table_info(event)") if name in CONTENT]
    query = f"SELECT {', '.join(known)} FROM event" if known else "SELECT 1 WHERE false"  # noqa: S608
    for row in connection.execute(query):
        content = dict.fromkeys(CONTENT) | dict(zip(known, row, strict=True))
        try:
            check_content(content)
        except BadValueError as error:
            raise BadRowError("event", str(content["id"]), str(error)) from error


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


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
