"""Days in a row on which something was reviewed."""

from collections.abc import Sequence
from datetime import date, timedelta

from srs.stats.figures import Streak

_DAY = timedelta(days=1)


def streak(days: Sequence[date], today: date) -> Streak:
    """The streaks of days in ascending order.

    Days after today, which a clock that was set back leaves behind, count for the longest only.
    """
    longest, longest_until = 0, None
    current, length = 0, 0
    before: date | None = None
    for day in days:
        length = length + 1 if before is not None and day - before == _DAY else 1
        if length >= longest:
            longest, longest_until = length, day
        if day in (today, today - _DAY):
            current = length
        before = day
    return Streak(current, longest, longest_until)
