"""The statistics of a history, as `srs stats` counts them, and as bare SQLite statements count the same."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from srs.card_place import CardPlace
from srs.history import History
from srs.stats.figures import Statistics
from srs.stats.gather import Scope, quick_statistics

DECKS = 20

_SEEN = """
CREATE TEMP TABLE seen AS
SELECT note, card, day, grade, duration_ms, julianday(day) - julianday(max(day) OVER (
    PARTITION BY note, card ORDER BY at_ms, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
)) AS elapsed_days
FROM event WHERE kind = 'review' AND id NOT IN (SELECT target FROM event WHERE target IS NOT NULL)
"""
_FIGURES = (
    "SELECT day, count(*), sum(duration_ms) FROM seen GROUP BY day",
    "SELECT substr(day, 1, 7), count(*), sum(grade >= 3) FROM seen WHERE elapsed_days > 0 GROUP BY 1",
    "SELECT elapsed_days, count(*), sum(grade >= 3) FROM seen WHERE elapsed_days > 0 GROUP BY 1",
    "SELECT note, card, count(*), sum(grade >= 3) FROM seen WHERE elapsed_days > 0 GROUP BY 1, 2",
    "SELECT duration_ms / 100, count(*), sum(duration_ms) FROM seen GROUP BY 1",
    "SELECT due_day, count(*) FROM card_state GROUP BY 1",
    "SELECT interval_days, count(*) FROM card_state GROUP BY 1",
    "SELECT ease_hundredths, count(*) FROM card_state GROUP BY 1",
    "SELECT note, card, lapses FROM card_state ORDER BY lapses DESC LIMIT 10",
)


def stats(path: Path, namespace: str, today: date) -> Statistics:
    """The statistics of all cards that were ever reviewed, in some decks."""
    with History(path) as history:
        keys = history.states(namespace)
        places = {
            key: CardPlace(f"Deck::{number % DECKS}", "", 1, key.note, (), None)
            for number, key in enumerate(keys)
        }
        return quick_statistics(history, Scope("Benchmark", namespace, places, False, today))


def bare_stats(path: Path) -> None:
    """A pass over the log, then a statement for each figure; neither decks nor cards that begin anew."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(_SEEN)
        for figure in _FIGURES:
            connection.execute(figure).fetchall()
