"""What can be wrong with the file of a history, in words that say what to do."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from srs.errors import SrsError

BUSY_TIMEOUT_S = 10.0
DERIVED_TABLES = ("card_state", "derivation")
"""What is derived from the log: `srs history replay` makes them again."""
_ROOM_BYTES = 65_536
"""Less than this is no room: SQLite needs half of it before it reads a file with a write-ahead log."""


class HistoryError(SrsError):
    """A history that cannot be used as it is; nothing in it was changed."""


class DamagedHistoryError(HistoryError):
    """Not a history, or no longer a whole one."""

    advice = (
        "Put a backup in its place: `srs history restore` lists those there are. `.recover` of the sqlite3 "
        "program may rescue reviews that no backup has"
    )
    """What the learner can do, who knows by then what is wrong."""

    def __init__(self, path: Path, reason: str) -> None:
        self.reason = reason
        self.finding = f"{path} is not a readable history ({reason})"
        super().__init__(
            f"{self.finding}; it was left as it is. {self.advice}. `srs history verify` lists what is wrong"
        )


class LostCommitsError(DamagedHistoryError):
    """What was saved last lies in a write-ahead log that is damaged."""

    def __init__(self, path: Path) -> None:
        self.advice = f"`srs history restore {path}` keeps what can still be read; {super().advice}"
        reason = f"{path.name}-wal beside it, which holds the latest reviews, is damaged"
        super().__init__(path, reason)


class DamagedSourceError(DamagedHistoryError):
    """Another file than the history, named as one to read from."""

    def __init__(self, path: Path, reason: str) -> None:
        self.reason = reason
        self.finding = f"{path} is not a readable history ({reason})"
        HistoryError.__init__(self, f"{self.finding}; your own history is unchanged")


class DamagedStatesError(DamagedHistoryError):
    """The log may be whole, but what was derived from it is not."""

    def __init__(self, path: Path, reason: str) -> None:
        self.reason = reason
        self.finding = f"{path} holds a state of a card that cannot be right ({reason})"
        HistoryError.__init__(
            self,
            f"{path} holds a state of a card that cannot be right ({reason}); it was left as it is. "
            "`srs history replay` derives all states from the log again, and `srs history verify` lists what "
            "is wrong",
        )


class NewerHistoryError(HistoryError):
    """Written by a later version of srs."""

    def __init__(self, path: Path, version: int, known_version: int) -> None:
        super().__init__(
            f"{path} was written by a newer srs (history version {version}, this srs knows {known_version}); "
            "it was left as it is. Update srs to use it"
        )


class NoRoomError(HistoryError):
    """The disk is full."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"there is no room where {path} lies: free some disk space and try again; "
            "what was saved before is safe"
        )


class BadRowError(Exception):
    """A row that no program of this project writes."""

    def __init__(self, table: str, row_id: str, reason: str) -> None:
        super().__init__(f"table {table}, row {row_id}: {reason}")
        self.table = table


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Turns what SQLite and the file system report about `path` into what the learner can do about it."""
    try:
        yield
    except BadRowError as error:
        damaged = DamagedStatesError if error.table == "card_state" else DamagedHistoryError
        raise damaged(path, str(error)) from error
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise
    except sqlite3.Error as error:
        raise _explained(path, error) from error
    except UnicodeDecodeError as error:  # in what SQLite says of a damaged schema
        raise DamagedHistoryError(path, "its schema is not text") from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise NoRoomError(path) from error
        raise _unopened(path, error.strerror or str(error)) from error


@contextmanager
def explaining_source(path: Path) -> Iterator[None]:
    """As `explaining`, for another file that is only read: nothing is to be put in its place."""
    try:
        with explaining(path):
            yield
    except DamagedHistoryError as error:
        raise DamagedSourceError(path, error.reason) from error


@contextmanager
def explaining_creation(path: Path) -> Iterator[None]:
    """As `explaining`, for a history that is not there yet."""
    with explaining(path):
        try:
            yield
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise
            raise _unwritable(path, error.strerror or str(error)) from error


@contextmanager
def explaining_target(path: Path) -> Iterator[None]:
    """As `explaining`, for a backup that is written."""
    try:
        yield
    except OSError as error:
        raise HistoryError(
            f"the backup {path} cannot be written ({error.strerror or error}): make room for it, make its "
            "folder writable, or choose another place; the history is unchanged"
        ) from error


def _explained(path: Path, error: sqlite3.Error) -> HistoryError:
    code = getattr(error, "sqlite_errorcode", None)
    match code & 0xFF if isinstance(code, int) else None:
        case sqlite3.SQLITE_READONLY:
            return _unwritable(path, str(error))
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return _unopened(path, str(error))
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return HistoryError(
                f"{path} has been in use by another program for {BUSY_TIMEOUT_S:.0f} seconds; "
                "close that program and try again"
            )
        case sqlite3.SQLITE_FULL:
            return NoRoomError(path)
        case sqlite3.SQLITE_IOERR if _is_full(path):
            return NoRoomError(path)
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_PROTOCOL | sqlite3.SQLITE_NOLFS:
            return HistoryError(
                f"{path} cannot be read or written ({error}): check the disk, or the connection to the "
                "network share if it lies on one, or name another file with --history or SRS_HISTORY"
            )
        case _ if str(error) in _DERIVED_MISSING:
            return DamagedStatesError(path, str(error))
        case _:  # the statements are fixed, so it is the file that does not fit
            return DamagedHistoryError(path, str(error))


_DERIVED_MISSING = tuple(f"no such table: {table}" for table in DERIVED_TABLES)


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _ROOM_BYTES
    except OSError:
        return False


def _unwritable(path: Path, reason: str) -> HistoryError:
    return HistoryError(
        f"the history {path} cannot be opened for writing ({reason}): make the file and its folder writable, "
        "or name another file with --history or SRS_HISTORY"
    )


def _unopened(path: Path, reason: str) -> HistoryError:
    return HistoryError(
        f"{path} cannot be opened ({reason}): make the file and its folder readable and "
        "writable, or name another file with --history or SRS_HISTORY"
    )
