"""Statistics in words and numbers, which are enough for a screen reader."""

from collections.abc import Iterator
from dataclasses import replace

from srs.cli.phrases import counted
from srs.cli.printable import one_line
from srs.stats import charts
from srs.stats.charts import Chart, percent, recalled
from srs.stats.figures import HardCard, SlowCard, Statistics

_MONTHS = 12
_DECKS = 10
"""How many of the longest lists are shown; the page and the JSON have all."""


def in_words(statistics: Statistics) -> Iterator[str]:
    """The statistics, line by line."""
    yield heading(statistics)
    for name, text in overview(statistics):
        yield f"{name}: {text}"
    for chart in [*charts_of(statistics), _calendar(statistics)]:
        if chart.bars:
            yield ""
            yield f"{chart.title} ({chart.about})"
            for bar in chart.bars:
                yield f"{one_line(bar.label)}: {bar.number}"
    if statistics.hardest:
        yield ""
        yield "Hardest cards"
        for card in statistics.hardest:
            lapses = counted(card.lapses, "lapse")
            yield f"{name_of(card)}: {lapses}, recalled {recalled(card.recalls)}; {mending(card)}"
    if statistics.answer_times.slowest:
        yield ""
        yield "Slowest cards"
        for slow in statistics.answer_times.slowest:
            yield f"{name_of(slow)}: {', '.join(times_of(slow))}; {mending(slow)}"


def heading(statistics: Statistics) -> str:
    """What is counted."""
    chosen = " (some of the cards)" if statistics.is_filtered else ""
    since = f" from {statistics.since} to today" if statistics.since else ""
    return f"{one_line(statistics.collection)}{chosen}: statistics{since}, {statistics.today}"


def overview(statistics: Statistics) -> list[tuple[str, str]]:
    """The figures that need no chart, each with its name."""
    streak, retention = statistics.streak, statistics.retention
    rows = [("Cards", _standing(statistics))]
    if streak.longest_until:
        longest = f"the longest {counted(streak.longest, 'day')}, until {streak.longest_until}"
        rows.append(("Streak", f"{counted(streak.current, 'day')}, {longest}"))
    if not statistics.days:
        return [*rows, ("Reviews", _no_reviews(statistics))]
    took = charts.spent(sum(day.duration_ms for day in statistics.days) / 1000)
    on_days = counted(len(statistics.days), "day")
    rows += [
        ("Reviews", f"{statistics.reviews:,} on {on_days}, in {took}"),
        ("Time per answer", charts.answer_time(statistics.answer_times.all)),
    ]
    if not retention.all.total:
        return [*rows, ("True retention", "no card was asked on a second day yet")]
    share = f"{percent(retention.all.rate)} of {counted(retention.all.total, 'recall')}"
    kinds = [("young cards", retention.young), ("mature cards", retention.mature)]
    by_kind = [f"{name} {percent(recalls.rate)}" for name, recalls in kinds if recalls.total]
    return [*rows, ("True retention", f"{share}; {', '.join(by_kind)}")]


def charts_of(statistics: Statistics) -> list[Chart]:
    """The charts that have something to compare."""
    months, decks = charts.retention_by_month(statistics), charts.retention_by_deck(statistics)
    found = [
        _last_months(months),
        charts.retention_by_age(statistics),
        replace(decks, bars=decks.bars[:_DECKS]),
        charts.weeks_ahead(statistics.forecast),
        charts.times(statistics),
        *charts.spreads(statistics),
    ]
    found[4] = replace(found[4], bars=found[4].bars[:_DECKS])
    if statistics.calibration:
        found.append(charts.calibration_bars(statistics.calibration))
    return [chart for chart in found if chart.bars]


def name_of(card: HardCard | SlowCard) -> str:
    """What a learner calls a card: its note, and the card's own name if the note may have several."""
    return one_line(card.note if card.card == "forward" else f"{card.note}/{card.card}")


def times_of(card: SlowCard) -> tuple[str, str, str]:
    """How much time a card took: `3 minutes`, `8 answers`, `median 8.3 s`."""
    return charts.spent(card.total_s), counted(card.reviews, "answer"), f"median {card.median_s:.1f} s"


def mending(card: HardCard | SlowCard) -> str:
    """What opens the note in an editor; where it is gone, that it is."""
    return (
        f"srs edit {one_line(card.note)}"
        if card.deck is not None
        else "retired: it is no longer in the collection"
    )


def _no_reviews(statistics: Statistics) -> str:
    since = f" since {statistics.since}" if statistics.since else ""
    if statistics.is_filtered:
        return f"none of the chosen cards{since}" if statistics.cards.total else "none: no card is chosen"
    return f"none{since}" if since else "none yet: `srs review` begins"


def _standing(statistics: Statistics) -> str:
    cards = statistics.cards
    kinds = {
        "new": cards.new,
        "young": cards.young,
        "mature": cards.mature,
        "suspended": cards.suspended,
    }
    parts = ", ".join(f"{number:,} {kind}" for kind, number in kinds.items() if number)
    left = f"; {cards.retired:,} retired" if cards.retired else ""
    return (f"{cards.total:,}: {parts}" if parts else "none") + left


def _calendar(statistics: Statistics) -> Chart:
    chart = charts.months(statistics.days)
    return _last_months(chart)


def _last_months(chart: Chart) -> Chart:
    if len(chart.bars) <= _MONTHS:
        return chart
    about = f"{chart.about}; the last {_MONTHS} of {len(chart.bars)} months"
    return replace(chart, about=about, bars=chart.bars[-_MONTHS:])
