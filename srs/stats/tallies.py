"""What SQLite counts in the temporary tables; each row is as small as the figures need."""

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple


class DayTally(NamedTuple):
    """The reviews of a day."""

    day: int
    """As `date.toordinal` counts it."""
    reviews: int
    duration_ms: int
    recalls: int
    """True recalls."""
    passed: int
    """Of those."""


class AgeTally(NamedTuple):
    """The true recalls after as many days."""

    elapsed_days: int
    recalls: int
    passed: int


class CardTally(NamedTuple):
    """The true recalls of a card."""

    number: int
    recalls: int
    passed: int


class TimeTally(NamedTuple):
    """The answers of a deck that took as many tenths of a second."""

    deck: int | None
    tenths: int
    reviews: int
    duration_ms: int


class CardTimeTally(NamedTuple):
    """The answers of a card, in tenths of a second, the quickest first."""

    number: int
    tenths: tuple[int, ...]
    duration_ms: int


_ALWAYS = 0
"""Before every day."""

_BY_DAY = """
SELECT day, count(*), sum(duration_ms), total(elapsed_days > 0), total(elapsed_days > 0 AND grade >= 3)
FROM seen GROUP BY day ORDER BY day
"""
_BY_AGE = """
SELECT elapsed_days, count(*), sum(grade >= 3) FROM seen
WHERE elapsed_days > 0 AND day >= ? GROUP BY elapsed_days
"""
_BY_CARD = """
SELECT number, count(*), sum(grade >= 3) FROM seen WHERE elapsed_days > 0 AND day >= ? GROUP BY number
"""
_TIMES = """
SELECT deck, duration_ms / 100, count(*), sum(duration_ms) FROM seen
WHERE day >= ? GROUP BY 1, 2 ORDER BY 1, 2
"""
# CROSS JOIN has SQLite read all that was seen once, instead of once for each card.
_SLOWEST = """
WITH slowest AS (
    SELECT number, sum(duration_ms) AS total_ms FROM seen
    WHERE day >= :since GROUP BY number ORDER BY total_ms DESC, number LIMIT :limit
)
SELECT number, total_ms, duration_ms / 100 FROM seen CROSS JOIN slowest USING (number)
WHERE day >= :since ORDER BY total_ms DESC, number, duration_ms
"""


def by_day(connection: sqlite3.Connection) -> list[DayTally]:
    """Every day with reviews, in order."""
    rows = connection.execute(_BY_DAY)
    return [
        DayTally(day, reviews, duration_ms, int(recalls), int(passed))
        for day, reviews, duration_ms, recalls, passed in rows
    ]


def by_age(connection: sqlite3.Connection, since: int = _ALWAYS) -> Iterator[AgeTally]:
    """The true recalls from a day on, by the days since the review before."""
    return map(AgeTally._make, connection.execute(_BY_AGE, (since,)))


def by_card(connection: sqlite3.Connection, since: int = _ALWAYS) -> Iterator[CardTally]:
    """The true recalls from a day on, by card."""
    return map(CardTally._make, connection.execute(_BY_CARD, (since,)))


def times(connection: sqlite3.Connection, since: int = _ALWAYS) -> Iterator[TimeTally]:
    """How long the answers from a day on took, by deck."""
    return map(TimeTally._make, connection.execute(_TIMES, (since,)))


def slowest(connection: sqlite3.Connection, limit: int, since: int = _ALWAYS) -> Iterator[CardTimeTally]:
    """The cards whose answers from a day on took the most time, the most first."""
    rows = connection.execute(_SLOWEST, {"since": since, "limit": limit})
    for (number, duration_ms), answers in groupby(rows, key=itemgetter(0, 1)):
        yield CardTimeTally(number, tuple(tenths for _, _, tenths in answers), duration_ms)
