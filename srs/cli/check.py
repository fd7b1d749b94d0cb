"""`srs check`: what is wrong in a collection, and where."""

from collections.abc import Sequence
from pathlib import Path

import click

from srs.check import Checked
from srs.cli.completing import complete_ids
from srs.cli.context import Context
from srs.cli.report import print_diagnostics, summary
from srs.cli.verifying import checked_collection

_FORMATS = ("json", "github", "sarif")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--no-verify", is_flag=True, help="Read only: stop before any code runs.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *_FORMATS]),
    default="text",
    help="Text for people, JSON, workflow commands for GitHub, or SARIF 2.1. Default: text",
)
@click.option("--json", "form", flag_value="json", help="The same as --format=json.")
@click.option(
    "--trust", is_flag=True, help="Trust this collection, now and later: run it unconfined if need be."
)
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved, until Ctrl-C.")
@click.option(
    "--explain",
    "code",
    is_flag=False,
    flag_value="",
    metavar="[CODE]",
    help="Print what a diagnostic means and what to do; without a code, list them all.",
)
@click.option(
    "--mutants",
    "note",
    metavar="ID",
    shell_complete=complete_ids,
    help="Print each mutant of a note's code, with what became of it.",
)
@click.pass_obj
def check(
    context: Context,
    *,
    paths: tuple[Path, ...],
    no_verify: bool,
    form: str,
    trust: bool,
    watch: bool,
    code: str | None,
    note: str | None,
) -> None:
    """Say what is wrong in a collection, and where: in all of it, or in some decks.

    \b
    Example:
        srs check                     the whole collection
        srs check decks/autograd.md   one deck of it
        srs check --explain vacuous-check
        srs check --mutants freeze-layer
    """
    if code is not None:
        from srs.cli.explaining import explain

        explain(code)
        return
    if note is not None:
        from srs.cli.mutants import show_mutants

        show_mutants(context, note, form)
        return
    if paths:
        context.look_from(paths[0])
    if watch:
        from srs.cli.watching import watch_collection

        watch_collection(context.collection_root, lambda: _check(context, paths, no_verify, form, trust))
    elif not _check(context, paths, no_verify, form, trust).ok:
        raise click.exceptions.Exit(1)


def _check(context: Context, paths: Sequence[Path], no_verify: bool, form: str, trust: bool) -> Checked:
    checked = checked_collection(
        context, only=paths, run=not no_verify, is_trusted_now=trust, quiet=form != "text"
    )
    if form == "text":
        print_diagnostics(checked)
        click.echo(summary(checked), err=True)
    else:
        from srs.cli import formats  # slow to import

        as_form = {"json": formats.as_json, "github": formats.as_github, "sarif": formats.as_sarif}
        click.echo(as_form[form](checked))
    return checked
