"""Checks a collection as the options say, while a progress bar shows how far it is."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from srs.check import Checked, Running, check_collection, check_note
from srs.cli.context import Context
from srs.cli.printable import printable
from srs.errors import SrsError
from srs.signing import signing_key
from srs.trust import trust

if TYPE_CHECKING:  # slow to import
    from content.models import Collection, Note
    from content.verify import Report


class CannotVerifyError(SrsError):
    """No code can be run here."""


def checked_collection(
    context: Context,
    *,
    only: Sequence[Path] = (),
    run: bool = True,
    is_trusted_now: bool = False,
    running: Running = Running(),  # noqa: B008 - it is frozen
    quiet: bool = False,
) -> Checked:
    """Check the collection of a command, or `only` some decks of it.

    `is_trusted_now`: the user said so, and it is remembered. The bar goes to standard error, if that is a
    terminal.
    """
    root = context.collection_root
    if is_trusted_now:
        trust(root, context.trust_path)
    if not run:
        return check_collection(
            root, verdicts_path=None, compiled_path=context.compiled_path, only=only, run=False
        )
    from rich.console import Console  # slow to import, as what runs code is
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from content.verify.errors import VerifyError

    console = Console(file=sys.stderr, quiet=quiet)
    title = f"Verifying with {running.interpreter}" if running.interpreter else "Verifying"
    columns = (TextColumn(printable(title), markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("runs", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        try:
            return check_collection(
                root,
                verdicts_path=context.verdicts_path,
                signing_key=signing_key(context.signing_key_path, os.environ),
                compiled_path=context.compiled_path,
                only=only,
                is_trusted=context.is_trusted,
                running=running,
                progress=progress,
            )
        except VerifyError as error:
            raise CannotVerifyError(str(error)) from error


def checked_note(context: Context, collection: "Collection", note: "Note", running: Running) -> "Report":
    """Run the code of one note of the collection of a command."""
    from content.verify.errors import VerifyError  # slow to import, as what runs code is

    try:
        return check_note(
            collection,
            note,
            verdicts_path=context.verdicts_path,
            signing_key=signing_key(context.signing_key_path, os.environ),
            is_trusted=context.is_trusted,
            running=running,
        )
    except VerifyError as error:
        raise CannotVerifyError(str(error)) from error
