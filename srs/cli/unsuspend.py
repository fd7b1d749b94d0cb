"""`srs unsuspend`: suspended cards are asked again."""

import click

from srs.cli.action_report import Words
from srs.cli.card_action import act
from srs.cli.context import Context
from srs.cli.request import Request, acts_on_cards
from srs.events import Unsuspend


@click.command()
@acts_on_cards
@click.pass_obj
def unsuspend(context: Context, request: Request) -> None:
    """Ask suspended cards again when they are due.

    \b
    Example:
        srs unsuspend freeze-layer
        srs unsuspend --all

    ID is the id of a note, for all of its cards, or ID/CARD for one of them.
    """
    words = Words("unsuspend", done="Unsuspended", already="not suspended")
    act(context, request, lambda cards: dict.fromkeys(cards, Unsuspend), words)
