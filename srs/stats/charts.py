"""The figures as bars: what the terminal draws, and what stands in tables beside the plots of the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from srs.stats.figures import (
    AgeRetention,
    AnswerTime,
    Bin,
    Calibration,
    Day,
    DayLoad,
    Recalls,
    Spread,
    Statistics,
)

_TRUE = "the first recall of a card on a day, unless it was new"
RETIRED = "(retired)"
"""Stands for the deck of cards whose notes are gone."""
LOAD = "cards that are due, the overdue ones today; without new cards"
_WEEK = 7
_MINUTE_S = 60
_HOUR_MINUTES = 60
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Bar:
    """One number with its name."""

    label: str
    share: float
    """Of the longest bar that there could be, from 0 to 1."""
    number: str
    """The number itself, with its unit."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers that are compared with one another."""

    title: str
    about: str
    """What is counted, in a few words."""
    bars: tuple[Bar, ...]


def retention_by_month(statistics: Statistics) -> Chart:
    """True retention by calendar month."""
    rows = [(one.month, one.recalls) for one in statistics.retention.by_month]
    return Chart("True retention by month", _TRUE, _rates(rows))


def retention_by_age(statistics: Statistics) -> Chart:
    """True retention by the days since the review before."""
    rows = [(_days(one), one.recalls) for one in statistics.retention.by_age]
    return Chart("True retention by age", "days since the card was last scheduled", _rates(rows))


def retention_by_deck(statistics: Statistics) -> Chart:
    """True retention by deck."""
    rows = [(one.deck or RETIRED, one.recalls) for one in statistics.retention.by_deck]
    return Chart("True retention by deck", _TRUE, _rates(rows))


def forecast(loads: Sequence[DayLoad]) -> Chart:
    """The load of each of the days ahead."""
    most = max((load.simulated or load.due for load in loads), default=0) or 1
    today = loads[0].day
    bars = tuple(Bar(_day_ahead(load.day, today), load.due / most, _load(load)) for load in loads)
    return Chart(f"The next {len(loads)} days", LOAD, bars)


def weeks_ahead(loads: Sequence[DayLoad]) -> Chart:
    """The load of the days ahead, those after the first week by the week."""
    first, later = loads[:_WEEK], loads[_WEEK:]
    weeks = [later[start : start + _WEEK] for start in range(0, len(later), _WEEK)]
    means = [sum(load.due for load in week) / len(week) for week in weeks]
    most = max(*(load.due for load in first), *means) or 1
    bars = [Bar(_day_ahead(load.day, loads[0].day), load.due / most, _load(load)) for load in first]
    bars += [
        Bar(_span(week), mean / most, f"{mean:.1f} a day{_simulated_mean(week)}")
        for week, mean in zip(weeks, means, strict=True)
    ]
    return Chart(f"The next {len(loads)} days", LOAD, tuple(bars))


def times(statistics: Statistics) -> Chart:
    """How long answers take, by deck."""
    rows = statistics.answer_times.by_deck
    most = max((row.mean_s for row in rows), default=0.0) or 1.0
    bars = tuple(Bar(row.deck or RETIRED, row.mean_s / most, answer_time(row)) for row in rows)
    return Chart("Time per answer", "mean, a minute at most", bars)


def spreads(statistics: Statistics) -> tuple[Chart, ...]:
    """How intervals, and what else the scheduler knows, are distributed."""
    of = statistics.spreads
    charts = (
        _spread("Intervals", "cards by interval in days", of.interval_days, whole=True),
        _spread("Ease", "cards by ease, the factor of their intervals", of.ease),
        _spread("Stability", "cards by days until recall falls to 90%", of.stability_days, whole=True),
        _spread("Difficulty", "cards by difficulty, from 1 to 10", of.difficulty, whole=True),
    )
    return tuple(chart for chart in charts if chart.bars)


def calibration_bars(calibration: Calibration) -> Chart:
    """What was recalled, beside what was predicted."""
    bars = tuple(
        Bar(
            f"predicted {percent(one.predicted)}",
            one.recalls.rate or 0.0,
            f"{recalled(one.recalls)}, likely {100 * one.observed_low:.0f}-{100 * one.observed_high:.0f}",
        )
        for one in calibration.bins
    )
    about = calibration.model
    if calibration.log_loss is not None and calibration.rmse is not None:
        about += f"; log loss {calibration.log_loss:.3f}, RMSE {100 * calibration.rmse:.1f}%"
    return Chart("Calibration: recalled, by what was predicted", about, bars)


