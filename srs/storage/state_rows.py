"""States of cards as rows of the table `card_state`."""

from functools import lru_cache
from typing import assert_never

from srs import sm2
from srs.card_state import CardState
from srs.memory import FsrsMemory, Memory
from srs.sm2 import MINIMUM_EASE_HUNDREDTHS
from srs.storage.event_rows import Row
from srs.storage.row_values import (
    END_MS,
    FIRST_MS,
    BadValueError,
    check_values,
    day_of,
    is_between,
    is_day,
    is_integer,
    is_name,
    is_text,
    is_time,
)

KEY = ("namespace", "note", "card")
VALUES = (
    "repetitions",
    "interval_days",
    "ease_hundredths",
    "stability",
    "difficulty",
    "due_day",
    "first_day",
    "last_day",
    "drill_pending",
    "reviews",
    "lapses",
    "last_at_ms",
    "suspended",
    "buried_until",
    "flag",
)
COLUMNS = ", ".join((*KEY, *VALUES))
PLACES = ", ".join("?" * len((*KEY, *VALUES)))

_A_DAY = (lambda value: value is None or is_day(value), "a day such as 2026-03-02")
_A_COUNT = (lambda value: is_integer(value) and value >= 0, "a count")
_YES_OR_NO = (is_between(0, 1), "0 or 1")
_ALLOWED = {
    **dict.fromkeys(KEY, (is_name, "text that is not empty")),
    "repetitions": (lambda value: value is None or _A_COUNT[0](value), "a count"),
    "interval_days": (lambda value: value is None or is_between(1, 2**31)(value), "a number of days from 1"),
    "ease_hundredths": (lambda value: value is None or is_between(130, 2**31)(value), "an ease from 130"),
    "stability": (lambda value: value is None or (isinstance(value, float) and value > 0), "above 0"),
    "difficulty": (
        lambda value: value is None or (isinstance(value, float) and 1 <= value <= 10),
        "from 1 to 10",
    ),
    **dict.fromkeys(("due_day", "first_day", "last_day", "buried_until"), _A_DAY),
    **dict.fromkeys(("reviews", "lapses"), _A_COUNT),
    **dict.fromkeys(("drill_pending", "suspended"), _YES_OR_NO),
    "last_at_ms": (is_time, "a number of milliseconds since 1970"),
    "flag": (lambda value: value is None or is_text(value), "text"),
}
"""What each value may be by itself."""
_BITS = frozenset({0, 1})


def row_of_state(state: CardState) -> Row:
    """The values of `VALUES`."""
    days = (state.due_day, state.first_day, state.last_day)
    return (
        *_row_of_memory(state.memory),
        *(day and day.isoformat() for day in days),
        int(state.drill_pending),
        state.reviews,
        state.lapses,
        state.last_at_ms,
        int(state.suspended),
        state.buried_until and state.buried_until.isoformat(),
        state.flag,
    )


def state_of_row(row: Row) -> CardState:
    """The state that the values of `COLUMNS` say; raises `BadValueError` if they say none."""
    _, _, _, *memory, due_day, first_day, last_day, drill_pending, reviews, lapses, last_at_ms = row[:15]
    suspended, buried_until, flag = row[15:]
    try:
        is_plausible = (
            reviews >= 0 <= lapses
            and drill_pending in _BITS
            and suspended in _BITS
            and FIRST_MS <= last_at_ms < END_MS
        )
        state = CardState(
            _memory(*memory),
            None if due_day is None else day_of(due_day),
            None if first_day is None else day_of(first_day),
            None if last_day is None else day_of(last_day),
            drill_pending == 1,
            reviews,
            lapses,
            last_at_ms,
            suspended == 1,
            None if buried_until is None else day_of(buried_until),
            flag,
        )
    except (TypeError, ValueError):
        check_state_row(row)
        raise
    if not is_plausible:
        check_state_row(row)
    return state


def check_state_row(row: Row) -> None:
    """Raises `BadValueError` for the first of the values of `COLUMNS` that cannot be right."""
    check_values(dict(zip((*KEY, *VALUES), row, strict=True)), _ALLOWED)
    _memory(*row[3:8])


def _row_of_memory(memory: Memory | None) -> Row:
    match memory:
        case None:
            return (None, None, None, None, None)
        case sm2.Memory():
            return (memory.repetitions, memory.interval_days, memory.ease_hundredths, None, None)
        case FsrsMemory():
            return (memory.repetitions, memory.interval_days, None, memory.stability, memory.difficulty)
        case _ as unknown:
            assert_never(unknown)


@lru_cache(10_000)  # most cards share theirs with others
def _memory(
    repetitions: int | None,
    interval_days: int | None,
    ease_hundredths: int | None,
    stability: float | None,
    difficulty: float | None,
) -> Memory | None:
    """What the scheduler knows; raises `BadValueError` for values that are not those of one scheduler."""
    if repetitions is None:
        return None
    if interval_days is None or interval_days < 1:
        raise BadValueError("interval_days", interval_days, "a number of days from 1")
    if repetitions < 0:
        raise BadValueError("repetitions", repetitions, "a count")
    if ease_hundredths is None:
        if stability is None or difficulty is None:
            raise BadValueError("ease_hundredths", None, "an ease from 130")
        return FsrsMemory(repetitions, interval_days, stability, difficulty)
    if ease_hundredths < MINIMUM_EASE_HUNDREDTHS:
        raise BadValueError("ease_hundredths", ease_hundredths, "an ease from 130")
    return sm2.Memory(repetitions, interval_days, ease_hundredths)
