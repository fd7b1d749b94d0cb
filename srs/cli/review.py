"""`srs review`: the daily review."""

from dataclasses import replace

import click

from srs.cli.context import Context
from srs.cli.editing import edit_at
from srs.cli.setting_option import setting_option
from srs.cli.sitting import sit
from srs.cli.wishing import wish_options
from srs.filter_names import known
from srs.wish import Wish


@click.command()
@click.option("--plain", is_flag=True, help="Plain text, line by line: for screen readers and scripts.")
@wish_options
@setting_option
@click.pass_obj
def review(context: Context, *, plain: bool, wish: Wish, limit: int | None) -> None:
    """Review the cards that are due, then new ones.

    \b
    Example:
      srs review             what is due today
      srs review --limit 10  a short one

    Each grade is saved as soon as you give it: stop whenever you like.
    """
    index = context.index()
    cards = context.cards(index)
    wish = replace(wish, chosen=known(wish.chosen, cards))
    if index.has_errors:
        click.echo("The decks have errors, and the notes with them are left out: run `srs check`.", err=True)
    with context.open_history() as history:
        sit(
            cards,
            history,
            context.settings,
            wish,
            edit=lambda note: edit_at(context, note.path, note.span.line),
            plain=plain,
            limit=limit,
            is_trusted=context.is_trusted,
        )
