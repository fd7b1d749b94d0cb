"""The union of a history with other events: by id, so that two machines become equal in any order."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from srs.history import History
from srs.storage.event_rows import COLUMNS, CONTENT
from srs.storage.state_table import renew


@dataclass(frozen=True, slots=True)
class United:
    """What came of a union."""

    added: int
    known: int
    """Events that were there before."""


@dataclass(frozen=True, slots=True)
class Clash:
    """An event that cannot be added."""

    row: int
    """Its row in the file that it comes from."""
    event: str
    reason: str


class ClashError(Exception):
    """Events that cannot be added; nothing was added."""

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        super().__init__(clashes)
        self.clashes = clashes


def unite(history: History, incoming: Path) -> United:
    """Adds the events of an SQLite file with a table `event` that a history does not have yet: all or none.

    The rows are to be right by themselves. Raises `ClashError` for those that contradict other events.
    """
    with history.writing(incoming) as connection:
        clashes = tuple(_clashes(connection))
        if clashes:
            raise ClashError(clashes)
        (events,) = connection.execute("SELECT count(*) FROM incoming.event").fetchone()
        missing = "FROM incoming.event AS new WHERE NOT EXISTS (SELECT 1 FROM main.event WHERE id = new.id)"
        cards = connection.execute(f"SELECT DISTINCT namespace, note, card {missing}").fetchall()
        added = connection.execute(
            f"INSERT INTO main.event ({COLUMNS}) SELECT {COLUMNS} {missing} ORDER BY id"
        ).rowcount
        renew(connection, cards, history.scheduling)
    if added:
        history.after_recording()
    return United(added, events - added)


def _clashes(connection: sqlite3.Connection) -> Iterator[Clash]:
    different = " OR ".join(f"new.{column} IS NOT old.{column}" for column in CONTENT)
    query = (
        f"SELECT new.rowid, {_columns('new')}, {_columns('old')} "  # noqa: S608
        f"FROM incoming.event AS new JOIN main.event AS old USING (id) WHERE {different}"
    )
    for row, *values in connection.execute(query):
        new, old = values[: len(CONTENT)], values[len(CONTENT) :]
        found = zip(CONTENT, new, old, strict=True)
        differences = (f"{name} {here!r}, not {there!r}" for name, here, there in found if here != there)
        yield Clash(row, new[0], f"is another one in the history, which has {', '.join(differences)}")
    query = (
        "SELECT undo.rowid, undo.id, undo.target, "
        " coalesce(new.kind, old.kind), coalesce(new.namespace, old.namespace) IS undo.namespace "
        " AND coalesce(new.note, old.note) IS undo.note AND coalesce(new.card, old.card) IS undo.card "
        "FROM incoming.event AS undo LEFT JOIN incoming.event AS new ON new.id = undo.target "
        "LEFT JOIN main.event AS old ON old.id = undo.target WHERE undo.kind = 'undo'"
    )
    for row, event, target, kind, is_same_card in connection.execute(query):
        if kind is None:
            yield Clash(row, event, f"takes back the event {target}, which is nowhere")
        elif kind == "undo":
            yield Clash(row, event, f"takes back the event {target}, which is itself an undo")
        elif not is_same_card:
            yield Clash(row, event, f"takes back the event {target} of another card")


def _columns(table: str) -> str:
    return ", ".join(f"{table}.{column}" for column in CONTENT)
