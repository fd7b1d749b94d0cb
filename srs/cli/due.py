"""`srs due`: what is due, and what to do next."""

import json

import click

from srs.cli.context import Context
from srs.cli.phrases import when
from srs.cli.setting_option import setting_option
from srs.days import local_now
from srs.due import Due, what_is_due


@click.command()
@click.option("--count", is_flag=True, help="Print just the number of cards to review, for a shell prompt.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@setting_option
@click.pass_obj
def due(context: Context, count: bool = False, as_json: bool = False) -> None:
    """Say what is due, and what to do next.

    \b
    Example:
        srs due --count
    """
    index = context.index()
    cards = context.cards(index)
    found = what_is_due(cards, context.history_path, local_now(context.settings.rollover_hour).day)
    if count:
        click.echo(found.total)
    elif as_json:
        click.echo(json.dumps(found.as_json()))
    else:
        click.echo(_sentence(found))
    if index.has_errors and not count:
        click.echo("Some notes have mistakes and are left out: `srs check` names them.", err=True)


def _sentence(found: Due) -> str:
    if found.total == 0 and found.next_due is None:
        return f"{found.title}: no cards yet. `srs new deck` writes the first deck."
    if found.total == 0:
        assert found.next_due is not None
        return f"{found.title}: nothing is due. The next card is due {when(found.next_due, found.today)}."
    width = max(len(deck.name) for deck in found.decks)
    rows = [
        f"  {deck.name:<{width}}  {_counts(deck.due, deck.new, deck.drills)}"
        for deck in found.decks
        if deck.due or deck.new or deck.drills
    ]
    return "\n".join(
        [f"{found.title}: {_counts(found.due, found.new, found.drills)}.", *rows, "Next: srs review"]
    )


def _counts(due: int, new: int, drills: int) -> str:
    parts = [(due, "due"), (new, "new"), (drills, "to repeat")]
    return ", ".join(f"{number} {what}" for number, what in parts if number)
