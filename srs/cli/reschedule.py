"""`srs reschedule`: cards are due on another day."""

from datetime import date

import click

from srs.actions import rescheduled
from srs.cli.action_report import Words
from srs.cli.card_action import act
from srs.cli.context import Context
from srs.cli.day_options import date_of, days_of
from srs.cli.request import Request, acts_on_cards
from srs.days import days_later, local_now


@click.command()
@acts_on_cards
@click.option(
    "--to",
    "to_day",
    callback=date_of,
    metavar="DATE",
    help="The day on which they are due, such as 2026-03-31.",
)
@click.option(
    "--in",
    "in_days",
    callback=days_of,
    metavar="DAYS",
    help="In how many days they are due: 3, or 1-7 for a week of days.",
)
@click.pass_obj
def reschedule(
    context: Context, request: Request, *, to_day: date | None, in_days: tuple[int, int] | None
) -> None:
    """Make cards due on another day.

    \b
    Example:
        srs reschedule freeze-layer --in 3
        srs reschedule --deck PyTorch::Autograd --in 1-7
        srs reschedule --all --to 2026-03-31 --dry-run

    Of several days, each gets as many cards as any other. What is known of a card stays as it is: the next
    grade goes on from there. A card that is buried is so no longer.

    ID is the id of a note, for all of its cards, or ID/CARD for one of them.
    """
    today = local_now(context.settings.rollover_hour).day
    if (to_day is None) == (in_days is None):
        raise click.UsageError("say when, in one way: --to 2026-03-31, --in 3, or --in 1-7")
    if to_day is not None and to_day < today:
        raise click.UsageError(f"{to_day} is in the past; to have cards asked today, say --in 0")
    first, last = (days_later(today, days) for days in in_days) if in_days else (to_day, to_day)
    assert first is not None
    assert last is not None
    details = f" to {first}" if first == last else f" to the days from {first} to {last}"
    words = Words("reschedule", done="Rescheduled", already="due then already", details=details, shows=True)
    act(context, request, lambda cards: rescheduled(cards, first, last), words)
