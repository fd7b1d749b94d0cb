"""How many cards wait today, counted without making their states: shell prompts ask that all the time."""

from contextlib import closing
from datetime import date
from pathlib import Path
from sqlite3 import Connection

from content.index import Index
from srs.storage.history_errors import explaining
from srs.storage.history_file import open_history
from srs.wish import Rules

Values = dict[str, str]

# A `+` keeps SQLite from looking most cards up by their due day, one by one.
_HIDDEN = "(suspended OR coalesce(buried_until > :today, false))"
_NOT_NEW = f"{_HIDDEN} OR +due_day IS NOT NULL"
_DUE = f"NOT {_HIDDEN} AND due_day <= :today"
_DRILLED = f"NOT {_HIDDEN} AND +due_day > :today AND drill_pending AND last_day >= :today"
_DONE = """
    SELECT coalesce(sum(first_day = :today), 0), count(*)
    FROM card_state WHERE namespace = :namespace AND last_day = :today
"""

_ODD = """
    SELECT coalesce((SELECT min(due_day) FROM card_state WHERE namespace = :namespace) < '0001', false)
    OR coalesce((SELECT max(due_day) FROM card_state WHERE namespace = :namespace) > '9999-12-31', false)
"""
"""Whether a due day is none: two looks at the ends of an index."""


def count_waiting(index: Index, history: Path, scheduling: str, today: date, rules: Rules) -> int | None:
    """As many cards as the queue of `today` has; nothing if that takes more than counting.

    `scheduling` is the fingerprint of the one by which states are derived. Raises `HistoryError`.
    """
    if rules.bury_siblings:
        return None
    cards = {
        f"{note.was or note.id}/{card}" for deck in index.decks for note in deck.notes for card in note.cards
    }
    if not history.exists():
        return _within(rules.new_per_day, 0, len(cards))
    values = {"namespace": index.namespace, "today": today.isoformat(), "scheduling": scheduling}
    with explaining(history), closing(open_history(history)) as connection:
        connection.execute("BEGIN")  # what is read is of one moment
        if not _is_derived(connection, values) or connection.execute(_ODD, values).fetchone() != (0,):
            return None  # whoever makes the states names what is odd
        not_new, due, drilled = (
            len(cards & _names(connection, condition, values)) for condition in (_NOT_NEW, _DUE, _DRILLED)
        )
        new_done, done = connection.execute(_DONE, values).fetchone()
    return (
        _within(rules.new_per_day, new_done, len(cards) - not_new)
        + _within(rules.reviews_per_day, done - new_done, due)
        + drilled
    )


def _is_derived(connection: Connection, values: Values) -> bool:
    derived = "SELECT 1 FROM derivation WHERE (namespace, scheduling) = (:namespace, :scheduling)"
    logged = "SELECT 1 FROM event WHERE namespace = :namespace LIMIT 1"
    return bool(
        connection.execute(derived, values).fetchone() or not connection.execute(logged, values).fetchone()
    )


def _names(connection: Connection, condition: str, values: Values) -> set[str]:
    """The cards for which a condition holds, in one line each: read in a third of the time that rows take.

    A name with a line end is in no collection.
    """
    query = "SELECT group_concat(note || '/' || card, char(10)) FROM card_state WHERE namespace = :namespace"
    query += f" AND ({condition}) AND instr(note || card, char(10)) = 0"
    (lines,) = connection.execute(query, values).fetchone()
    return set(lines.split("\n")) if lines else set()


def _within(per_day: int | None, done: int, waiting: int) -> int:
    """As many as a day's limit leaves room for."""
    return waiting if per_day is None else min(waiting, max(0, per_day - done))
