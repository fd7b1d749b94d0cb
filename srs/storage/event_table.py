"""The table `event`: appending to the log, reading it."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from srs.events import CardKey, Event
from srs.storage.event_rows import COLUMNS, PLACES, Row, event_of_row, row_of_event
from srs.storage.history_errors import BadRowError
from srs.storage.row_values import BadValueError


def append(connection: sqlite3.Connection, events: Iterable[Event]) -> None:
    """Adds events to the log."""
    query = f"INSERT INTO event ({COLUMNS}) VALUES ({PLACES})"  # noqa: S608
    connection.executemany(query, map(row_of_event, events))


def log(connection: sqlite3.Connection) -> Iterator[Event]:
    """The whole log, in replay order."""
    return selected(connection, "true ORDER BY at_ms, id")


def log_of_cards(connection: sqlite3.Connection, namespace: str) -> Iterator[Event]:
    """The log of a collection, one card after the other."""
    return selected(connection, "namespace = ? ORDER BY note, card, at_ms", namespace)


def log_of_card(connection: sqlite3.Connection, card: CardKey) -> Iterator[Event]:
    """The log of one card."""
    return selected(connection, "(namespace, note, card) = (?, ?, ?) ORDER BY at_ms", *card)


def latest_at_ms(connection: sqlite3.Connection, card: CardKey) -> int | None:
    """When anything last happened to a card."""
    query = "SELECT max(at_ms) FROM event WHERE (namespace, note, card) = (?, ?, ?)"
    row: tuple[int | None] = connection.execute(query, card).fetchone()
    return row[0]


def namespaces(connection: sqlite3.Connection) -> Sequence[str]:
    """Of which collections there are events."""
    query = (
        "WITH RECURSIVE space (name) AS ("
        " SELECT min(namespace) FROM event"
        " UNION ALL SELECT (SELECT min(namespace) FROM event WHERE namespace > name) FROM space"
        " WHERE name IS NOT NULL"
        ") SELECT name FROM space WHERE name IS NOT NULL"
    )  # DISTINCT would read the whole index
    return [name for (name,) in connection.execute(query)]


def selected(connection: sqlite3.Connection, condition: str, *values: object) -> Iterator[Event]:
    """The events for which a condition holds; raises `BadRowError` at one that cannot be right."""
    query = f"SELECT {COLUMNS} FROM event WHERE {condition}"  # noqa: S608
    return decoded(connection.execute(query, values))


def decoded(rows: Iterable[Row]) -> Iterator[Event]:
    """The events that rows of `COLUMNS` say; raises `BadRowError` at one that cannot be right."""
    for row in rows:
        try:
            yield event_of_row(row)
        except BadValueError as error:
            raise BadRowError("event", str(row[0]), str(error)) from error
