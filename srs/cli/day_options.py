"""Days as a learner writes them in options: callbacks that click calls with what was typed."""

import re
from datetime import date

import click

from srs.scheduling import CALENDAR_DAYS

MOST_DAYS_BACK = 36_500
"""A hundred years."""


def date_of(_ctx: click.Context, _param: click.Parameter, value: str | None) -> date | None:
    """The day that is written as 2026-03-31."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"`{value}` is no day of the calendar: write one as 2026-03-31") from None


def days_of(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """A number of days, or a range of them: its first and its last, both the same if it is but one."""
    if value is None:
        return None
    written = re.fullmatch(r"(?P<first>[0-9]{1,9})(?:-(?P<last>[0-9]{1,9}))?", value)
    if written is None:
        raise click.BadParameter(f"`{value}` is no number of days: write 3, or 1-7 for a week of days")
    first = int(written["first"])
    last = int(written["last"] or first)
    if last < first:
        raise click.BadParameter(f"`{value}` runs backwards: write {last}-{first}")
    if last > CALENDAR_DAYS:
        raise click.BadParameter(f"in {last} days the calendar is over: {CALENDAR_DAYS} is the most")
    return first, last


def days_back(_ctx: click.Context, _param: click.Parameter, value: str | None) -> int | None:
    """A number of days up to today."""
    if value is None:
        return None
    if re.fullmatch(r"[0-9]{1,18}", value) is None or int(value) < 1:
        raise click.BadParameter(f"`{value}` is no number of days: write 30 for the last thirty")
    if int(value) > MOST_DAYS_BACK:
        raise click.BadParameter(f"{MOST_DAYS_BACK} days is the most; without the option all days count")
    return int(value)
