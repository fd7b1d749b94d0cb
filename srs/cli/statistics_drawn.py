"""Statistics as bars beside their numbers, in one column or, where there is room, in two."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from srs.cli.calendar_drawn import calendar
from srs.cli.phrases import counted
from srs.cli.printable import one_line
from srs.cli.statistics_words import charts_of, heading, mending, name_of, overview, times_of
from srs.stats.charts import RETIRED, Chart, recalled
from srs.stats.figures import HardCard, SlowCard, Statistics

_TWO_COLUMNS_FROM = 116
"""In narrower terminals the charts stand below one another."""
_NAMES_APART_FROM = 50
"""In narrower terminals a figure follows its name."""
_WIDEST = 160
_GAP = 4
_LEAST_BAR = 6
"""Shorter bars say nothing."""
_LEAST_DECK = 12
"""Less than that of a deck's name tells nobody which it is."""
_TITLE, _QUIET, _BAR, _TRACK = "bold", "dim", "green", "dim"


def draw(statistics: Statistics, console: Console) -> None:
    """Print the statistics; rich honours NO_COLOR and the width of the terminal."""
    width = min(console.width, _WIDEST)
    console.print(Text(heading(statistics), style=_TITLE), width=width)
    console.print()
    console.print(_overview(overview(statistics), width), width=width)
    console.print()
    console.print(_in_columns(charts_of(statistics), width), width=width)
    if statistics.days:
        console.print(calendar(statistics.days, statistics.today, width))
        console.print()
    if statistics.hardest:
        console.print(_hardest(statistics.hardest, width), width=width)
    if statistics.answer_times.slowest:
        console.print()
        console.print(_slowest(statistics.answer_times.slowest, width), width=width)


def _overview(rows: Sequence[tuple[str, str]], width: int) -> RenderableType:
    if width < _NAMES_APART_FROM:
        return Group(*(Text(f"{name}: {text}") for name, text in rows))
    table = Table.grid(padding=(0, 2))
    table.add_column(style=_QUIET, no_wrap=True)
    table.add_column()
    for name, text in rows:
        table.add_row(name, Text(text))
    return table


def _in_columns(charts: Sequence[Chart], width: int) -> RenderableType:
    if width < _TWO_COLUMNS_FROM:
        return _column(charts, width)
    heights = [len(chart.bars) for chart in charts]
    left = min(range(1, len(charts) + 1), key=lambda end: abs(sum(heights[:end]) - sum(heights[end:])))
    half = (width - _GAP) // 2
    table = Table.grid()
    table.add_column(width=half + _GAP)
    table.add_column(width=half)
    table.add_row(_column(charts[:left], half), _column(charts[left:], half))
    return table


def _column(charts: Sequence[Chart], width: int) -> RenderableType:
    """Charts below one another, whose bars begin and end in the same places."""
    bars = [bar for chart in charts for bar in chart.bars]
    longest_label = max((cell_len(bar.label) for bar in bars), default=0)
    label_width = min(longest_label, max(14, width // 3))
    number_width = max((len(bar.number) for bar in bars), default=0)
    bar_width = width - label_width - number_width - 2
    return Group(*(_chart(chart, label_width, bar_width) for chart in charts))


def _chart(chart: Chart, label_width: int, bar_width: int) -> RenderableType:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=label_width, no_wrap=True)
    if bar_width >= _LEAST_BAR:
        table.add_column(width=bar_width)
    table.add_column()
    for bar in chart.bars:
        label = Text(_ending(one_line(bar.label), label_width))
        drawn = [_bar(bar.share, bar_width)] if bar_width >= _LEAST_BAR else []
        table.add_row(label, *drawn, Text(bar.number))
    return Group(Text(chart.title, style=_TITLE), Text(chart.about, style=_QUIET), table, "")


def _bar(share: float, width: int) -> RenderableType:
    return ProgressBar(
        total=1.0,
        completed=max(share, 0.5 / width) if share else 0,  # something is never drawn as nothing
        width=width,
        style=_TRACK,
        complete_style=_BAR,
        finished_style=_BAR,
    )


def _hardest(cards: Sequence[HardCard], width: int) -> RenderableType:
    about = "forgotten most often; the command opens the note in your editor"
    rows = [(counted(card.lapses, "lapse"), recalled(card.recalls), *_whereabouts(card)) for card in cards]
    return _cards("Hardest cards", about, rows, width)


def _slowest(cards: Sequence[SlowCard], width: int) -> RenderableType:
    about = "the most time in all; the command opens the note in your editor"
    return _cards("Slowest cards", about, [(*times_of(card), *_whereabouts(card)) for card in cards], width)


def _whereabouts(card: HardCard | SlowCard) -> tuple[str, str]:
    return mending(card) if card.deck is not None else name_of(card), one_line(card.deck or RETIRED)


def _cards(title: str, about: str, rows: Sequence[Sequence[str]], width: int) -> RenderableType:
    """Cards below one another: figures, what opens the note, and the deck where there is room."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in rows[0][:-2]:
        table.add_column(justify="right")
    table.add_column(overflow="fold")
    table.add_column(style=_QUIET, no_wrap=True)
    taken = sum(max(cell_len(row[column]) for row in rows) + 2 for column in range(len(rows[0]) - 1))
    for *others, deck in rows:
        shown = [_ending(deck, width - taken)] if width - taken >= _LEAST_DECK else []
        table.add_row(*map(Text, [*others, *shown]))
    return Group(Text(title, style=_TITLE), Text(about, style=_QUIET), table)


def _ending(text: str, width: int) -> str:
    """The end of a text that is too long: there the names of decks differ."""
    if cell_len(text) <= width:
        return text
    while cell_len(text) > width - 1:
        text = text[1:]
    return f"…{text}"
