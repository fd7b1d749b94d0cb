"""A learner's history: the append-only log of events, with card states derived from it."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from os import stat_result
from os.path import samestat
from pathlib import Path
from types import TracebackType
from typing import Any, Self, assert_never

from srs.days import Moment
from srs.events import CardKey, Event, EventId, Review, Undo
from srs.history_file import (
    DamagedHistoryError,
    HistoryError,
    create_history,
    explaining,
    open_history,
    transaction,
)
from srs.scheduler import CardState, fold
from srs.sm2 import Grade, Memory

Row = tuple[Any, ...]

_EVENT = "id, at_ms, day, utc_offset_minutes, kind, namespace, note, card, grade, duration_ms, target"
_STATE = (
    "repetitions, interval_days, ease_hundredths, due_day, last_day, drill_pending, "
    "reviews, lapses, last_at_ms"
)


class History:
    """The history in one SQLite file, which several processes may read and write at once.

    Reading never creates the file: a history that does not exist yet is empty.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._file: stat_result | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Releases the file; the next call opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def states(self, namespace: str) -> dict[CardKey, CardState]:
        """The state of every card of a collection that has been reviewed."""
        query = f"SELECT namespace, note, card, {_STATE} FROM card_state WHERE namespace = ?"  # noqa: S608
        return {CardKey(*row[:3]): self._state(row) for row in self._rows(query, (namespace,))}

    def events(self) -> Iterator[Event]:
        """The whole log, in replay order."""
        query = f"SELECT {_EVENT} FROM event ORDER BY at_ms, id"  # noqa: S608
        return (self._event(row) for row in self._rows(query, ()))

    def reviews_on(self, day: date, namespace: str) -> list[Review]:
        """The reviews of a day that were not taken back, in replay order."""
        query = f"SELECT {_EVENT} FROM event WHERE day = ? AND namespace = ? AND kind = 'review'"  # noqa: S608
        query += (
            " AND NOT EXISTS (SELECT 1 FROM event AS undo WHERE undo.target = event.id) ORDER BY at_ms, id"
        )
        events = (self._event(row) for row in self._rows(query, (day.isoformat(), namespace)))
        return [event for event in events if isinstance(event, Review)]

    def is_undone(self, review: EventId) -> bool:
        """Whether a review was taken back."""
        return bool(self._rows("SELECT 1 FROM event WHERE target = ?", (review,)))

    def record(self, event: Event) -> None:
        """Appends an event; when this returns, it is on disk."""
        with self._writing() as connection:
            values = _event_row(event)
            connection.execute(f"INSERT INTO event ({_EVENT}) VALUES ({_places(values)})", values)  # noqa: S608
            query = f"SELECT {_EVENT} FROM event WHERE (namespace, note, card) = (?, ?, ?)"  # noqa: S608
            rows = connection.execute(query, event.card).fetchall()
            _save_state(connection, event.card, fold(self._event(row) for row in rows))

    def replay(self) -> None:
        """Derives every card state again from the log."""
        with self._writing() as connection:
            connection.execute("DELETE FROM card_state")
            log = connection.execute(f"SELECT {_EVENT} FROM event ORDER BY namespace, note, card")  # noqa: S608
            for card, events in groupby(map(self._event, log), key=lambda event: event.card):
                _save_state(connection, card, fold(events))

    def ensure_writable(self) -> None:
        """Creates the file if there is none; an error now is better than one after the first answer."""
        with self._writing() as connection:
            connection.execute(
                "DELETE FROM card_state WHERE false"
            )  # BEGIN alone succeeds on a read-only file

    def _rows(self, query: str, values: Iterable[object]) -> list[Row]:
        with explaining(self.path):
            connection = self._open()
            return [] if connection is None else connection.execute(query, tuple(values)).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with explaining(self.path):
            connection = self._open()
            if connection is None:
                create_history(self.path)
                connection = self._open()
                assert connection is not None
            with transaction(connection):
                yield connection

    def _open(self) -> sqlite3.Connection | None:
        if self._connection is None and self.path.exists():
            self._connection = open_history(self.path)
            self._file = self.path.stat()
        elif self._connection is not None and not self._is_in_place():
            raise HistoryError(
                f"{self.path} was moved, deleted or replaced while in use: put it back and start again"
            )
        return self._connection

    def _is_in_place(self) -> bool:
        """Whether the path still names the open file: what is written to a deleted file is lost."""
        return self._file is not None and self.path.exists() and samestat(self._file, self.path.stat())

    def _event(self, row: Row) -> Event:
        id_, at_ms, day, utc_offset_minutes, kind, namespace, note, card, grade, duration_ms, target = row
        key = CardKey(namespace, note, card)
        with self._naming("event", id_):
            moment = Moment(at_ms, date.fromisoformat(day), utc_offset_minutes)
            match kind:
                case "review":
                    return Review(EventId(id_), moment, key, Grade(grade), duration_ms)
                case "undo":
                    return Undo(EventId(id_), moment, key, EventId(target))
                case _:
                    raise ValueError(f"the kind {kind!r} is unknown")

    def _state(self, row: Row) -> CardState:
        _, note, card, repetitions, interval_days, ease_hundredths, due_day, last_day, drill, *counts = row
        with self._naming("card", f"{note}/{card}"):
            return CardState(
                Memory(repetitions, interval_days, ease_hundredths),
                date.fromisoformat(due_day),
                date.fromisoformat(last_day),
                bool(drill),
                *counts,
            )

    @contextmanager
    def _naming(self, what: str, name: str) -> Iterator[None]:
        """Says which row holds a value that the schema forbids, so that the file was changed around it."""
        try:
            yield
        except (TypeError, ValueError) as error:
            raise DamagedHistoryError(self.path, f"{what} {name}: {error}") from error


def _event_row(event: Event) -> Row:
    moment = event.moment
    when = (event.id, moment.at_ms, moment.day.isoformat(), moment.utc_offset_minutes)
    match event:
        case Review():
            return (*when, "review", *event.card, event.grade, event.duration_ms, None)
        case Undo():
            return (*when, "undo", *event.card, None, None, event.target)
        case _:
            assert_never(event)


def _save_state(connection: sqlite3.Connection, card: CardKey, state: CardState) -> None:
    if state.due_day is None or state.last_day is None:
        connection.execute("DELETE FROM card_state WHERE (namespace, note, card) = (?, ?, ?)", card)
        return
    values = (
        *card,
        state.memory.repetitions,
        state.memory.interval_days,
        state.memory.ease_hundredths,
        state.due_day.isoformat(),
        state.last_day.isoformat(),
        state.drill_pending,
        state.reviews,
        state.lapses,
        state.last_at_ms,
    )
    columns = f"namespace, note, card, {_STATE}"
    connection.execute(f"INSERT OR REPLACE INTO card_state ({columns}) VALUES ({_places(values)})", values)  # noqa: S608


def _places(values: Row) -> str:
    return ", ".join("?" * len(values))
