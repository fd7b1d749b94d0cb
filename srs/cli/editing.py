"""The editor at the line of a note."""

import os

import click

from srs.cli.context import Context
from srs.editor import open_in_editor


def edit_at(context: Context, path: str, line: int) -> None:
    """Open a deck file of the collection at a line, and wait until it is closed. Raises `EditorError`."""
    if context.is_shipped:
        click.echo(
            "This deck ships with srs, and the next version of srs replaces it: "
            "`srs new collection DIR` makes one of your own.",
            err=True,
        )
    open_in_editor(context.collection_root / path, line, os.environ)
