"""`srs doctor`: whether everything that srs depends on is in order."""

import json
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from srs.cli.context import Context
from srs.cli.printable import printable
from srs.doctor import Examined, examine


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def doctor(context: Context, as_json: bool) -> None:
    """Examine the collection, the history, and what keeps decks from harming this machine.

    Attacks the machine as a hostile deck would, and says what stopped each attack.

    \b
    Example:
        srs doctor          for people
        srs doctor --json   for scripts
    """
    with context.open_history() as history:
        examined = examine(context.collection_root, history, context.compiled_path)
    if as_json:
        click.echo(json.dumps({"ok": examined.is_well, **asdict(examined)}, indent=2, ensure_ascii=False))
    else:
        _print(examined)
    if not examined.is_well:
        raise click.exceptions.Exit(3)


def _print(examined: Examined) -> None:
    table = Table.grid(padding=(0, 2))
    for finding in examined.findings:
        table.add_row(_mark(finding.is_well), finding.subject, Text(printable(finding.text)))
    for attack in examined.defence.attacks if examined.defence else ():
        how = f"stopped: {attack.how}" if attack.is_stopped else "it worked"
        table.add_row(_mark(attack.is_stopped), "", f"{attack.name}: {how}")
    Console(highlight=False).print(table)


def _mark(is_well: bool) -> Text:
    return Text("ok", style="green") if is_well else Text("no", style="bold red")
