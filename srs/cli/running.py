"""The options that say how the code of decks is run."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from srs.check import Running
from srs.cli.verifying import CannotVerifyError

_SECONDS = click.FloatRange(min=0, max=86_400, min_open=True)
_OPTIONS = (
    click.option(
        "--dask", metavar="ADDRESS", help="Run the code on a Dask cluster: the address of its scheduler."
    ),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="How many runs at once on this machine. Default: as many as keep it busy.",
    ),
    click.option(
        "--timeout",
        type=_SECONDS,
        metavar="SECONDS",
        default=Running.timeout_s,
        help=f"How long one run may take. Default: {Running.timeout_s:g}",
    ),
    click.option(
        "--note-timeout",
        type=_SECONDS,
        metavar="SECONDS",
        default=Running.note_timeout_s,
        help="How long all runs of a note may take before no more mutants are tried. "
        f"Default: {Running.note_timeout_s:g}",
    ),
    click.option(
        "--trust",
        is_flag=True,
        help="Trust this collection, now and later: run it unconfined if need be.",
    ),
)


def running_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of how code is run, as its argument `running`, and `trust`."""

    @wraps(command)
    def with_running(
        *arguments: Any, dask: str | None, jobs: int | None, timeout: float, note_timeout: float, **rest: Any
    ) -> None:
        if dask is not None and jobs is not None:
            raise click.UsageError("--jobs is for this machine: the workers of --dask have their own number")
        running = Running(cluster=dask, jobs=jobs, timeout_s=timeout, note_timeout_s=note_timeout)
        command(*arguments, running=running, **rest)

    decorated: Callable[..., None] = with_running
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def under(interpreter: Path | None, running: Running) -> Running:
    """The same with an interpreter that the user names; raises `CannotVerifyError` if it cannot run decks."""
    if interpreter is not None and running.cluster is None:
        from content.verify.errors import VerifyError  # slow to import, as what runs code is
        from content.verify.toolchain import interpreter_at

        try:
            interpreter_at(interpreter)
        except VerifyError as error:
            raise CannotVerifyError(str(error)) from error
    return replace(running, interpreter=interpreter)
