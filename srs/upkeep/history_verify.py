"""Find everything that is wrong with a history."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

from srs.scheduling import Scheduling
from srs.storage.event_rows import COLUMNS, CONTENT, Row, check_row
from srs.storage.history_errors import (
    DERIVED_TABLES,
    BadRowError,
    DamagedHistoryError,
    HistoryError,
    explaining,
)
from srs.storage.history_file import open_history, schema_objects
from srs.storage.mounts import network_share
from srs.storage.row_values import BadValueError
from srs.storage.state_rows import COLUMNS as STATE_COLUMNS
from srs.storage.state_rows import KEY, VALUES, check_state_row, row_of_state
from srs.storage.state_table import derived_states, is_derived

_DAY_MS = 86_400_000
_CHECK_FAILED = "SQLite: CHECK constraint failed in "
_FIRST_ROLLOVER, _LAST_ROLLOVER = timedelta(0), timedelta(hours=23, minutes=59)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with a history."""

    is_error: bool
    """Otherwise it is odd, and may be right."""
    table: str | None
    """None: the whole file."""
    row: str | None
    """The id of an event, or the note and the name of a card."""
    message: str

    @property
    def text(self) -> str:
        """One line for a reader."""
        place = f"{self.table} {self.row}: " if self.row else f"{self.table}: " if self.table else ""
        return f"{'error' if self.is_error else 'warning'}: {place}{self.message}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found of a history."""

    path: Path
    events: int
    cards: int
    problems: tuple[Problem, ...]
    advice: str | None = None
    """What the learner can do about all of it, unless the problems say that themselves."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not any(problem.is_error for problem in self.problems)

    def as_json(self) -> dict[str, object]:
        """What `srs history verify --json` prints."""
        return {
            "ok": self.is_sound,
            "history": str(self.path),
            "events": self.events,
            "cards": self.cards,
            "problems": [
                {
                    "severity": "error" if problem.is_error else "warning",
                    "table": problem.table,
                    "row": problem.row,
                    "message": problem.message,
                }
                for problem in self.problems
            ],
        }


def verify_history(path: Path, scheduling: Scheduling, now_ms: int) -> Verified:
    """Looks at every page and every row of a history, and replays it; changes nothing.

    `now_ms` is the present time in milliseconds since 1970: what is later is odd.
    """
    try:
        with explaining(path):
            if not path.exists():
                return Verified(path, 0, 0, ())
            connection = open_history(path)
    except HistoryError as error:
        return _refused(path, error)
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    problems: list[Problem] = []
    events = cards = 0
    try:
        connection.execute("BEGIN")
        missing = schema_objects() - set(connection.execute("SELECT type, name FROM sqlite_schema"))
        problems += (_of_missing(kind, name) for kind, name in sorted(missing))
        ((events,),) = connection.execute("SELECT count(*) FROM event")
        has_states = not {("table", table) for table in DERIVED_TABLES} & missing
        if has_states:
            ((cards,),) = connection.execute("SELECT count(*) FROM card_state")
        for found in chain(
            _of_place(path),
            _of_file(connection),
            _of_references(connection),
            _of_events(connection, now_ms),
            _of_undos(connection),
            _of_states(connection, scheduling) if has_states else (),
        ):
            problems.append(found)
    except (sqlite3.Error, BadRowError, UnicodeError) as error:
        if not any(problem.is_error for problem in problems):
            problems.append(Problem(True, None, None, str(error)))
    finally:
        connection.close()
    listed = tuple(_without_repetition(problems))
    return Verified(path, events, cards, listed, _advice(listed))


def _refused(path: Path, error: HistoryError) -> Verified:
    """What there is to say of a file that cannot be looked into."""
    if isinstance(error, DamagedHistoryError):
        return Verified(path, 0, 0, (Problem(True, None, None, error.finding),), error.advice)
    return Verified(path, 0, 0, (Problem(True, None, None, str(error)),))


def _advice(problems: Iterable[Problem]) -> str | None:
    are_of_states = {problem.table in DERIVED_TABLES for problem in problems if problem.is_error}
    replay = "`srs history replay` derives the states of all cards from the log again"
    restore = "`srs history restore` lists the backups, and puts one in place"
    if are_of_states == {True}:
        return replay
    return restore if are_of_states else None


def _without_repetition(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Leaves out what SQLite says of a table without naming a row, where the rows are named."""
    problems = list(dict.fromkeys(problems))
    said = {f"{_CHECK_FAILED}{problem.table}" for problem in problems if problem.is_error and problem.row}
    return (problem for problem in problems if problem.message not in said)


