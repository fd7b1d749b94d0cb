"""`srs bury`: cards are put off for some days."""

import click

from srs.actions import buried
from srs.cli.action_report import Words
from srs.cli.card_action import act
from srs.cli.context import Context
from srs.cli.phrases import counted
from srs.cli.request import Request, acts_on_cards
from srs.days import days_later, local_now
from srs.scheduling import CALENDAR_DAYS


@click.command()
@acts_on_cards
@click.option(
    "--days",
    type=click.IntRange(1, CALENDAR_DAYS),
    default=1,
    show_default=True,
    metavar="N",
    help="For how many days.",
)
@click.pass_obj
def bury(context: Context, request: Request, *, days: int) -> None:
    """Put cards off until tomorrow, or for N days.

    \b
    Example:
        srs bury freeze-layer
        srs bury --deck PyTorch::Autograd --days 7

    ID is the id of a note, for all of its cards, or ID/CARD for one of them.
    """
    until_day = days_later(local_now(context.settings.rollover_hour).day, days)
    details = " until tomorrow" if days == 1 else f" for {counted(days, 'day')}, until {until_day}"
    words = Words("bury", done="Buried", already="buried until then already", details=details)
    act(context, request, lambda cards: dict.fromkeys(cards, buried(until_day)), words)
