"""The plots of the page."""

from collections.abc import Sequence
from datetime import date

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from srs.stats.calibration import confidence
from srs.stats.charts import RETIRED, answer_time, percent, recalled
from srs.stats.figures import Calibration, DayLoad, Recalls, Spread, Statistics
from srs.stats.page.canvas import Canvas, Colour
from srs.stats.page.characters import shown

WIDE, HALF, NARROW, THIRD = 7.2, 6.1, 5.0, 3.9
"""Inches, as many as keep letters the same size in the boxes of page.css."""
_ROW = 0.34
"""Inches for a row of a horizontal plot."""
_LEAST_HEIGHT = 2.6
_MOST_ROWS = 24
"""The table below has the others."""


def retention_by_month(statistics: Statistics) -> str:
    """True retention month by month, with what chance leaves open."""
    canvas = Canvas("months", WIDE, 2.9)
    axes = canvas.axes()
    months = statistics.retention.by_month
    places = [_months_since_zero(one.month) for one in months]
    rates = [100 * (one.recalls.rate or 0.0) for one in months]
    _error_bars(axes, places, [one.recalls for one in months], vertical=True)
    axes.plot(places, rates, color=Colour.MAIN.value, linewidth=1.6)
    for place, rate, one in zip(places, rates, months, strict=True):
        tip = canvas.tip(f"{one.month}: {recalled(one.recalls)}")
        axes.plot([place], [rate], "o", color=Colour.MAIN.value, markersize=5, gid=tip)
    axes.set_ylim(_floor([one.recalls for one in months]), 101)
    axes.yaxis.set_major_formatter(_PERCENT)
    axes.grid(visible=False, axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(9, integer=True, min_n_ticks=1))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda place, _: _month_name(round(place))))
    return canvas.svg("True retention by month", f"A line with a dot for each of {len(months)} months.")


def retention_of(name: str, title: str, rows: Sequence[tuple[str, Recalls]]) -> str:
    """True retention of several groups below one another, with what chance leaves open."""
    rows = rows[:_MOST_ROWS]
    canvas = Canvas(name, NARROW, max(_LEAST_HEIGHT, 0.55 + _ROW * len(rows)))
    axes = canvas.axes()
    places = [-float(number) for number in range(len(rows))]
    recalls = [one for _, one in rows]
    _error_bars(axes, places, recalls, vertical=False)
    for place, (label, one) in zip(places, rows, strict=True):
        tip = canvas.tip(f"{label}: {recalled(one)}")
        axes.plot([100 * (one.rate or 0.0)], [place], "o", color=Colour.MAIN.value, markersize=6.5, gid=tip)
    axes.set_xlim(_floor(recalls), 101)
    _name_rows(axes, places, [label for label, _ in rows])
    axes.xaxis.set_major_formatter(_PERCENT)
    return canvas.svg(title, f"A dot for each of {len(rows)} groups, with its 95% confidence interval.")


def forecast(loads: Sequence[DayLoad]) -> str:
    """The cards of the days ahead."""
    canvas = Canvas("forecast", WIDE, 2.9)
    axes = canvas.axes()
    for place, load in enumerate(loads):
        more = max(0, (load.simulated or load.due) - load.due)
        tip = f"{_day(load.day)}: {load.due:,} due" + (f", {load.simulated:,} simulated" if more else "")
        bottom = axes.bar([place], [load.due], 0.78, color=Colour.MAIN.value)
        top = axes.bar([place], [more], 0.78, bottom=[load.due], color=Colour.SOFT.value)
        for bar in (*bottom, *top):
            bar.set_gid(canvas.tip(tip))
    places = range(0, len(loads), 5)
    axes.set_xticks(list(places), ["today" if not place else _day(loads[place].day) for place in places])
    axes.set_xlim(-0.7, len(loads) - 0.3)
    _count_axis(axes)
    axes.grid(visible=False, axis="x")
    axes.bar([0], [0], color=Colour.MAIN.value, label="scheduled by now")
    axes.bar([0], [0], color=Colour.SOFT.value, label="more, if each is recalled")
    axes.legend(loc="upper right", ncols=2, bbox_to_anchor=(1.0, 1.17), borderaxespad=0)
    return canvas.svg("Cards due on the days ahead", f"A bar for each of {len(loads)} days.")


def spread(name: str, title: str, of: Spread, labels: Sequence[str], width: float) -> str:
    """How many cards lie in each range of a value; `labels` name the bins."""
    canvas = Canvas(name, width, 2.5)
    axes = canvas.axes()
    for place, (label, one) in enumerate(zip(labels, of.bins, strict=True)):
        (bar,) = axes.bar([place], [one.cards], 0.8, color=Colour.MAIN.value)
        bar.set_gid(canvas.tip(f"{label}: {one.cards:,} cards"))
    axes.set_xticks(range(len(labels)), list(labels))
    _count_axis(axes)
    axes.grid(visible=False, axis="x")
    return canvas.svg(title, f"A bar for each of {len(labels)} ranges.")


