"""`srs edit`: the editor at the line of a note."""

import sys

import click

from srs.acting import do, flags_of
from srs.cli.completing import complete_ids
from srs.cli.context import Context
from srs.cli.editing import edit_at
from srs.cli.phrases import IS_IT_MENDED, flagged
from srs.days import Moment, local_now
from srs.events import Unflag
from srs.find import Place, find_place
from srs.history import History


@click.command()
@click.argument("note", metavar="ID", shell_complete=complete_ids)
@click.pass_obj
def edit(context: Context, note: str) -> None:
    """Open your editor at the line of a note.

    \b
    Example:
        srs edit freeze-layer

    ID is the id of a note, one that it had before, or the beginning of one. The editor is the one that VISUAL
    names, or else EDITOR. If the note is flagged, you are asked afterwards whether it is mended.
    """
    loaded = context.load()
    place = find_place(loaded, note)
    edit_at(context, place.path, place.line)
    now = local_now(context.settings.rollover_hour)
    with context.open_history() as history:
        _offer_to_unflag(history, loaded.settings.namespace, place, now)


def _offer_to_unflag(history: History, namespace: str, place: Place, now: Moment) -> None:
    """What was flagged may be mended by now."""
    flags = flags_of(history, namespace, place.key)
    if not flags:
        return
    told = flagged(place.note, flags.values())
    if not sys.stdin.isatty():
        click.echo(f"{told} `srs unflag {place.note}` says that it is mended.", err=True)
    elif click.confirm(f"{told} {IS_IT_MENDED}", err=True):
        do(history, namespace, dict.fromkeys(flags, Unflag), now)
        click.echo("Unflagged. `srs undo` takes it back.", err=True)
