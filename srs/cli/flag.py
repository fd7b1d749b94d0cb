"""`srs flag`: cards are to be mended."""

import click

from srs.actions import flagged
from srs.cli.action_report import Words
from srs.cli.card_action import act
from srs.cli.context import Context
from srs.cli.printable import one_line
from srs.cli.request import Request, acts_on_cards


@click.command()
@acts_on_cards
@click.option("--why", default="", metavar="TEXT", help="What is wrong with them, in your words.")
@click.pass_obj
def flag(context: Context, request: Request, *, why: str) -> None:
    """Flag cards as ones to mend.

    \b
    Example:
        srs flag freeze-layer --why "the output is wrong"
        srs due --flagged

    A card that is flagged already gets the new reason. `srs edit` offers to take the flag away, `srs unflag`
    does it. ID is the id of a note, for all of its cards, or ID/CARD for one of them.
    """
    words = Words("flag", done="Flagged", already="flagged with these words already")
    act(context, request, lambda cards: dict.fromkeys(cards, flagged(one_line(why))), words)