def times(statistics: Statistics) -> str:
    """How long the answers of each deck take."""
    rows = statistics.answer_times.by_deck[:_MOST_ROWS]
    canvas = Canvas("times", HALF, max(_LEAST_HEIGHT, 0.75 + _ROW * len(rows)))
    axes = canvas.axes()
    places = [-float(number) for number in range(len(rows))]
    for place, row in zip(places, rows, strict=True):
        (bar,) = axes.barh([place], [row.mean_s], 0.62, color=Colour.SOFT.value)
        bar.set_gid(canvas.tip(f"{row.deck or RETIRED}: {answer_time(row)}"))
        axes.plot([row.median_s], [place], "|", color=Colour.MAIN.value, markersize=13, markeredgewidth=2.6)
    _name_rows(axes, places, [row.deck or RETIRED for row in rows])
    axes.set_xlabel("seconds: bar the mean, line the median")
    axes.set_xlim(left=0)
    return canvas.svg("Seconds for an answer, by deck", f"A bar for each of {len(rows)} decks.")


def calibration(of: Calibration) -> str:
    """What was recalled against what was predicted."""
    canvas = Canvas("calibration", HALF, 3.6)
    axes = canvas.axes()
    axes.plot([0, 100], [0, 100], color=Colour.QUIET.value, linewidth=1, linestyle=(0, (4, 3)))
    predicted = [100 * one.predicted for one in of.bins]
    recalls = [one.recalls for one in of.bins]
    _error_bars(axes, predicted, recalls, vertical=True)
    most = max((one.total for one in recalls), default=1)
    for place, one in zip(predicted, of.bins, strict=True):
        tip = canvas.tip(f"predicted {percent(one.predicted)}, recalled {recalled(one.recalls)}")
        size = 4 + 8 * (one.recalls.total / most) ** 0.5
        rate = 100 * (one.recalls.rate or 0.0)
        axes.plot([place], [rate], "o", color=Colour.MAIN.value, markersize=size, gid=tip)
    low = 10 * int(min([50.0, *predicted, *(100 * (one.rate or 0.0) for one in recalls)]) / 10)
    axes.set_xlim(low - 2, 102)
    axes.set_ylim(low - 2, 102)
    axes.set_xlabel("predicted")
    axes.set_ylabel("recalled")
    axes.xaxis.set_major_formatter(_PERCENT)
    axes.yaxis.set_major_formatter(_PERCENT)
    return canvas.svg(
        "Recalled against predicted",
        f"A dot for each of {len(of.bins)} ranges of predictions, the larger the more recalls, with its 95% "
        "confidence interval; on the dashed line predictions come true.",
    )


_PERCENT = FuncFormatter(lambda value, _: f"{value:.0f}%")


def _error_bars(axes: Axes, places: Sequence[float], recalls: Sequence[Recalls], *, vertical: bool) -> None:
    for place, one in zip(places, recalls, strict=True):
        ends = [100 * end for end in confidence(one)]
        xs, ys = ([place, place], ends) if vertical else (ends, [place, place])
        axes.plot(xs, ys, color=Colour.SOFT.value, linewidth=4, solid_capstyle="round")


def _floor(recalls: Sequence[Recalls]) -> float:
    """Where an axis of rates begins, so that they differ to the eye: the axis says it."""
    lowest = min((one.rate or 0.0 for one in recalls), default=0.5)
    return max(0.0, min(70.0, 10 * int(100 * lowest / 10) - 10))


def _name_rows(axes: Axes, places: Sequence[float], labels: Sequence[str]) -> None:
    axes.set_yticks(list(places), [_ending(label) for label in labels])
    axes.set_ylim(places[-1] - 0.6, 0.6)
    axes.grid(visible=False, axis="y")


def _count_axis(axes: Axes) -> None:
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_ylim(bottom=0, top=max(1.0, axes.get_ylim()[1]))


def _ending(label: str, length: int = 28) -> str:
    label = shown(label)
    return label if len(label) <= length else f"…{label[1 - length :]}"


def _months_since_zero(month: str) -> float:
    year, number = month.split("-")
    return 12 * int(year) + int(number) - 1


def _month_name(months: int) -> str:
    return f"{months // 12:04}-{months % 12 + 1:02}"


def _day(day: date) -> str:
    return day.isoformat()[5:]
