"""Checks a collection under several interpreters, and shows how their verdicts differ."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from content.verify import Verdict
from srs.check import Running
from srs.cli.context import Context
from srs.cli.formats import as_github, as_sarif, by_version_as_json
from srs.cli.printable import printable
from srs.cli.report import print_diagnostics, summary
from srs.cli.verifying import checked_collection
from srs.versions import Comparison, Row, Version

_WIDE = 10_000


def compare(
    context: Context, paths: Sequence[Path], runnings: Sequence[Running], form: str, *, is_trusted_now: bool
) -> Comparison:
    """Check as each of `runnings` says, then print what differs in the form that is asked for."""
    comparison = Comparison(
        [
            Version(
                str(running.interpreter),
                checked_collection(
                    context,
                    only=paths,
                    is_trusted_now=is_trusted_now,
                    running=running,
                    quiet=form != "text",
                ),
            )
            for running in runnings
        ]
    )
    match form:
        case "json":
            click.echo(by_version_as_json(comparison))
        case "github":
            click.echo(as_github(comparison.merged))
        case "sarif":
            click.echo(as_sarif(comparison.merged))
        case _:
            _print(comparison)
    return comparison


def _print(comparison: Comparison) -> None:
    """The table to standard output, what is wrong to standard error."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDE
    console.print(_table(comparison))
    everywhere = tuple(range(len(comparison.versions)))
    for indexes, checked in comparison.groups.items():
        where = "all of them" if indexes == everywhere else comparison.title(indexes)
        click.echo(printable(f"With {where}:\n"), err=True)
        print_diagnostics(checked)
    for version in comparison.versions:
        click.echo(printable(f"{version.title}: {summary(version.checked)}"), err=True)
    sys.stderr.flush()


def _table(comparison: Comparison) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("note", no_wrap=True)
    for version in comparison.versions:
        report = version.report
        title = f"torch {report.torch}\nPython {report.python}\n{version.interpreter}"
        table.add_column(Text(printable(title)), overflow="fold")
    for row in comparison.rows:
        table.add_row(Text(row.note), *_cells(row))
    return table


def _cells(row: Row) -> list[Text]:
    return [
        Text(verdict or "-", style="" if verdict in {None, Verdict.PASS} else "bold red")
        for verdict in row.verdicts
    ]
