"""How intervals, ease, stability and difficulty are distributed over the cards."""

import sqlite3
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from srs.stats.figures import Bin, Spread, Spreads

_DAYS = (1, 2, 7, 21, 90, 365)
_EASES = (1.3, 1.5, 1.7, 1.9, 2.1, 2.3, 2.5, 2.7, 2.9)
_STABILITIES = (0, 1, 7, 21, 90, 365)
_DIFFICULTIES = (1, 2, 3, 4, 5, 6, 7, 8, 9)

_VALUES = """
SELECT {value}, count(*) FROM card_state JOIN place USING (note, card)
WHERE namespace = ? AND deck IS NOT NULL AND {value} IS NOT NULL GROUP BY 1 ORDER BY 1
"""

ValueCounts = Sequence[tuple[float, int]]


def read_spreads(connection: sqlite3.Connection, namespace: str) -> Spreads:
    """The distributions over the chosen cards of the collection."""

    def counts(value: str) -> ValueCounts:
        return connection.execute(_VALUES.format(value=value), (namespace,)).fetchall()

    return Spreads(
        interval_days=spread(counts("interval_days"), _DAYS),
        ease=spread(counts("ease_hundredths / 100.0"), _EASES),
        stability_days=spread(counts("stability"), _STABILITIES),
        difficulty=spread(counts("difficulty"), _DIFFICULTIES),
    )


def spread(counts: ValueCounts, starts: Sequence[float]) -> Spread:
    """How values in ascending order, each with its cards, fall into bins that begin at `starts`."""
    cards = [0] * len(starts)
    for value, number in counts:
        cards[bisect_right(starts, value) - 1] += number
    ends = (*starts[1:], None)
    bins = tuple(Bin(*one) for one in zip(starts, ends, cards, strict=True)) if counts else ()
    return Spread(_lower_median(counts), bins)


def _lower_median(counts: ValueCounts) -> float | None:
    """Of two values in the middle it is the lower one."""
    total = sum(number for _, number in counts)
    sums = accumulate(number for _, number in counts)
    return next((value for (value, _), below in zip(counts, sums, strict=True) if 2 * below >= total), None)
