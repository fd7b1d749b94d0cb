"""States of cards as rows of the table `card_state`."""

from datetime import date
from typing import assert_never

from srs import sm2
from srs.card_state import CardState
from srs.event_rows import Row
from srs.memory import FsrsMemory, Memory

COLUMNS = (
    "repetitions, interval_days, ease_hundredths, stability, difficulty, due_day, first_day, last_day, "
    "drill_pending, reviews, lapses, last_at_ms, suspended, buried_until, flag"
)


def row_of_state(state: CardState) -> Row:
    """The values of `COLUMNS`."""
    days = (state.due_day, state.first_day, state.last_day)
    return (
        *_row_of_memory(state.memory),
        *(day and day.isoformat() for day in days),
        state.drill_pending,
        state.reviews,
        state.lapses,
        state.last_at_ms,
        state.suspended,
        state.buried_until and state.buried_until.isoformat(),
        state.flag,
    )


def state_of_row(row: Row) -> CardState:
    """The state that the values of `COLUMNS` say; raises ValueError or TypeError if they say none."""
    *memory, due_day, first_day, last_day, drill_pending = row[:9]
    reviews, lapses, last_at_ms, suspended, buried_until, flag = row[9:]
    return CardState(
        memory=_memory_of_row(tuple(memory)),
        due_day=_day(due_day),
        first_day=_day(first_day),
        last_day=_day(last_day),
        drill_pending=bool(drill_pending),
        reviews=reviews,
        lapses=lapses,
        last_at_ms=last_at_ms,
        suspended=bool(suspended),
        buried_until=_day(buried_until),
        flag=flag,
    )


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


def _memory_of_row(row: Row) -> Memory | None:
    repetitions, interval_days, ease_hundredths, stability, difficulty = row
    if repetitions is None:
        return None
    if ease_hundredths is None:
        return FsrsMemory(repetitions, interval_days, stability, difficulty)
    return sm2.Memory(repetitions, interval_days, ease_hundredths)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
