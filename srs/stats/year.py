"""The year up to today, week by week, with how busy each day was."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from srs.stats.figures import Day

WEEKS = 53
SHADES = 4
"""Days with reviews are shared out among as many shades, evenly as far as their numbers differ."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar of reviews."""

    mondays: Sequence[date]
    reviews: Mapping[date, int]
    """Of the days that have any."""
    levels: Sequence[int]
    """The least number of reviews of each shade, at most `SHADES`."""

    def shade(self, reviews: int) -> int | None:
        """From 0 for few reviews to 3 for many; None for no review."""
        if reviews == 0:
            return None
        return SHADES - len(self.levels) + bisect_right(self.levels, reviews) - 1

    @property
    def month_names(self) -> dict[int, str]:
        """The number of the week in which each month begins, with its name."""
        names = {}
        for week, monday in enumerate(self.mondays):
            first = (monday + timedelta(days=6)).replace(day=1)
            if first >= monday:
                names[week] = _MONTHS[first.month - 1]
        return names

    @property
    def ranges(self) -> list[tuple[int, str]]:
        """Each shade with the numbers of reviews that it stands for."""
        last = [f"-{level - 1}" for level in self.levels[1:]] + [" or more"]
        first_shade = SHADES - len(self.levels)
        return [
            (first_shade + number, f"{level}" if end == f"-{level}" else f"{level}{end}")
            for number, (level, end) in enumerate(zip(self.levels, last, strict=True))
        ]


def year_of(days: Iterable[Day], today: date, weeks: int = WEEKS) -> Year:
    """The weeks up to that of today."""
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - timedelta(weeks=ago) for ago in reversed(range(weeks))]
    reviews = {day.day: day.reviews for day in days if mondays[0] <= day.day <= today}
    return Year(mondays, reviews, _levels(sorted(reviews.values())))


def _levels(ordered: Sequence[int]) -> Sequence[int]:
    if not ordered:
        return (1,)
    quarters = (ordered[len(ordered) * quarter // SHADES] for quarter in range(1, SHADES))
    return sorted({1, *quarters})
