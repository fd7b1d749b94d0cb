"""`srs check`: what is wrong in a collection, and where."""

import json

import click

from content.diagnostics import as_json as diagnostic_as_json
from srs.check import Checked
from srs.cli.context import Context
from srs.cli.report import print_diagnostics, summary
from srs.cli.verifying import checked_collection


@click.command()
@click.option("--no-verify", is_flag=True, help="Read only: stop before any code runs.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def check(context: Context, no_verify: bool, as_json: bool) -> None:
    """Say what is wrong in a collection, and where.

    \b
    Example:
        srs check -C my-decks
    """
    checked = checked_collection(context, run=not no_verify, quiet=as_json)
    if as_json:
        click.echo(json.dumps(_as_json(checked), indent=2, ensure_ascii=False))
    else:
        print_diagnostics(checked)
        click.echo(summary(checked), err=True)
    if not checked.ok:
        raise click.exceptions.Exit(1)


def _as_json(checked: Checked) -> dict[str, object]:
    collection, report = checked.loaded.collection, checked.report
    return {
        "ok": checked.ok,
        "torch": report and report.torch,
        "python": report and report.python,
        "confined": list(report.confined) if report else [],
        "counts": {
            "decks": len(collection.decks),
            "notes": len(collection.notes),
            "verified": report.verified if report else 0,
            "failed": report.failed if report else 0,
            "unverified": report.unverified if report else 0,
            "no_run": report.no_run if report else 0,
        },
        "notes": [
            {
                "id": note.id,
                "kind": note.kind,
                "path": note.path,
                "line": note.span.line,
                "verdict": report and report.verdicts.get(note.id),
            }
            for note in collection.notes
        ],
        "diagnostics": [diagnostic_as_json(found) for found in checked.diagnostics],
    }
