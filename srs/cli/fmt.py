"""`srs fmt`: ids where they are missing, and the canonical layout."""

import sys
from pathlib import Path

import click

from content.diagnostics import Diagnostic, in_order
from srs.check import Checked
from srs.cli.context import Context
from srs.cli.differences import unified_diff
from srs.cli.phrases import counted
from srs.cli.places import shown_path
from srs.cli.printable import printable
from srs.cli.report import print_diagnostics
from srs.files import CannotWriteError
from srs.fmt import format_files, save


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a file would change.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@click.pass_obj
def fmt(context: Context, *, paths: tuple[Path, ...], check: bool, diff: bool) -> None:
    """Write the ids that notes lack, and bring decks into canonical layout.

    \b
    Example:
        srs fmt                     the whole collection
        srs fmt decks/autograd.md   one deck of it
        srs fmt --check             for CI: change nothing, say what would change

    What a deck says, and what GitHub shows of it, stays the same. The files that change are printed. One with
    mistakes other than missing ids is left as it is.
    """
    if paths:
        context.look_from(paths[0])
    loaded = context.load_own()

    def retired() -> set[str]:
        with context.open_history() as history:
            return {key.note for key in history.states(loaded.collection.namespace)}

    changed, ids, unwritten = 0, 0, 0
    errors: list[Diagnostic] = []
    for file in format_files(loaded, paths, retired):
        errors += file.errors
        if not file.changes:
            continue
        shown = printable(shown_path(loaded.root, file.path)).replace("\n", "\ufffd")
        if not check and not diff:
            try:
                save(loaded.root, file)
            except CannotWriteError as error:
                click.echo(printable(f"error: {error}"), err=True)
                unwritten += 1
                continue
        changed += 1
        ids += len(file.ids)
        if diff:
            _print(unified_diff(file.old, file.new, shown))
        else:
            click.echo(shown)
    print_diagnostics(Checked(loaded, None, tuple(in_order(errors))))
    refused = len({error.path for error in errors})
    click.echo(_summary(changed, ids, refused + unwritten, is_dry=check or diff), err=True)
    if unwritten:
        raise click.exceptions.Exit(CannotWriteError.exit_code)
    if errors or (check and changed):
        raise click.exceptions.Exit(1)


def _print(text: bytes) -> None:
    """As it is for programs; as it can be shown on a terminal."""
    click.echo(printable(text.decode()) if sys.stdout.isatty() else text, nl=False)


def _summary(changed: int, ids: int, left: int, *, is_dry: bool) -> str:
    verb = "would change" if is_dry else "changed"
    parts = [f"{counted(changed, 'deck')} {verb}" if changed else f"no deck {verb}"]
    parts += [f"{counted(ids, 'id')} {'missing' if is_dry else 'written'}"] if ids else []
    parts += [f"{counted(left, 'deck')} left as {'it is' if left == 1 else 'they are'}"] if left else []
    return ", ".join(parts)
