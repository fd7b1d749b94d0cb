"""`srs review`: the daily review."""

import click

from srs.cli.context import Context
from srs.cli.setting_option import setting_option
from srs.cli.sitting import sit


@click.command()
@click.option("--plain", is_flag=True, help="Plain text, line by line: for screen readers and scripts.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Review the first N cards only.")
@setting_option
@click.pass_obj
def review(context: Context, *, plain: bool, limit: int | None) -> None:
    """Review the cards that are due, then new ones.

    \b
    Example:
      srs review             what is due today
      srs review --limit 10  a short one

    Each grade is saved as soon as you give it: stop whenever you like.
    """
    index = context.index()
    cards = context.cards(index)
    if index.has_errors:
        click.echo("The decks have errors, and the notes with them are left out: run `srs check`.", err=True)
    sit(
        cards,
        context.history_path,
        context.settings,
        plain=plain,
        limit=limit,
        is_trusted=context.is_trusted,
    )
