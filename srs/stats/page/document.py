"""The page as text: well-formed both as HTML and as XML."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from string import Template

from srs.stats import charts
from srs.stats.charts import RETIRED, Chart, percent, recalled
from srs.stats.figures import HardCard, SlowCard, Statistics
from srs.stats.page import plots
from srs.stats.page.calendar import calendar
from srs.stats.page.canvas import style_of_plots
from srs.stats.page.characters import shown
from srs.stats.year import year_of

_HERE = Path(__file__).parent
_TEMPLATE = Template((_HERE / "page.html").read_text(encoding="utf-8"))
_STYLE_SHEET = (_HERE / "page.css").read_text(encoding="utf-8")
_FULL, _WIDE, _HALF, _NARROW, _THIRD = "full", "wide", "half", "narrow", "third"
"""Boxes of page.css."""
_NEWEST = "newest"
"""Of boxes whose right end matters most."""


def document(statistics: Statistics) -> str:
    """The whole page."""
    with style_of_plots():
        sections = "\n".join(_sections(statistics))
    return _TEMPLATE.substitute(
        title=_text(statistics.collection),
        about=_text(_about(statistics)),
        style=_STYLE_SHEET,
        tiles="\n".join(_tiles(statistics)),
        sections=sections,
    )


def _about(statistics: Statistics) -> str:
    which = "some of the cards" if statistics.is_filtered else "all cards"
    since = f", reviews from {statistics.since} to today" if statistics.since else ""
    return f"Statistics of {which}{since}, {statistics.today}"


def _tiles(statistics: Statistics) -> Iterator[str]:
    retention, streak, cards = statistics.retention, statistics.streak, statistics.cards
    yield _tile(
        "True retention", percent(retention.all.rate), f"of {charts.counted(retention.all.total, 'recall')}"
    )
    yield _tile(
        "Streak",
        charts.counted(streak.current, "day"),
        f"the longest {charts.counted(streak.longest, 'day')}",
    )
    on_days = f"on {charts.counted(len(statistics.days), 'day')}"
    yield _tile("Reviews", f"{statistics.reviews:,}", on_days if statistics.days else _no_reviews(statistics))
    yield _tile("Due today", f"{statistics.forecast[0].due:,}", "without new cards")
    yield _tile("Cards", f"{cards.total:,}", _standing(statistics))
    answers = statistics.answer_times.all
    yield _tile("Time per answer", f"{answers.mean_s:.1f} s" if answers else "-", "mean, a minute at most")


def _no_reviews(statistics: Statistics) -> str:
    if statistics.is_filtered:
        return "of the chosen cards" if statistics.cards.total else "no card is chosen"
    return f"since {statistics.since}" if statistics.since else "none yet: srs review begins"


def _standing(statistics: Statistics) -> str:
    cards = statistics.cards
    kinds = {"new": cards.new, "young": cards.young, "mature": cards.mature, "suspended": cards.suspended}
    return ", ".join(f"{number:,} {kind}" for kind, number in kinds.items() if number)


def _sections(statistics: Statistics) -> Iterator[str]:
    """In this order they fill the rows of the page."""
    if statistics.days:
        yield _calendar(statistics)
    has_recalls = bool(statistics.retention.all.total)
    if has_recalls:
        yield _by_month(statistics)
        yield _by_age(statistics)
    yield _forecast(statistics)
    if has_recalls:
        yield _by_deck(statistics)
    yield from _calibration(statistics)
    if statistics.answer_times.by_deck:
        yield _times(statistics)
    yield from _spreads(statistics)
    if statistics.hardest:
        yield _hardest(statistics.hardest)
    if statistics.answer_times.slowest:
        yield _slowest(statistics.answer_times.slowest)


def _calendar(statistics: Statistics) -> str:
    plot = calendar(statistics) + _legend(statistics)
    about = "Reviews of each day of the last year."
    return _section("Calendar", about, plot, charts.months(statistics.days), f"{_FULL} {_NEWEST}")


def _by_month(statistics: Statistics) -> str:
    about = (
        "Of the cards that were asked again, how many were still known: the first recall of a card on a day, "
        "unless it was new. Light: the 95% confidence interval."
    )
    chart = charts.retention_by_month(statistics)
    return _section(chart.title, about, plots.retention_by_month(statistics), chart, f"{_WIDE} {_NEWEST}")


def _by_age(statistics: Statistics) -> str:
    chart = charts.retention_by_age(statistics)
    rows = zip(chart.bars, statistics.retention.by_age, strict=True)
    plot = plots.retention_of("ages", chart.title, [(bar.label, one.recalls) for bar, one in rows])
    return _section(chart.title, "Age: the days since the recall before.", plot, chart, _NARROW)


def _by_deck(statistics: Statistics) -> str:
    chart = charts.retention_by_deck(statistics)
    rows = [(one.deck or RETIRED, one.recalls) for one in statistics.retention.by_deck]
    plot = plots.retention_of("decks", chart.title, rows)
    return _section(chart.title, "In the order of the collection.", plot, chart, _NARROW)


def _forecast(statistics: Statistics) -> str:
    about = (
        "Cards that are due, the overdue ones today. Lighter: what comes back within these days if each card "
        "is reviewed on its day and gets Good. New cards are not counted."
    )
    chart = charts.forecast(statistics.forecast)
    return _section(chart.title, about, plots.forecast(statistics.forecast), chart, _WIDE)


def _times(statistics: Statistics) -> str:
    about = "From the question to the grade; more than a minute counts as one."
    return _section("Time for an answer", about, plots.times(statistics), charts.times(statistics), _HALF)


def _calibration(statistics: Statistics) -> Iterator[str]:
    of = statistics.calibration
    if of is None or not of.recalls.total:
        return
    assert of.log_loss is not None
    assert of.rmse is not None
    about = (
        f"Predicted: {of.model}. Of {of.recalls.total:,} recalls {percent(of.predicted)} were predicted "
        f"and {percent(of.recalls.rate)} succeeded; log loss {of.log_loss:.3f}, RMSE {100 * of.rmse:.1f}%."
    )
    table = charts.calibration_bars(of)
    yield _section("Predicted and recalled", about, plots.calibration(of), table, _HALF)


def _spreads(statistics: Statistics) -> Iterator[str]:
    of = statistics.spreads
    named = {
        "Intervals": of.interval_days,
        "Ease": of.ease,
        "Stability": of.stability_days,
        "Difficulty": of.difficulty,
    }
    shown_charts = charts.spreads(statistics)
    size, width = (_HALF, plots.HALF) if len(shown_charts) == 2 else (_THIRD, plots.THIRD)
    for chart in shown_charts:
        name = chart.title.lower()
        filled = charts.without_empty_ends(named[chart.title])
        labels = [bar.label.replace(" or more", "+") for bar in chart.bars]
        about = f"{chart.about[0].upper()}{chart.about[1:]}."
        plot = plots.spread(name, chart.title, filled, labels, width)
        yield _section(chart.title, about, plot, chart, size)


def _section(title: str, about: str, plot: str, chart: Chart, size: str) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_text(bar.label)}</th><td>{_text(bar.number)}</td></tr>' for bar in chart.bars
    )
    return (
        f'<section class="{size}"><h2>{_text(title)}</h2><p>{_text(about)}</p>'
        f'<div class="plot">{plot}</div>'
        f"<details><summary>The numbers</summary><table><caption>{_text(chart.about)}</caption>"
        f"<tbody>{rows}</tbody></table></details></section>"
    )


def _legend(statistics: Statistics) -> str:
    ranges = year_of(statistics.days, statistics.today).ranges
    keys = [("none", "none"), *((f"shade-{shade + 1}", numbers) for shade, numbers in ranges)]
    items = "".join(f'<li><span class="key {name}"></span>{_text(text)}</li>' for name, text in keys)
    return f'<ul class="legend">{items}</ul>'


def _hardest(cards: Sequence[HardCard]) -> str:
    names = ("Card", "Deck", "Lapses", "Recalled", "To mend it")
    about = "Those that were forgotten most often. The command opens the note in your editor."
    return _list("Hardest cards", about, names, map(_hard_row, cards))


def _slowest(cards: Sequence[SlowCard]) -> str:
    names = ("Card", "Deck", "Time in all", "Answers", "Median", "To mend it")
    about = "Those that took the most time in all. The command opens the note in your editor."
    return _list("Slowest cards", about, names, map(_slow_row, cards))


def _list(title: str, about: str, names: Iterable[str], cards: Iterable[Iterable[str]]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(map(_cells, cards))
    return (
        f'<section class="{_FULL} list-of-cards"><h2>{title}</h2><p>{about}</p>'
        f'<div class="plot"><table class="list"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _hard_row(card: HardCard) -> Iterator[str]:
    yield _name(card)
    yield _text(card.deck or RETIRED)
    yield f"{card.lapses:,}"
    yield _text(recalled(card.recalls))
    yield _mending(card)


def _slow_row(card: SlowCard) -> Iterator[str]:
    yield _name(card)
    yield _text(card.deck or RETIRED)
    yield charts.spent(card.total_s)
    yield f"{card.reviews:,}"
    yield f"{card.median_s:.1f} s"
    yield _mending(card)


def _name(card: HardCard | SlowCard) -> str:
    return _text(card.note if card.card == "forward" else f"{card.note}/{card.card}")


def _mending(card: HardCard | SlowCard) -> str:
    return f"<code>srs edit {_text(card.note)}</code>" if card.deck is not None else ""


def _cells(cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _tile(name: str, value: str, about: str) -> str:
    return (
        f'<div class="tile"><dt>{_text(name)}</dt><dd><strong>{_text(value)}</strong>'
        f"<span>{_text(about)}</span></dd></div>"
    )


def _text(text: str) -> str:
    return escape(shown(text))
