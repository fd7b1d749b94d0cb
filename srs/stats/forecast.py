"""How many cards come on each of the next days."""

import sqlite3
from datetime import date, timedelta

from srs.load import DAYS_AHEAD, load_ahead
from srs.scheduling import Scheduling
from srs.stats.figures import DayLoad
from srs.storage.state_table import states_of

_CHOSEN = (
    "NOT suspended AND due_day < ? AND (note, card) IN (SELECT note, card FROM place WHERE deck IS NOT NULL)"
)
_DUE = f"""
SELECT max(due_day, coalesce(buried_until, due_day), ?), count(*) FROM card_state
WHERE namespace = ? AND {_CHOSEN} GROUP BY 1
"""  # noqa: S608


def nothing_due(today: date) -> tuple[DayLoad, ...]:
    """The days ahead of somebody without cards."""
    return tuple(DayLoad(today + timedelta(days=ahead), 0, None) for ahead in range(DAYS_AHEAD))


def read_forecast(connection: sqlite3.Connection, namespace: str, today: date) -> tuple[DayLoad, ...]:
    """What is scheduled by now."""
    due = dict(connection.execute(_DUE, (today.isoformat(), namespace, _end(today))))
    return tuple(DayLoad(one.day, due.get(one.day.isoformat(), 0), None) for one in nothing_due(today))


def simulate_forecast(
    connection: sqlite3.Connection, namespace: str, today: date, scheduling: Scheduling
) -> tuple[DayLoad, ...]:
    """What is scheduled by now, with what it leads to if each card gets Good on its day."""
    states = dict(states_of(connection, namespace, _CHOSEN, _end(today)))
    simulated = load_ahead(states, scheduling, today).by_day
    scheduled = read_forecast(connection, namespace, today)
    return tuple(
        DayLoad(one.day, one.due, reviews) for one, reviews in zip(scheduled, simulated, strict=True)
    )


def _end(today: date) -> str:
    return (today + timedelta(days=DAYS_AHEAD)).isoformat()
