"""`srs stats`: how learning goes."""

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from srs.cli.context import Context
from srs.cli.day_options import date_of, days_back
from srs.cli.filtering import filter_options
from srs.cli.setting_option import setting_option
from srs.cli.statistics_words import in_words
from srs.days import local_now
from srs.filter_names import known
from srs.filters import Filter, matching
from srs.stats.figures import Statistics
from srs.stats.gather import Scope, quick_statistics, with_replay

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_SOON_REPLAYED = 50_000
"""So many reviews are replayed in about a second."""


@click.command()
@click.option("--days", callback=days_back, metavar="N", help="Count the log of the last N days only.")
@click.option(
    "--since",
    callback=date_of,
    metavar="DAY",
    help="Count the log from this day on only, such as 2026-03-02.",
)
@filter_options
@click.option(
    "--calibration", is_flag=True, help="Also compare recall with what was predicted, which takes longer."
)
@click.option("--plain", is_flag=True, help="Only words and numbers, for screen readers.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--html",
    "page",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a page with plots, which needs nothing else.",
)
@setting_option
@click.pass_obj
def stats(
    context: Context,
    days: int | None,
    since: date | None,
    chosen: Filter,
    calibration: bool,
    plain: bool,
    as_json: bool,
    page: Path | None,
) -> None:
    """Say how learning goes: true retention, streak, load, time, the hardest cards.

    \b
    Example:
        srs stats
        srs stats --days 30 --deck PyTorch
        srs stats --html stats.html

    docs/statistics.md defines each figure. A filter and the days choose what is counted; the streak, the load
    ahead and how cards stand today are the same for all days.
    """
    if as_json and page:
        raise click.UsageError("--json and --html FILE are two forms of one thing: choose one")
    if page and str(page) in (".", "-"):  # an empty name is that of the folder
        raise click.UsageError("--html needs the name of a file, such as --html stats.html")
    if page:
        from srs.stats.page import require_plots  # an extra, and slow to import

        require_plots()
    today = local_now(context.settings.rollover_hour).day
    first_day = _first_day(days, since, today)
    statistics = _gather(context, chosen, today, first_day, in_full=calibration or page is not None)
    if page:
        from srs.stats.page import write_page

        write_page(statistics, page)
        click.echo(page)
    elif as_json:
        from srs.stats.as_json import json_of  # loads Pydantic

        click.echo(json_of(statistics))
    else:
        _print(statistics, plain=plain)


def _gather(
    context: Context, chosen: Filter, today: date, since: date | None, *, in_full: bool
) -> Statistics:
    """The statistics of the chosen cards; in full, they take longer."""
    index = context.index()
    cards = context.cards(index)
    with context.open_history() as history:
        states = history.states(cards.namespace) if chosen.leeches or chosen.flagged else {}
        keys = matching(cards, states, known(chosen, cards), context.settings.leech_threshold)
        scope = Scope(
            collection=cards.title,
            namespace=cards.namespace,
            places={key: cards[key] for key in keys},
            is_filtered=not chosen.is_empty,
            today=today,
            since=since,
        )
        quick = quick_statistics(history, scope)
        if not in_full:
            return quick
        with _progress(quick) as bar:
            return with_replay(quick, history, scope, after_card=lambda: bar.update(1))


def _progress(quick: Statistics) -> "ProgressBar[int]":
    """Shown on a terminal if the replay takes long enough to be waited for."""
    is_short = quick.reviews < _SOON_REPLAYED
    return click.progressbar(
        length=quick.cards.total - quick.cards.new + quick.cards.retired,
        label="Replaying your reviews",
        file=sys.stderr,
        hidden=is_short or not sys.stderr.isatty(),
    )


def _print(statistics: Statistics, *, plain: bool) -> None:
    """Bars where they can be shown, else words and numbers."""
    if plain or os.environ.get("TERM") == "dumb" or not _can_show_blocks():
        for line in in_words(statistics):
            click.echo(line)
        return
    from rich.console import Console  # slow to import, as what draws with it is

    from srs.cli.statistics_drawn import draw

    console = Console(markup=False, emoji=False, highlight=False)
    if console.is_terminal:
        draw(statistics, console)
        return
    with console.capture() as captured:
        draw(statistics, console)
    for line in captured.get().splitlines():
        click.echo(line.rstrip())


def _can_show_blocks() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


def _first_day(days: int | None, since: date | None, today: date) -> date | None:
    if days and since:
        raise click.UsageError("--days N and --since DAY both say where to begin: choose one")
    if days:
        return date.fromordinal(today.toordinal() - days + 1)
    if since and since > today:
        raise click.UsageError(f"--since {since} lies ahead: today is {today}")
    return since
