"""`srs unflag`: what was flagged is mended."""

import click

from srs.cli.action_report import Words
from srs.cli.card_action import act
from srs.cli.context import Context
from srs.cli.request import Request, acts_on_cards
from srs.events import Unflag


@click.command()
@acts_on_cards
@click.pass_obj
def unflag(context: Context, request: Request) -> None:
    """Say that flagged cards are mended.

    \b
    Example:
        srs unflag freeze-layer
        srs unflag --all

    ID is the id of a note, for all of its cards, or ID/CARD for one of them.
    """
    words = Words("unflag", done="Unflagged", already="not flagged")
    act(context, request, lambda cards: dict.fromkeys(cards, Unflag), words)
