"""An SQLite file that saves time and nothing else: it may be damaged, foreign or gone at any moment."""

import sqlite3
from contextlib import suppress
from pathlib import Path

_IDENTITY = "create table identity (text text) strict"
_SIDE_FILES = ("", "-wal", "-shm")


def open_cache(path: Path | None, schema: str, identity: str) -> sqlite3.Connection:
    """A connection to a cache; to an empty one in memory, without a path or where the file cannot be used.

    `schema` creates its tables. `identity` says what the file is a cache of: one that
    was made for something else, or is no cache at all, is deleted and made anew.
    """
    if path is not None:
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(2):
            try:
                return _opened(path, schema, identity)
            except sqlite3.OperationalError:
                break  # in a place where nothing can be written, or held by another program
            except (sqlite3.DatabaseError, _ForeignError):
                _delete(path)
    return _opened(None, schema, identity)


class _ForeignError(Exception):
    """The file caches something else."""


def _opened(path: Path | None, schema: str, identity: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=5)
    try:
        # A power cut then costs the newest entries; waiting for the disk would cost time at each of them.
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = off")
        tables = _tables(connection)
        if "identity" not in tables:
            _make(connection, schema, identity)
        elif connection.execute("select text from identity").fetchone() != (identity,):
            raise _ForeignError
        for table in tables:
            connection.execute(f'select * from "{table}" limit 1').fetchone()  # noqa: S608 - finds damage
    except BaseException:
        connection.close()
        raise
    return connection


def _make(connection: sqlite3.Connection, schema: str, identity: str) -> None:
    """Make the tables, unless another process was first: all of them or none."""
    connection.execute("begin immediate")
    tables = _tables(connection)
    if tables and "identity" not in tables:
        raise _ForeignError
    if not tables:
        for statement in (_IDENTITY, *schema.split(";")):
            connection.execute(statement)
        connection.execute("insert into identity values (?)", (identity,))
    connection.execute("commit")


def _tables(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("select name from sqlite_schema where type = 'table'")]


def _delete(path: Path) -> None:
    for suffix in _SIDE_FILES:
        with suppress(OSError):
            path.with_name(path.name + suffix).unlink()
