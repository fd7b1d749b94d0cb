"""How many cards are new, young, mature or suspended today."""

import sqlite3

from srs.stats.figures import CardCounts
from srs.stats.retention import MATURE_DAYS
from srs.stats.tables import Counted

_STANDING = """
SELECT
    total(suspended),
    total(NOT suspended AND interval_days < ?),
    total(NOT suspended AND interval_days >= ?)
FROM card_state JOIN place USING (note, card) WHERE namespace = ? AND deck IS NOT NULL
"""


def read_standing(connection: sqlite3.Connection, namespace: str, counted: Counted) -> CardCounts:
    """The chosen cards, each counted once."""
    row = connection.execute(_STANDING, (MATURE_DAYS, MATURE_DAYS, namespace)).fetchone()
    suspended, young, mature = map(int, row)
    total = len(counted.places)
    new = total - suspended - young - mature
    return CardCounts(total, new, young, mature, suspended, len(counted.keys) - total)
