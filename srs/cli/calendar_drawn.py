"""A year of reviews on the terminal, a character or two for each day."""

from collections.abc import Sequence
from datetime import date, timedelta

from rich.console import Group, RenderableType
from rich.text import Text

from srs.stats.figures import Day
from srs.stats.year import WEEKS, Year, year_of

_MARGIN = 4
_NONE = "·"
_SHADES = "░▒▓█"
_WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")


def calendar(days: Sequence[Day], today: date, width: int) -> RenderableType:
    """A column for each week up to today, as many as there is room for."""
    cell = 2 if width >= _MARGIN + 2 * WEEKS else 1
    year = year_of(days, today, max(1, min(WEEKS, (width - _MARGIN) // cell)))
    rows = [_weekday(year, weekday, today, cell) for weekday in range(7)]
    about = f"reviews a day from {year.mondays[0]} on"
    return Group(
        Text("Calendar", style="bold"), Text(about, style="dim"), _months(year, cell), *rows, _legend(year)
    )


def _weekday(year: Year, weekday: int, today: date, cell: int) -> Text:
    row = Text(f"{_WEEKDAYS[weekday]:<{_MARGIN}}", style="dim")
    for monday in year.mondays:
        day = monday + timedelta(days=weekday)
        shade = year.shade(year.reviews.get(day, 0))
        if shade is not None:
            row.append(_SHADES[shade] * cell, style="not dim green")
        elif day <= today:
            row.append(_NONE * cell)
    return row


def _months(year: Year, cell: int) -> Text:
    """The names of months, each above the week of its first day, where there is room."""
    line = " " * _MARGIN
    for week, name in year.month_names.items():
        column = _MARGIN + week * cell
        if len(line) <= column and week * cell + len(name) <= len(year.mondays) * cell:
            line = f"{line:<{column}}{name} "
    return Text(line.rstrip(), style="dim")


def _legend(year: Year) -> Text:
    legend = Text(f"{'':<{_MARGIN}}{_NONE} none", style="dim")
    for shade, numbers in year.ranges:
        legend.append(f"   {_SHADES[shade]} ", style="not dim green")
        legend.append(numbers)
    return legend
