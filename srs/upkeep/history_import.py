"""Read a history from JSON Lines, or from other histories, into this one."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from srs.errors import SrsError
from srs.history import History
from srs.storage.event_json import BadLineError, read_header, row_of_line
from srs.storage.event_rows import COLUMNS, CONTENT, PLACES, Row, check_row, with_checksum
from srs.storage.history_errors import BadRowError, explaining, explaining_source
from srs.storage.row_values import BadValueError
from srs.upkeep.history_copy import copied
from srs.upkeep.history_union import ClashError, United, unite

MOST_MISTAKES = 20
"""So many are named; a file of another kind has a mistake in each line."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a line."""

    line: int
    column: int
    reason: str


class ImportRefusedError(SrsError):
    """Something is wrong with what was to be imported; nothing of it was."""

    exit_code = 1

    def __init__(self, mistakes: Iterable[str], more: bool) -> None:
        lines = ["nothing was imported, because of mistakes:", *mistakes]
        if more:
            lines.append("... and more")
        super().__init__("\n".join(lines))


def import_lines(history: History, lines: Iterable[bytes], name: str) -> United:
    """Adds the events of JSON Lines that a history does not have yet: all or none.

    `name` is that of their file. Raises `ImportRefusedError`, which names each mistake with its line.
    """
    with _staging() as (staged, path):
        mistakes: list[Mistake] = []
        staged.executemany(
            f"INSERT INTO event (rowid, {COLUMNS}) VALUES (?, {PLACES})",  # noqa: S608
            _rows(lines, mistakes),
        )
        if not mistakes:
            mistakes += _repeated(staged)
        if not mistakes:
            staged.execute("COMMIT")
            staged.close()
            try:
                return unite(history, path)
            except ClashError as error:
                mistakes += (
                    Mistake(clash.row, 1, f"event {clash.event} {clash.reason}") for clash in error.clashes
                )
    raise _refusal(f"{name}:{found.line}:{found.column}: {found.reason}" for found in mistakes)


def merge(history: History, other: Path) -> United:
    """Adds the events of another history that this one does not have yet: all or none.

    The other one is only read. Raises `HistoryError` if it is damaged, `ImportRefusedError` if they
    contradict each other.
    """
    with copied(other) as copy:
        with closing(sqlite3.connect(copy)) as connection, explaining_source(other):
            for row in connection.execute(f"SELECT {COLUMNS} FROM event"):  # noqa: S608
                _check(row)
        try:
            return unite(history, copy)
        except ClashError as error:
            clashes = error.clashes
    raise _refusal(f"{other}: event {clash.event} {clash.reason}" for clash in clashes)


@contextmanager
def _staging() -> Iterator[tuple[sqlite3.Connection, Path]]:
    """A file of its own for what comes in, so that nobody waits for a slow pipe or a mistake at its end."""
    with TemporaryDirectory(prefix="srs-import-") as folder:
        path = Path(folder) / "incoming.db"
        with explaining(path), closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(f"CREATE TABLE event ({', '.join((*CONTENT, 'checksum'))})")
            connection.execute("BEGIN")
            yield connection, path


def _rows(lines: Iterable[bytes], mistakes: list[Mistake]) -> Iterator[Row]:
    """The rows of the lines, each behind its number; no more of them after too many mistakes."""
    expected, found, number = None, 0, 0
    for number, data in enumerate(lines, start=1):
        if len(mistakes) > MOST_MISTAKES:
            return
        line = ""
        try:
            line = data.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            if number == 1:
                expected = read_header(line)
            elif line.strip():
                found += 1
                yield (number, *with_checksum(row_of_line(line)))
        except UnicodeDecodeError as error:
            if data.startswith(b"SQLite format 3"):
                mistakes.append(Mistake(1, 1, "this is a history itself: `srs history merge` takes it"))
                return
            mistakes.append(Mistake(number, error.start + 1, "this is not UTF-8"))
        except BadLineError as error:
            mistakes.append(Mistake(number, error.column, str(error)))
        except BadValueError as error:
            mistakes.append(Mistake(number, max(line.find(f'"{error.column}"') + 1, 1), str(error)))
    if number == 0:
        mistakes.append(Mistake(1, 1, "this is empty: not even the first line of an export is there"))
    elif not mistakes and expected is not None and found != expected:
        reason = f"the first line promises {expected} events, and there are {found}"
        mistakes.append(Mistake(number, 1, reason))


def _repeated(staged: sqlite3.Connection) -> Iterator[Mistake]:
    """Drops lines that are there twice; what comes back differs under the same id."""
    staged.execute("CREATE INDEX event_by_id ON event (id)")
    repeated = staged.execute("SELECT id FROM event GROUP BY id HAVING count(*) > 1").fetchall()
    for (id_,) in repeated:
        (first, *content), *others = staged.execute(
            f"SELECT rowid, {COLUMNS} FROM event WHERE id = ? ORDER BY rowid",  # noqa: S608
            (id_,),
        )
        for number, *other in others:
            if other != content:
                yield Mistake(number, 1, f"event {id_} is another one in line {first}")
            staged.execute("DELETE FROM event WHERE rowid = ?", (number,))


def _check(row: Row) -> None:
    try:
        check_row(row)
    except BadValueError as error:
        raise BadRowError("event", str(row[0]), str(error)) from error


def _refusal(mistakes: Iterable[str]) -> ImportRefusedError:
    found = list(mistakes)
    return ImportRefusedError(found[:MOST_MISTAKES], more=len(found) > MOST_MISTAKES)
