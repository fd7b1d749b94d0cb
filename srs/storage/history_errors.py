"""What can be wrong with the file of a history, in words that say what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from srs.errors import SrsError

BUSY_TIMEOUT_S = 10.0


class HistoryError(SrsError):
    """A history that cannot be used as it is; nothing in it was changed."""


class DamagedHistoryError(HistoryError):
    """Not a history, or no longer a whole one."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} is not a readable history ({reason}); it was left as it is. Put a backup in its place: "
            "`srs history restore` lists those there are. `srs history verify` lists what is wrong, and "
            "`.recover` of the sqlite3 program may rescue reviews that no backup has"
        )


class DamagedStatesError(DamagedHistoryError):
    """The log may be whole, but what was derived from it is not."""

    def __init__(self, path: Path, reason: str) -> None:
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
        raise _unwritable(path, error.strerror or str(error)) from error


def _explained(path: Path, error: sqlite3.Error) -> HistoryError:
    code = getattr(error, "sqlite_errorcode", None)
    match code & 0xFF if isinstance(code, int) else None:
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return _unwritable(path, str(error))
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return HistoryError(
                f"{path} has been in use by another program for {BUSY_TIMEOUT_S:.0f} seconds; "
                "close that program and try again"
            )
        case sqlite3.SQLITE_FULL:
            return HistoryError(
                f"there is no room to save anything in {path}: free some disk space and try again; "
                "what was saved before is safe"
            )
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_PROTOCOL | sqlite3.SQLITE_NOLFS:
            return HistoryError(
                f"{path} cannot be read or written ({error}): check the disk, or the connection to the "
                "network share if it lies on one, or name another file with --history or SRS_HISTORY"
            )
        case _:  # the statements are fixed, so it is the file that does not fit
            return DamagedHistoryError(path, str(error))


def _unwritable(path: Path, reason: str) -> HistoryError:
    return HistoryError(
        f"the history {path} cannot be opened for writing ({reason}): make the file and its folder writable, "
        "or name another file with --history or SRS_HISTORY"
    )
