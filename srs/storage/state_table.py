"""The table `card_state`, which is derived from the log, and says by which scheduling."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from srs.card_state import NEW, CardState, after, fold
from srs.events import CardKey, Event, Undo, replay_order
from srs.scheduling import Scheduling
from srs.storage.event_rows import Row
from srs.storage.event_table import latest_at_ms, log_of_card, log_of_cards
from srs.storage.history_errors import BadRowError
from srs.storage.row_values import BadValueError, day_of
from srs.storage.state_rows import (
    COLUMNS,
    PLACES,
    row_of_state,
    state_of_row,
)

_PAGE = 100
_INSERT = f"INSERT OR REPLACE INTO card_state ({COLUMNS}) VALUES ({PLACES})"  # noqa: S608


def is_derived(connection: sqlite3.Connection, namespace: str, scheduling: Scheduling) -> bool:
    """Whether the states of a collection were derived by this scheduling."""
    query = "SELECT 1 FROM derivation WHERE (namespace, scheduling) = (?, ?)"
    return connection.execute(query, (namespace, scheduling.fingerprint)).fetchone() is not None


def derive(connection: sqlite3.Connection, namespace: str, scheduling: Scheduling) -> None:
    """Derives the states of a collection from its whole log."""
    connection.execute("DELETE FROM card_state WHERE namespace = ?", (namespace,))
    connection.executemany(_INSERT, _derived(connection, namespace, scheduling))
    derived = (namespace, scheduling.fingerprint)
    connection.execute("DELETE FROM derivation WHERE namespace = ?", (namespace,))
    connection.execute("INSERT INTO derivation (namespace, scheduling) VALUES (?, ?)", derived)


def derived_states(
    connection: sqlite3.Connection, namespace: str, scheduling: Scheduling
) -> Iterator[tuple[CardKey, CardState]]:
    """What the log of a collection comes to: each card that is not as new."""
    log = log_of_cards(connection, namespace)
    for card, events in groupby(log, key=lambda event: event.card):
        state = fold(events, scheduling)
        if state != NEW:
            yield card, state


def derive_here(connection: sqlite3.Connection, namespace: str, scheduling: Scheduling) -> None:
    """Derives the states of a collection for this connection only, which needs no permission to write.

    Tables of that name that are temporary hide those in the file.
    """
    for table in ("card_state", "derivation"):
        select = f"SELECT * FROM main.{table} WHERE false"  # noqa: S608
        connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} AS {select}")
    derive(connection, namespace, scheduling)


def forget_here(connection: sqlite3.Connection) -> None:
    """Drops what `derive_here` derived."""
    for table in ("card_state", "derivation"):
        connection.execute(f"DROP TABLE IF EXISTS temp.{table}")


def advance(connection: sqlite3.Connection, events: Sequence[Event], scheduling: Scheduling) -> None:
    """Brings the states of the cards of new events up to date; call it before the events are in the log.

    Each takes as long as the card needs: one step, if nothing happened after it and nothing is taken back.
    """
    stale = set()
    for event in events:
        latest = latest_at_ms(connection, event.card)
        if isinstance(event, Undo) or (latest is not None and latest >= event.moment.at_ms):
            stale.add(event.card)
    by_card: dict[CardKey, list[Event]] = {}
    for event in events:
        by_card.setdefault(event.card, []).append(event)
    for card, added in by_card.items():
        if card in stale:
            state = fold([*log_of_card(connection, card), *added], scheduling)
        else:
            state = state_of(connection, card)
            for event in sorted(added, key=replay_order):
                state = after(state, event, scheduling)
        _save(connection, card, state)


def renew(connection: sqlite3.Connection, cards: Iterable[Row], scheduling: Scheduling) -> None:
    """Brings the states of cards up to date after events were put into the log in any order."""
    by_namespace: dict[str, list[CardKey]] = {}
    for row in cards:
        card = CardKey(*row)
        by_namespace.setdefault(card.namespace, []).append(card)
    for namespace, own in by_namespace.items():
        if is_derived(connection, namespace, scheduling):
            for card in own:
                _save(connection, card, fold(log_of_card(connection, card), scheduling))
        else:
            derive(connection, namespace, scheduling)


def states_of(
    connection: sqlite3.Connection, namespace: str, condition: str = "true", *values: object
) -> Iterator[tuple[CardKey, CardState]]:
    """The states of the cards of a collection that anything happened to, and for which a condition holds."""
    query = f"SELECT {COLUMNS} FROM card_state WHERE namespace = ? AND ({condition})"  # noqa: S608
    for row in connection.execute(query, (namespace, *values)):
        yield CardKey(row[0], row[1], row[2]), _state(row)


def state_of(connection: sqlite3.Connection, card: CardKey) -> CardState:
    """The state of one card."""
    query = f"SELECT {COLUMNS} FROM card_state WHERE (namespace, note, card) = (?, ?, ?)"  # noqa: S608
    row = connection.execute(query, card).fetchone()
    return NEW if row is None else _state(row)


def due_after(connection: sqlite3.Connection, namespace: str, day: date) -> Iterator[tuple[CardKey, date]]:
    """The cards that are due on later days, the next first, with that day."""
    for note, card, text in _pages(connection, namespace, day):
        try:
            due_day = day_of(text)
        except (TypeError, ValueError) as error:
            reason = str(BadValueError("due_day", text, "a day such as 2026-03-02"))
            raise BadRowError("card_state", f"{note}/{card}", reason) from error
        yield CardKey(namespace, note, card), due_day


def _pages(connection: sqlite3.Connection, namespace: str, day: date) -> Iterator[Row]:
    """Later cards, some at a time: a query that is read no further would keep others from being recorded."""
    query = (
        "SELECT note, card, due_day FROM card_state WHERE namespace = ? AND (due_day, note, card) > (?, ?, ?)"
    )
    query += f" ORDER BY due_day, note, card LIMIT {_PAGE}"
    last = (f"{day.isoformat()}~", "", "")  # behind all that are due on that day
    while page := connection.execute(query, (namespace, *last)).fetchall():
        yield from page
        note, card, due_day = page[-1]
        last = due_day, note, card


def _derived(connection: sqlite3.Connection, namespace: str, scheduling: Scheduling) -> Iterable[Row]:
    for card, state in derived_states(connection, namespace, scheduling):
        yield (*card, *row_of_state(state))


def _save(connection: sqlite3.Connection, card: CardKey, state: CardState) -> None:
    if state == NEW:
        connection.execute("DELETE FROM card_state WHERE (namespace, note, card) = (?, ?, ?)", card)
    else:
        connection.execute(_INSERT, (*card, *row_of_state(state)))


def _state(row: Row) -> CardState:
    try:
        return state_of_row(row)
    except BadValueError as error:
        raise BadRowError("card_state", f"{row[1]}/{row[2]}", str(error)) from error
