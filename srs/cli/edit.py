"""`srs edit`: the editor at the line of a note."""

import os

import click

from srs.cli.completing import complete_ids
from srs.cli.context import Context
from srs.editor import open_in_editor
from srs.find import find_place


@click.command()
@click.argument("note", metavar="ID", shell_complete=complete_ids)
@click.pass_obj
def edit(context: Context, note: str) -> None:
    """Open your editor at the line of a note.

    \b
    Example:
        srs edit freeze-layer

    ID is the id of a note, one that it had before, or the beginning of one. The editor is the one that VISUAL
    names, or else EDITOR.
    """
    loaded = context.load()
    place = find_place(loaded, note)
    if context.is_shipped:
        click.echo(
            "This deck ships with srs, and the next version of srs replaces it: "
            "`srs new collection DIR` makes one of your own.",
            err=True,
        )
    open_in_editor(loaded.collection.root / place.path, place.line, os.environ)
