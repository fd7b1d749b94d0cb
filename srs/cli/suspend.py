"""`srs suspend`: cards are not asked any more."""

import click

from srs.cli.action_report import Words
from srs.cli.card_action import act
from srs.cli.context import Context
from srs.cli.request import Request, acts_on_cards
from srs.events import Suspend


@click.command()
@acts_on_cards
@click.pass_obj
def suspend(context: Context, request: Request) -> None:
    """Stop asking cards, until you unsuspend them.

    \b
    Example:
        srs suspend freeze-layer
        srs suspend --tag optimizers --dry-run

    ID is the id of a note, for all of its cards, or ID/CARD for one of them.
    """
    words = Words("suspend", done="Suspended", already="suspended already")
    act(context, request, lambda cards: dict.fromkeys(cards, Suspend), words)
