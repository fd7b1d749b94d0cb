"""`srs forget`: cards are new again."""

import click

from srs.cli.action_report import Words
from srs.cli.card_action import act
from srs.cli.context import Context
from srs.cli.request import Request, acts_on_cards
from srs.events import Forget


@click.command()
@acts_on_cards
@click.pass_obj
def forget(context: Context, request: Request) -> None:
    """Make cards new again; what you reviewed stays in the log.

    \b
    Example:
        srs forget freeze-layer
        srs forget --deck PyTorch::Autograd --dry-run

    ID is the id of a note, for all of its cards, or ID/CARD for one of them. A card that is suspended, buried
    or flagged stays so.
    """
    words = Words("forget", done="Forgot", already="new already", shows=True)
    act(context, request, lambda cards: dict.fromkeys(cards, Forget), words)
