"""`srs show`: a note as the learner sees it."""

import json

import click

from srs.cli.completing import complete_ids
from srs.cli.context import Context
from srs.cli.note_on_screen import show_note
from srs.cli.screen import screen_for_stdout
from srs.days import local_now
from srs.find import find_note
from srs.queue_settings import leech_rule
from srs.show import note_with_states


@click.command()
@click.argument("note", metavar="ID", shell_complete=complete_ids)
@click.option("--plain", is_flag=True, help="Plain text: for screen readers and scripts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def show(context: Context, note: str, *, plain: bool, as_json: bool) -> None:
    """Show a note as the learner sees it, and where it stands.

    \b
    Example:
        srs show freeze-layer

    ID is the id of a note, one that it had before, or the beginning of one.
    """
    loaded = context.load()
    found = find_note(loaded, note)
    with context.open_history() as history:
        shown = note_with_states(found, loaded.collection.namespace, history, leech_rule(context.settings))
    if as_json:
        click.echo(json.dumps(shown.as_json(), indent=2, ensure_ascii=False))
    else:
        today = local_now(context.settings.rollover_hour).day
        show_note(shown, screen_for_stdout(plain=plain), today)
