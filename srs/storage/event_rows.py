"""Events as rows of the table `event`."""

from datetime import date
from typing import Any, assert_never
from zlib import crc32

from srs.days import Moment
from srs.events import (
    ActionId,
    Bury,
    CardKey,
    Event,
    EventId,
    Flag,
    Forget,
    Reschedule,
    Review,
    Suspend,
    Undo,
    Unflag,
    Unsuspend,
)
from srs.sm2 import Grade
from srs.storage.row_values import (
    BadValueError,
    check_values,
    is_between,
    is_day,
    is_integer,
    is_name,
    is_text,
    is_time,
)

Row = tuple[Any, ...]

CONTENT = (
    "id",
    "at_ms",
    "day",
    "utc_offset_minutes",
    "kind",
    "namespace",
    "note",
    "card",
    "grade",
    "duration_ms",
    "target",
    "action",
    "to_day",
    "reason",
    "practice",
)
"""The columns that say what happened."""
COLUMNS = ", ".join((*CONTENT, "checksum"))
PLACES = ", ".join("?" * (len(CONTENT) + 1))

_TEXT = "\n".join(["%s"] * len(CONTENT))
_GRADES = tuple(Grade)
_A_NAME = (is_name, "text that is not empty")
_A_DAY = (is_day, "a day such as 2026-03-02")
_ALLOWED = {
    "id": _A_NAME,
    "at_ms": (is_time, "a number of milliseconds since 1970"),
    "day": _A_DAY,
    "utc_offset_minutes": (is_between(-1439, 1439), "a number of minutes between -1439 and 1439"),
    "namespace": _A_NAME,
    "note": _A_NAME,
    "card": _A_NAME,
    "action": (lambda value: value is None or is_name(value), "text that is not empty"),
}
_ALLOWED_OF_KIND = {
    "grade": (is_between(0, 5), "a grade from 0 to 5"),
    "duration_ms": (lambda value: is_integer(value) and value >= 0, "a number of milliseconds"),
    "target": _A_NAME,
    "to_day": _A_DAY,
    "reason": (is_text, "text"),
    "practice": (lambda value: value is None or value == 1, "1, or nothing"),
}
COLUMNS_OF_KIND = {
    "review": frozenset({"grade", "duration_ms", "practice"}),
    "undo": frozenset({"target"}),
    "suspend": frozenset[str](),
    "unsuspend": frozenset[str](),
    "bury": frozenset({"to_day"}),
    "flag": frozenset({"reason"}),
    "unflag": frozenset[str](),
    "forget": frozenset[str](),
    "reschedule": frozenset({"to_day"}),
}
KINDS = tuple(COLUMNS_OF_KIND)


def event_checksum(*content: object) -> int:
    """The CRC-32 of the values of `CONTENT`: a flipped bit in what happened shows."""
    return crc32((_TEXT % content).encode())


def row_of_event(event: Event) -> Row:
    """The values of `COLUMNS`."""
    grade = duration_ms = target = to_day = reason = None
    practice = None
    match event:
        case Review():
            kind, grade, duration_ms = "review", int(event.grade), event.duration_ms
            practice = int(event.practice) or None
        case Undo():
            kind, target = "undo", event.target
        case Suspend():
            kind = "suspend"
        case Unsuspend():
            kind = "unsuspend"
        case Bury():
            kind, to_day = "bury", event.until_day.isoformat()
        case Flag():
            kind, reason = "flag", event.reason
        case Unflag():
            kind = "unflag"
        case Forget():
            kind = "forget"
        case Reschedule():
            kind, to_day = "reschedule", event.due_day.isoformat()
        case _ as unknown:
            assert_never(unknown)
    moment = event.moment
    when = (moment.at_ms, moment.day.isoformat(), moment.utc_offset_minutes)
    what = (grade, duration_ms, target, event.action, to_day, reason, practice)
    return with_checksum((event.id, *when, kind, *event.card, *what))


def with_checksum(content: Row) -> Row:
    """The values of `COLUMNS`, from those of `CONTENT`."""
    return (*content, event_checksum(*content))


def has_its_checksum(row: Row) -> bool:
    """Whether the values of `COLUMNS` are what was recorded."""
    return crc32((_TEXT % row[:-1]).encode()) == row[-1]  # type: ignore[no-any-return]


def event_of_row(row: Row) -> Event:
    """The event that the values of `COLUMNS` say; raises `BadValueError` for one that cannot be right."""
    if not has_its_checksum(row):
        check_row(row)
    try:
        return _event_of_row(row)
    except (TypeError, ValueError, IndexError):
        check_row(row)
        raise


def check_row(row: Row) -> None:
    """Raises `BadValueError` for the first of the values of `COLUMNS` that cannot be right."""
    content = dict(zip(CONTENT, row, strict=False))
    check_content(content)
    expected = event_checksum(*row[:-1])
    if row[-1] != expected:
        raise BadValueError("checksum", row[-1], f"{expected}: something in the row was changed")


def check_content(content: dict[str, object]) -> None:
    """Raises `BadValueError` for the first of the values of `CONTENT` that cannot be right."""
    kind = content["kind"]
    if not isinstance(kind, str) or kind not in COLUMNS_OF_KIND:
        raise BadValueError("kind", kind, f"one of {', '.join(KINDS)}")
    check_values(content, _ALLOWED)
    for column, allowed in _ALLOWED_OF_KIND.items():
        if column in COLUMNS_OF_KIND[kind]:
            check_values(content, {column: allowed})
        elif content[column] is not None:
            raise BadValueError(column, content[column], f"missing, as it is to be of the kind {kind}")


def _event_of_row(row: Row) -> Event:
    id_, at_ms, day, offset, kind, namespace, note, card = row[:8]
    grade, duration_ms, target, action, to_day, reason, practice, _ = row[8:]
    moment = Moment(at_ms, date.fromisoformat(day), offset)
    key = CardKey(namespace, note, card)
    event_id, action_id = EventId(id_), None if action is None else ActionId(action)
    match kind:
        case "review":
            graded = _GRADES[grade]
            return Review(
                event_id, moment, key, graded, duration_ms, practice=practice is not None, action=action_id
            )
        case "undo":
            return Undo(event_id, moment, key, EventId(target), action=action_id)
        case "suspend":
            return Suspend(event_id, moment, key, action=action_id)
        case "unsuspend":
            return Unsuspend(event_id, moment, key, action=action_id)
        case "bury":
            return Bury(event_id, moment, key, date.fromisoformat(to_day), action=action_id)
        case "flag":
            return Flag(event_id, moment, key, reason, action=action_id)
        case "unflag":
            return Unflag(event_id, moment, key, action=action_id)
        case "forget":
            return Forget(event_id, moment, key, action=action_id)
        case "reschedule":
            return Reschedule(event_id, moment, key, date.fromisoformat(to_day), action=action_id)
        case _:
            raise BadValueError("kind", kind, f"one of {', '.join(KINDS)}")
