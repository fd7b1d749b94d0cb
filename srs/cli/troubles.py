"""What `srs due --flagged` and `srs due --leeches` print: the cards to mend, and where."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from srs.cli.phrases import counted
from srs.cli.places import shown_path
from srs.cli.printable import one_line
from srs.troubles import Trouble


def print_troubles(root: Path, found: Sequence[Trouble], *, as_json: bool) -> None:
    """Print the cards to mend, each with its file and line."""
    if as_json:
        click.echo(json.dumps({"cards": [trouble.as_json() for trouble in found]}, ensure_ascii=False))
        return
    names = [f"{trouble.place.note}/{trouble.card.card}" for trouble in found]
    places = [one_line(f"{shown_path(root, trouble.place.path)}:{trouble.place.line}") for trouble in found]
    for name, place, trouble in zip(names, places, found, strict=True):
        columns = f"{name:<{max(map(len, names))}}  {place:<{max(map(len, places))}}  {_why(trouble)}"
        click.echo(columns.rstrip())
    if found:
        click.echo("`srs edit ID` opens a note, `srs unflag ID` says that it is mended.", err=True)
    else:
        click.echo("There is no such card.", err=True)


def _why(trouble: Trouble) -> str:
    parts = []
    if trouble.flag is not None:
        parts.append(one_line(trouble.flag) or "flagged")
    if trouble.is_leech:
        parts.append(f"forgotten {counted(trouble.lapses, 'time')}: ask less of it, or say it otherwise")
    return "; ".join(parts)
