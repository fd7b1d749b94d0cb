"""Checks a collection while a progress bar shows how far it is."""

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from content.verify.errors import VerifyError
from srs.check import Checked, check_collection
from srs.cli.context import Context
from srs.errors import SrsError


class CannotVerifyError(SrsError):
    """No code can be run here."""


def checked_collection(
    context: Context, *, only: Sequence[Path] = (), run: bool = True, quiet: bool = False
) -> Checked:
    """Check the collection of a command, or `only` some decks of it.

    The bar goes to standard error, if that is a terminal.
    """
    console = Console(file=sys.stderr, quiet=quiet)
    columns = (TextColumn("Verifying"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("runs", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        try:
            return check_collection(
                context.collection_root,
                verdicts_path=context.verdicts_path,
                compiled_path=context.compiled_path,
                only=only,
                run=run,
                progress=progress,
            )
        except VerifyError as error:
            raise CannotVerifyError(str(error)) from error
