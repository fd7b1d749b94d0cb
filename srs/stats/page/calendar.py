"""The calendar of the page: a square for each day of a year."""

from datetime import timedelta

from matplotlib.patches import FancyBboxPatch

from srs.stats.figures import Statistics
from srs.stats.page.canvas import SHADES, Canvas, Colour
from srs.stats.year import Year, year_of

_SIDE = 0.8
_WEEKDAYS = {0: "Mon", 2: "Wed", 4: "Fri", 6: "Sun"}


def calendar(statistics: Statistics) -> str:
    """The reviews of each day of the year up to today."""
    year = year_of(statistics.days, statistics.today)
    canvas = Canvas("calendar", 12.3, 1.95)
    axes = canvas.axes()
    for week, monday in enumerate(year.mondays):
        for weekday in range(7):
            day = monday + timedelta(days=weekday)
            if day <= statistics.today:
                reviews = year.reviews.get(day, 0)
                tip = canvas.tip(f"{day:%a} {day}: {reviews:,} {'review' if reviews == 1 else 'reviews'}")
                axes.add_patch(_square(week, -weekday, _colour(year, reviews), tip))
    axes.set_xlim(-0.2, len(year.mondays) + 0.1)
    axes.set_ylim(-6.2, 1.0)
    axes.set_aspect("equal")
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.set_yticks([0.4 - weekday for weekday in _WEEKDAYS], list(_WEEKDAYS.values()))
    axes.xaxis.tick_top()
    axes.set_xticks([week + 0.4 for week in year.month_names], list(year.month_names.values()))
    return canvas.svg(
        "Reviews of each day",
        f"A square for each day from {year.mondays[0]} to {statistics.today}, the stronger the more reviews.",
    )


def _colour(year: Year, reviews: int) -> Colour:
    shade = year.shade(reviews)
    return Colour.NONE if shade is None else SHADES[shade]


def _square(x: float, y: float, colour: Colour, tip: str) -> FancyBboxPatch:
    style = "round,pad=0,rounding_size=0.16"
    return FancyBboxPatch((x, y), _SIDE, _SIDE, boxstyle=style, linewidth=0, facecolor=colour.value, gid=tip)
