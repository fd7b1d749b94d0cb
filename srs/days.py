"""Local dates: on which day something happened, when a day ends at night and not at midnight."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from time import tzset

from srs.errors import SrsError

ROLLOVER_HOUR = 4
"""The local hour at which a day begins: a review at 1 am still belongs to the evening before."""

CALENDAR_DAYS = date.max.toordinal()
"""The length of the calendar: a longer interval has no date."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BadTimeZoneError(SrsError):
    """This machine's time zone is a day or more from UTC."""

    def __init__(self, error: ValueError) -> None:
        reason = str(error).rstrip(".")
        super().__init__(f"the time zone cannot be right ({reason}): set TZ to one like Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened; its day is decided once, by the clock on the learner's wall."""

    at_ms: int
    """Milliseconds since 1970 in UTC."""
    day: date
    utc_offset_minutes: int


def moment_of(now: datetime, rollover_hour: int = ROLLOVER_HOUR) -> Moment:
    """The moment of an aware local time."""
    offset = now.utcoffset()
    if offset is None:
        raise ValueError("a moment needs a time with its zone")
    wall_clock = now.replace(tzinfo=None)
    return Moment(
        at_ms=(now - _EPOCH) // timedelta(milliseconds=1),
        day=(wall_clock - timedelta(hours=rollover_hour)).date(),
        utc_offset_minutes=offset // timedelta(minutes=1),
    )


def local_now(rollover_hour: int = ROLLOVER_HOUR) -> Moment:
    """The present moment, by the clock and the time zone of this machine."""
    tzset()  # the machine may be in another zone by now
    try:
        now = datetime.now().astimezone()
    except ValueError as error:
        raise BadTimeZoneError(error) from error
    return moment_of(now, rollover_hour)


def days_later(day: date, days: int) -> date:
    """`day` plus `days`; the last day of the calendar when that lies beyond it."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max
