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
from typing import Self

from srs import event_rows, state_rows
from srs.card_state import CANONICAL, NEW, CardState, fold
from srs.event_rows import Row, event_of_row, row_of_event
from srs.events import CardKey, Event, EventId, action_of
from srs.history_file import (
    DamagedHistoryError,
    HistoryError,
    create_history,
    explaining,
    open_history,
    transaction,
)
from srs.scheduling import Scheduling
from srs.state_rows import row_of_state, state_of_row

_KEY = "namespace, note, card"


class History:
    """The history in one SQLite file, which several processes may read and write at once.

    Reading never creates the file: a history that does not exist yet is empty. States are derived by
    `scheduling`; where another one derived them before, they are replayed first.
    """

    def __init__(self, path: Path, scheduling: Scheduling = CANONICAL) -> None:
        self.path = path
        self.scheduling = scheduling
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
        """The state of every card of a collection that anything happened to."""
        self._derive(namespace)
        query = f"SELECT {_KEY}, {state_rows.COLUMNS} FROM card_state WHERE namespace = ?"  # noqa: S608
        rows = self._rows(query, (namespace,))
        return {CardKey(*row[:3]): self._state(row) for row in rows}

    def state(self, card: CardKey) -> CardState:
        """The state of one card."""
        self._derive(card.namespace)
        query = f"SELECT {_KEY}, {state_rows.COLUMNS} FROM card_state WHERE ({_KEY}) = (?, ?, ?)"  # noqa: S608
        return next((self._state(row) for row in self._rows(query, card)), NEW)

    def events(self) -> Iterator[Event]:
        """The whole log, in replay order."""
        query = f"SELECT {event_rows.COLUMNS} FROM event ORDER BY at_ms, id"  # noqa: S608
        return (self._event(row) for row in self._rows(query, ()))

    def actions_on(self, day: date, namespace: str) -> list[tuple[Event, ...]]:
        """The actions of a day that were not taken back, in replay order, each with its events."""
        query = f"SELECT {event_rows.COLUMNS} FROM event WHERE day = ? AND namespace = ? AND kind <> 'undo'"  # noqa: S608
        query += (
            " AND NOT EXISTS (SELECT 1 FROM event AS undo WHERE undo.target = event.id) ORDER BY at_ms, id"
        )
        actions: dict[str, list[Event]] = {}
        for row in self._rows(query, (day.isoformat(), namespace)):
            event = self._event(row)
            actions.setdefault(action_of(event), []).append(event)
        return [tuple(events) for events in actions.values()]

    def is_undone(self, event: EventId) -> bool:
        """Whether an event was taken back."""
        return bool(self._rows("SELECT 1 FROM event WHERE target = ?", (event,)))

    def latest_at_ms(self, card: CardKey) -> int:
        """When anything last happened to a card; 0 if nothing ever did."""
        query = f"SELECT max(at_ms) FROM event WHERE ({_KEY}) = (?, ?, ?)"  # noqa: S608
        rows = self._rows(query, card)
        return (rows[0][0] or 0) if rows else 0

    def record(self, *events: Event) -> None:
        """Appends events, all or none; when this returns, they are on disk."""
        with self._writing() as connection:
            rows = [row_of_event(event) for event in events]
            places = ", ".join("?" * len(rows[0])) if rows else ""
            query = f"INSERT INTO event ({event_rows.COLUMNS}) VALUES ({places})"  # noqa: S608
            connection.executemany(query, rows)
            cards = dict.fromkeys(event.card for event in events)
            stale = {namespace for namespace, _, _ in cards if not self._is_derived(connection, namespace)}
            for card in cards:
                if card.namespace not in stale:
                    _save_state(connection, card, fold(self._events_of(connection, card), self.scheduling))
            for namespace in stale:
                self._replay(connection, namespace)

    def replay(self) -> None:
        """Derives every card state again from the log."""
        with self._writing() as connection:
            connection.execute("DELETE FROM derivation")
            connection.execute("DELETE FROM card_state")
            for (namespace,) in connection.execute("SELECT DISTINCT namespace FROM event").fetchall():
                self._replay(connection, namespace)

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

    def _derive(self, namespace: str) -> None:
        """Replays a collection whose states another scheduling derived."""
        with explaining(self.path):
            connection = self._open()
            if connection is None or self._is_derived(connection, namespace):
                return
        if self._rows("SELECT 1 FROM event WHERE namespace = ? LIMIT 1", (namespace,)):
            with self._writing() as connection:
                self._replay(connection, namespace)

    def _is_derived(self, connection: sqlite3.Connection, namespace: str) -> bool:
        query = "SELECT 1 FROM derivation WHERE (namespace, scheduling) = (?, ?)"
        return connection.execute(query, (namespace, self.scheduling.fingerprint)).fetchone() is not None

    def _replay(self, connection: sqlite3.Connection, namespace: str) -> None:
        connection.execute("DELETE FROM card_state WHERE namespace = ?", (namespace,))
        query = f"SELECT {event_rows.COLUMNS} FROM event WHERE namespace = ? ORDER BY note, card"  # noqa: S608
        log = map(self._event, connection.execute(query, (namespace,)))
        for card, events in groupby(log, key=lambda event: event.card):
            _save_state(connection, card, fold(events, self.scheduling))
        derived = (namespace, self.scheduling.fingerprint)
        connection.execute("INSERT OR REPLACE INTO derivation (namespace, scheduling) VALUES (?, ?)", derived)

    def _events_of(self, connection: sqlite3.Connection, card: CardKey) -> Iterator[Event]:
        query = f"SELECT {event_rows.COLUMNS} FROM event WHERE ({_KEY}) = (?, ?, ?)"  # noqa: S608
        return map(self._event, connection.execute(query, card).fetchall())

    def _event(self, row: Row) -> Event:
        with self._naming("event", row[0]):
            return event_of_row(row)

    def _state(self, row: Row) -> CardState:
        with self._naming("card", f"{row[1]}/{row[2]}"):
            return state_of_row(row[3:])

    @contextmanager
    def _naming(self, what: str, name: str) -> Iterator[None]:
        """Says which row holds a value that the schema forbids, so that the file was changed around it."""
        try:
            yield
        except (TypeError, ValueError) as error:
            raise DamagedHistoryError(self.path, f"{what} {name}: {error}") from error


def _save_state(connection: sqlite3.Connection, card: CardKey, state: CardState) -> None:
    if state == NEW:
        connection.execute(f"DELETE FROM card_state WHERE ({_KEY}) = (?, ?, ?)", card)  # noqa: S608
        return
    values = (*card, *row_of_state(state))
    columns = f"{_KEY}, {state_rows.COLUMNS}"
    places = ", ".join("?" * len(values))
    connection.execute(f"INSERT OR REPLACE INTO card_state ({columns}) VALUES ({places})", values)  # noqa: S608
