"""Temporary tables that SQLite counts in: the chosen cards, with what was reviewed of them."""

import sqlite3
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from srs.card_place import CardPlace
from srs.events import CardKey
from srs.history import History
from srs.storage.event_table import log_of_cards

LONGEST_ANSWER_MS = 60_000
"""A longer answer counts as this: the learner was away."""

_ORDINAL = "CAST(julianday(day) - 1721424.5 AS INTEGER)"
"""A day as `date.toordinal` counts it."""

_CREATE_PLACE = """
CREATE TEMP TABLE place (number INTEGER PRIMARY KEY, note TEXT, card TEXT, deck INTEGER, UNIQUE (note, card))
"""

_RETIRED = """
SELECT note, card FROM card_state
WHERE namespace = ? AND reviews > 0 AND (note, card) NOT IN (SELECT note, card FROM place)
ORDER BY note, card
"""

# CROSS JOIN has SQLite read the log from its beginning to its end, not card by card; so has the plus sign.
_CREATE_LOG = f"""
CREATE TEMP VIEW log AS
SELECT
    number, deck, {_ORDINAL} AS day, kind, grade, min(duration_ms, {LONGEST_ANSWER_MS}) AS duration_ms,
    at_ms, id, practice
FROM main.event CROSS JOIN place USING (note, card)
WHERE +namespace = (SELECT name FROM collection) AND kind IN ('review', 'forget')
  AND id NOT IN (SELECT target FROM main.event WHERE target IS NOT NULL)
"""  # noqa: S608

# A card has as many lives as it was forgotten, and one more: in each it begins as a new card.
_CREATE_SEEN = """
CREATE TEMP TABLE seen AS
SELECT
    number, deck, day, grade, duration_ms,
    CASE WHEN practice IS NULL THEN day - max(CASE WHEN practice IS NULL THEN day END) OVER (
        PARTITION BY number, (
            SELECT count(*) FROM forgotten
            WHERE forgotten.number = log.number AND (forgotten.at_ms, forgotten.id) < (log.at_ms, log.id)
        )
        ORDER BY at_ms, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) END AS elapsed_days
FROM log WHERE kind = 'review'
"""


@contextmanager
def counting(history: History, namespace: str) -> Iterator[sqlite3.Connection | None]:
    """A connection to one moment of the history, the states of a collection derived, if there is a file.

    The temporary tables that are made in it are gone afterwards.
    """
    with history.reading(namespace) as connection:
        if connection is None:
            yield None
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")


@dataclass(frozen=True, slots=True)
class Counted:
    """What the numbers in the tables stand for."""

    keys: Sequence[CardKey]
    """The cards: those of the collection, then those that left it."""
    decks: Sequence[str]
    """Their Anki names, in the order of the collection."""
    places: Mapping[CardKey, CardPlace]

    def key(self, number: int) -> CardKey:
        """The card of a number."""
        return self.keys[number - 1]

    def deck(self, number: int) -> str | None:
        """The deck of a card; none if it left the collection."""
        place = self.places.get(self.key(number))
        return place and place.deck

    def note(self, number: int) -> str:
        """The id of the note of a card: the present one if the note is still there."""
        key = self.key(number)
        place = self.places.get(key)
        return place.note if place else key.note


def make_tables(
    connection: sqlite3.Connection,
    namespace: str,
    places: Mapping[CardKey, CardPlace],
    *,
    with_retired: bool,
) -> Counted:
    """Makes the tables `place` of the cards, and `seen` of their reviews that were not taken back.

    `seen.elapsed_days` is positive for a true recall: the days since the last review that scheduled.
    It is NULL for the first review of a card, and 0 or less for what was asked again on a day.
    """
    decks = tuple(dict.fromkeys(place.deck for place in places.values()))
    numbers = {deck: number for number, deck in enumerate(decks)}
    connection.execute(_CREATE_PLACE)
    add = "INSERT INTO place (note, card, deck) VALUES (?, ?, ?)"
    connection.executemany(add, ((key.note, key.card, numbers[place.deck]) for key, place in places.items()))
    retired = connection.execute(_RETIRED, (namespace,)).fetchall() if with_retired else []
    connection.executemany(add, ((note, card, None) for note, card in retired))
    connection.execute("CREATE TEMP TABLE collection AS SELECT ? AS name", (namespace,))
    connection.execute(_CREATE_LOG)
    connection.execute(
        "CREATE TEMP TABLE forgotten AS SELECT number, at_ms, id FROM log WHERE kind = 'forget'"
    )
    connection.execute(_CREATE_SEEN)
    return Counted([*places, *(CardKey(namespace, note, card) for note, card in retired)], decks, places)


def require_days(connection: sqlite3.Connection, namespace: str) -> None:
    """Raises `BadRowError` if the day of a review is none, which the schema forbids."""
    if connection.execute("SELECT 1 FROM seen WHERE day IS NULL").fetchone():
        deque(log_of_cards(connection, namespace), maxlen=0)  # names the row
