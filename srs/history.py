"""A learner's history: the append-only log of events, with card states derived from it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from os import stat_result
from os.path import samestat
from pathlib import Path
from types import TracebackType
from typing import Self

from srs.card_state import CANONICAL, NEW, CardState
from srs.events import CardKey, Event, EventId, action_of
from srs.scheduling import Scheduling
from srs.storage import event_table, state_table
from srs.storage.history_errors import HistoryError, explaining, explaining_creation
from srs.storage.history_file import create_derived_tables, create_history, open_history, transaction


class History:
    """The history in one SQLite file, which several processes may read and write at once.

    Reading never creates the file: a history that does not exist yet is empty. States are derived by
    `scheduling`; where another one derived them before, they are replayed first, in memory only if the file
    cannot be written. `after_recording` is called each time that something was recorded and is on disk.
    """

    def __init__(
        self,
        path: Path,
        scheduling: Scheduling = CANONICAL,
        after_recording: Callable[[], None] = lambda: None,
    ) -> None:
        self.path = path
        self.scheduling = scheduling
        self.after_recording = after_recording
        self._connection: sqlite3.Connection | None = None
        self._file: stat_result | None = None
        self._derived_here: tuple[str, int] | None = None
        """The collection whose states are derived in memory, from which version of the data."""

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
            self._derived_here = None

    def states(self, namespace: str) -> dict[CardKey, CardState]:
        """The state of every card of a collection that anything happened to."""
        with self.reading(namespace) as connection:
            return dict(state_table.states_of(connection, namespace)) if connection else {}

    def states_by(self, scheduling: Scheduling, namespace: str) -> Iterator[tuple[CardKey, CardState]]:
        """What another scheduling would make of the log of a collection, card by card; writes nothing."""
        with self.reading() as connection:
            if connection:
                yield from state_table.derived_states(connection, namespace, scheduling)

    def state(self, card: CardKey) -> CardState:
        """The state of one card."""
        with self.reading(card.namespace) as connection:
            return state_table.state_of(connection, card) if connection else NEW

    def on_day(self, namespace: str, day: date) -> dict[CardKey, CardState]:
        """The states of the cards that a day concerns: due by then, graded on it, put off, or flagged."""
        condition = "due_day <= ? OR due_day > '9999-12-31' OR last_day >= ? OR buried_until > ?"
        condition += " OR suspended OR flag IS NOT NULL"
        with self.reading(namespace) as connection:
            if connection is None:
                return {}
            days = (day.isoformat(),) * 3
            return dict(state_table.states_of(connection, namespace, condition, *days))

    def seen(self, namespace: str) -> set[tuple[str, str, str]]:
        """The keys of the cards that are not new, as plain tuples, to which a `CardKey` is equal."""
        with self.reading(namespace) as connection:
            query = "SELECT namespace, note, card FROM card_state WHERE namespace = ? AND due_day IS NOT NULL"
            return set(connection.execute(query, (namespace,))) if connection else set()

    def due_after(self, namespace: str, day: date) -> Iterator[tuple[CardKey, date]]:
        """The cards that are due on later days, the next first, with that day; reads as far as is asked."""
        with self.reading(namespace) as connection:
            if connection:
                yield from state_table.due_after(connection, namespace, day)

    @property
    def data_version(self) -> int | None:
        """Another number after another process wrote; what this object records does not change it."""
        with self.reading() as connection:
            return _data_version(connection) if connection else None

    def events(self) -> Iterator[Event]:
        """The whole log, in replay order; read it to its end, or close it, before anything is recorded."""
        with self.reading() as connection:
            if connection:
                yield from event_table.log(connection)

    def actions_on(self, day: date, namespace: str) -> list[tuple[Event, ...]]:
        """The actions of a day that were not taken back, in replay order, each with its events."""
        condition = (
            "day = ? AND namespace = ? AND kind <> 'undo' AND NOT EXISTS "
            "(SELECT 1 FROM event AS undo WHERE undo.target = event.id) ORDER BY at_ms, id"
        )
        actions: dict[str, list[Event]] = {}
        with self.reading() as connection:
            if connection:
                for event in event_table.selected(connection, condition, day.isoformat(), namespace):
                    actions.setdefault(action_of(event), []).append(event)
        return [tuple(events) for events in actions.values()]

    def is_undone(self, event: EventId) -> bool:
        """Whether an event was taken back."""
        with self.reading() as connection:
            query = "SELECT 1 FROM event WHERE target = ?"
            return connection is not None and connection.execute(query, (event,)).fetchone() is not None

    def latest_at_ms(self, card: CardKey) -> int:
        """When anything last happened to a card; 0 if nothing ever did."""
        with self.reading() as connection:
            return (event_table.latest_at_ms(connection, card) or 0) if connection else 0

    def latest_on(self, day: date, namespace: str) -> int:
        """When anything last happened to a collection on a day; 0 if nothing did."""
        query = "SELECT coalesce(max(at_ms), 0) FROM event WHERE (day, namespace) = (?, ?)"
        with self.reading() as connection:
            values = (day.isoformat(), namespace)
            return int(connection.execute(query, values).fetchone()[0]) if connection else 0

    def record(self, *events: Event) -> None:
        """Appends events, all or none; when this returns, they are on disk."""
        namespaces = {event.card.namespace for event in events}
        with self.writing() as connection:
            for namespace in namespaces:
                if state_table.is_derived(connection, namespace, self.scheduling):
                    added = [event for event in events if event.card.namespace == namespace]
                    state_table.advance(connection, added, self.scheduling)
            event_table.append(connection, events)
            for namespace in namespaces:
                if not state_table.is_derived(connection, namespace, self.scheduling):
                    state_table.derive(connection, namespace, self.scheduling)
        self.after_recording()

    def replay(self) -> None:
        """Derives every card state again from the log, even where the tables for them are missing."""
        with self.writing() as connection:
            create_derived_tables(connection)
            connection.execute("DELETE FROM derivation")
            connection.execute("DELETE FROM card_state")
            for namespace in event_table.namespaces(connection):
                state_table.derive(connection, namespace, self.scheduling)

    def ensure_writable(self) -> None:
        """Creates the file if there is none; an error now is better than one after the first answer."""
        with self.writing() as connection:
            connection.execute(
                "DELETE FROM card_state WHERE false"
            )  # BEGIN alone succeeds on a read-only file

    @contextmanager
    def writing(self, incoming: Path | None = None) -> Iterator[sqlite3.Connection]:
        """A transaction on the file, which is created if there is none.

        The tables of the SQLite file `incoming`, if one is named, are in the schema `incoming` meanwhile.
        """
        with explaining(self.path):
            connection = self._open()
            if connection is None:
                with explaining_creation(self.path):
                    create_history(self.path)
                connection = self._open()
                assert connection is not None
            if self._derived_here:
                state_table.forget_here(connection)
                self._derived_here = None
            with _attached(connection, incoming), transaction(connection):
                yield connection

    @contextmanager
    def reading(self, namespace: str | None = None) -> Iterator[sqlite3.Connection | None]:
        """The file as it is, with the states of a collection derived; nothing if there is no file."""
        with explaining(self.path):
            connection = self._open()
            if connection and namespace is not None:
                self._derive(connection, namespace)
            yield connection

    def _open(self) -> sqlite3.Connection | None:
        if self._connection is not None:
            if not self._is_in_place():
                raise HistoryError(
                    f"{self.path} was moved, deleted or replaced while in use: put it back and start again"
                )
        elif self.path.exists():
            self._file = self.path.stat()
            self._connection = open_history(self.path)
            return self._open()  # it may have been replaced meanwhile
        return self._connection

    def _is_in_place(self) -> bool:
        """Whether the path still names the open file: what is written to a deleted file is lost."""
        return self._file is not None and self.path.exists() and samestat(self._file, self.path.stat())

    def _derive(self, connection: sqlite3.Connection, namespace: str) -> None:
        """Replays a collection whose states another scheduling derived."""
        if self._derived_here:
            if self._derived_here == (namespace, _data_version(connection)):
                return
            state_table.forget_here(connection)
            self._derived_here = None
        if state_table.is_derived(connection, namespace, self.scheduling):
            return
        if namespace not in event_table.namespaces(connection):
            return
        try:
            with transaction(connection):
                state_table.derive(connection, namespace, self.scheduling)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _UNWRITABLE:
                raise
            version = _data_version(connection)
            state_table.derive_here(connection, namespace, self.scheduling)
            self._derived_here = namespace, version


_UNWRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


@contextmanager
def _attached(connection: sqlite3.Connection, incoming: Path | None) -> Iterator[None]:
    if incoming is None:
        yield
        return
    connection.execute("ATTACH ? AS incoming", (str(incoming),))
    try:
        yield
    finally:
        connection.execute("DETACH incoming")


def _data_version(connection: sqlite3.Connection) -> int:
    row: tuple[int] = connection.execute("PRAGMA data_version").fetchone()
    return row[0]