def _of_place(path: Path) -> Iterator[Problem]:
    share = network_share(path)
    if share:
        advice = "keep a history on each machine, and `srs history merge` them, if several write at once"
        yield Problem(False, None, None, f"the file is on a network share ({share}): {advice}")


def _of_file(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (message,) in connection.execute("PRAGMA integrity_check"):
        if message != "ok":
            yield Problem(True, None, None, f"SQLite: {message}")


def _of_missing(kind: str, name: str) -> Problem:
    table = next((table for table in DERIVED_TABLES if table in name), None)
    return Problem(True, table, None, f"the {kind} {name} is missing")


def _of_references(connection: sqlite3.Connection) -> Iterator[Problem]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchall():
        if table == "event":
            query = "SELECT id, kind, target FROM event WHERE rowid = ?"
            id_, kind, target = connection.execute(query, (row,)).fetchone()
            refers = f"target is {target!r}" if parent == "event" else f"kind is {kind!r}"
            yield Problem(True, table, id_, f"{refers}, which the table {parent} does not have")


def _of_events(connection: sqlite3.Connection, now_ms: int) -> Iterator[Problem]:
    for row in connection.execute(f"SELECT {COLUMNS} FROM event ORDER BY at_ms, id"):  # noqa: S608
        try:
            check_row(row)
        except BadValueError as error:
            yield Problem(True, "event", str(row[0]), str(error))
            continue
        for message in _odd_times(row, now_ms):
            yield Problem(False, "event", str(row[0]), message)


def _odd_times(row: Row, now_ms: int) -> Iterator[str]:
    """What is odd about when an event happened; its day may have begun at any hour of the clock."""
    event = dict(zip((*CONTENT, "checksum"), row, strict=True))
    if event["at_ms"] > now_ms + _DAY_MS:
        yield f"at_ms is {event['at_ms']}, which is in the future"
    try:
        local = datetime.fromtimestamp(0, UTC) + timedelta(
            milliseconds=event["at_ms"], minutes=event["utc_offset_minutes"]
        )
        days = {(local - rollover).date().isoformat() for rollover in (_FIRST_ROLLOVER, _LAST_ROLLOVER)}
    except OverflowError:
        return
    if event["day"] not in days:
        yield f"day is {event['day']}, and at_ms and utc_offset_minutes say {max(days)}"


def _of_undos(connection: sqlite3.Connection) -> Iterator[Problem]:
    query = (
        "SELECT undo.id, undo.target, old.kind FROM event AS undo JOIN event AS old ON old.id = undo.target "
        "WHERE old.kind = 'undo' "
        "OR (old.namespace, old.note, old.card) IS NOT (undo.namespace, undo.note, undo.card)"
    )
    for id_, target, kind in connection.execute(query):
        what = "is itself an undo" if kind == "undo" else "is of another card"
        yield Problem(True, "event", id_, f"target is {target!r}, which {what}")


def _of_states(connection: sqlite3.Connection, scheduling: Scheduling) -> Iterator[Problem]:
    stored: dict[str, dict[tuple[str, str], Row]] = {}
    bad: set[tuple[str, str, str]] = set()
    for row in connection.execute(f"SELECT {STATE_COLUMNS} FROM card_state"):  # noqa: S608
        try:
            check_state_row(row)
        except BadValueError as error:
            bad.add(row[: len(KEY)])
            yield Problem(True, "card_state", f"{row[1]}/{row[2]}", str(error))
        else:
            stored.setdefault(row[0], {})[row[1], row[2]] = row[len(KEY) :]
    for (namespace,) in connection.execute("SELECT namespace FROM derivation").fetchall():
        if not is_derived(connection, namespace, scheduling):
            continue  # it is derived again when it is read
        found = stored.get(namespace, {})
        for card, state in derived_states(connection, namespace, scheduling):
            if card not in bad:
                yield from _differences(card[1:], found.pop(card[1:], None), row_of_state(state))
        for note, card_name in found:
            yield Problem(True, "card_state", f"{note}/{card_name}", "the log says nothing of it")


def _differences(card: tuple[str, str], stored: Row | None, derived: Row) -> Iterator[Problem]:
    row = "/".join(card)
    if stored is None:
        yield Problem(True, "card_state", row, "it is missing; the log has it")
        return
    for column, here, there in zip(VALUES, stored, derived, strict=True):
        if here != there:
            yield Problem(True, "card_state", row, f"{column} is {here!r}, and the log says {there!r}")
