"""`srs check`: what is wrong in a collection, and where."""

from collections.abc import Sequence
from pathlib import Path

import click

from srs.check import Checked, Running
from srs.cli.completing import complete_ids
from srs.cli.context import Context
from srs.cli.report import print_diagnostics, summary
from srs.cli.running import running_options, under
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
    "--python",
    "pythons",
    type=click.Path(path_type=Path),
    metavar="PATH",
    multiple=True,
    help="The Python whose PyTorch runs the decks: its file, or the folder of its environment. "
    "Of several, a table shows how they differ.",
)
@running_options
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
    pythons: tuple[Path, ...],
    running: Running,
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
        srs check --python old/bin/python --python new/bin/python
    """
    if code is not None:
        from srs.cli.explaining import explain

        explain(code)
        return
    if len(pythons) > 1 and (no_verify or note is not None):
        raise click.UsageError("to compare versions, leave --no-verify and --mutants out")
    runnings = [under(python, running) for python in pythons or (None,)]
    if note is not None:
        from srs.cli.mutants import show_mutants

        show_mutants(context, note, runnings[0], form)
        return
    if paths:
        context.look_from(paths[0])

    def check_now() -> bool:
        if len(runnings) > 1:
            from srs.cli.comparing import compare

            return compare(context, paths, runnings, form, is_trusted_now=trust).ok
        return _check(context, paths, runnings[0], no_verify, form, trust).ok

    if watch:
        from srs.cli.watching import watch_collection

        watch_collection(context.collection_root, check_now)
    elif not check_now():
        raise click.exceptions.Exit(1)


def _check(
    context: Context, paths: Sequence[Path], running: Running, no_verify: bool, form: str, trust: bool
) -> Checked:
    checked = checked_collection(
        context, only=paths, run=not no_verify, is_trusted_now=trust, running=running, quiet=form != "text"
    )
    if form == "text":
        print_diagnostics(checked)
        click.echo(summary(checked), err=True)
    else:
        from srs.cli import formats  # slow to import

        as_form = {"json": formats.as_json, "github": formats.as_github, "sarif": formats.as_sarif}
        click.echo(as_form[form](checked))
    return checked