def months(days: Iterable[Day]) -> Chart:
    """Reviews by calendar month: the calendar in numbers."""
    reviews: dict[str, int] = {}
    active: dict[str, int] = {}
    for day in days:
        month = day.day.isoformat()[:7]
        reviews[month] = reviews.get(month, 0) + day.reviews
        active[month] = active.get(month, 0) + 1
    most = max(reviews.values(), default=1)
    bars = tuple(
        Bar(month, number / most, f"{counted(number, 'review')} on {counted(active[month], 'day')}")
        for month, number in reviews.items()
    )
    return Chart("Reviews by month", "every graded recall", bars)


def without_empty_ends(spread: Spread) -> Spread:
    """A distribution from the first range with cards to the last."""
    filled = [number for number, one in enumerate(spread.bins) if one.cards]
    return Spread(spread.median, spread.bins[filled[0] : filled[-1] + 1] if filled else ())


def percent(rate: float | None) -> str:
    """`91.2%`; a dash where there is no rate."""
    return "-" if rate is None else f"{100 * rate:.1f}%"


def recalled(recalls: Recalls) -> str:
    """`91.2% of 460`."""
    return f"{percent(recalls.rate)} of {recalls.total:,}"


def spent(seconds: float) -> str:
    """`41 seconds`, `3 minutes`, `1.5 hours`."""
    if round(seconds) < _MINUTE_S:
        return counted(round(seconds), "second")
    minutes = round(seconds / 60)
    return counted(minutes, "minute") if minutes < _HOUR_MINUTES else f"{seconds / 3600:.1f} hours"


def _rates(rows: Iterable[tuple[str, Recalls]]) -> tuple[Bar, ...]:
    return tuple(Bar(label, recalls.rate or 0.0, recalled(recalls)) for label, recalls in rows)


def _spread(title: str, about: str, spread: Spread, *, whole: bool = False) -> Chart:
    most = max((one.cards for one in spread.bins), default=0) or 1
    if spread.median is not None:
        about += f"; median {spread.median:.0f}" if whole else f"; median {spread.median:.2f}"
    name = _whole_range if whole else _ease_range
    shown = without_empty_ends(spread).bins
    bars = tuple(Bar(name(one), one.cards / most, f"{one.cards:,}") for one in shown)
    return Chart(title, about, bars)


def _whole_range(one: Bin) -> str:
    if one.high is None:
        return f"{one.low:.0f} or more"
    if one.low == 0:
        return f"below {one.high:.0f}"
    last = int(one.high) - 1
    return f"{one.low:.0f}" if last <= one.low else f"{one.low:.0f}-{last}"


def _ease_range(one: Bin) -> str:
    return f"{one.low:.2f} or more" if one.high is None else f"{one.low:.2f}-{one.high - 0.01:.2f}"


def _days(age: AgeRetention) -> str:
    return f"{age.from_days} days or more" if age.to_days is None else f"{age.from_days}-{age.to_days} days"


def _day_ahead(day: date, today: date) -> str:
    return "today" if day == today else f"{_WEEKDAYS[day.weekday()]} {_short(day)}"


def _short(day: date) -> str:
    """`03-09`: which year it is shows from the heading."""
    return day.isoformat()[5:]


def _load(load: DayLoad) -> str:
    return f"{load.due:,}" if load.simulated is None else f"{load.due:,} (simulated {load.simulated:,})"


def _span(week: Sequence[DayLoad]) -> str:
    first, last = week[0].day, week[-1].day
    return _short(first) if first == last else f"{_short(first)} to {_short(last)}"


def _simulated_mean(week: Sequence[DayLoad]) -> str:
    if week[0].simulated is None:
        return ""
    return f" (simulated {sum(load.simulated or 0 for load in week) / len(week):.1f})"


def counted(number: int, noun: str) -> str:
    """`1 day`, `2 days`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def answer_time(time: AnswerTime | None) -> str:
    """`8.2 s (median 6.1 s)`; a dash where there is none."""
    return "-" if time is None else f"{time.mean_s:.1f} s (median {time.median_s:.1f} s)"
