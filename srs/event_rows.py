"""Events as rows of the table `event`."""

from datetime import date
from typing import Any, assert_never

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

Row = tuple[Any, ...]

COLUMNS = (
    "id, at_ms, day, utc_offset_minutes, kind, namespace, note, card, "
    "grade, duration_ms, target, action, to_day, reason"
)


def row_of_event(event: Event) -> Row:
    """The values of `COLUMNS`."""
    grade = duration_ms = target = to_day = reason = None
    match event:
        case Review():
            kind, grade, duration_ms = "review", event.grade, event.duration_ms
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
    return (event.id, *when, kind, *event.card, grade, duration_ms, target, event.action, to_day, reason)


def event_of_row(row: Row) -> Event:
    """The event that the values of `COLUMNS` say; raises ValueError or TypeError if they say none."""
    id_, at_ms, day, offset, kind, namespace, note, card = row[:8]
    grade, duration_ms, target, action, to_day, reason = row[8:]
    moment = Moment(at_ms, date.fromisoformat(day), offset)
    key = CardKey(namespace, note, card)
    event_id, action_id = EventId(id_), None if action is None else ActionId(action)
    match kind:
        case "review":
            return Review(event_id, moment, key, Grade(grade), duration_ms, action=action_id)
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
            raise ValueError(f"the kind {kind!r} is unknown")
