"""Asks at the terminal for what a call leaves out."""

import sys
from collections.abc import Callable

import click

from srs.errors import SrsError


def given_or_asked(
    value: str | None,
    name: str,
    question: str,
    *,
    default: str | None = None,
    check: Callable[[str], None] | None = None,
) -> str:
    """The value, or what somebody at the terminal replies; `check` refuses a reply by raising `SrsError`.

    `name` is that of the option or argument; it is required where nobody can be asked.
    """
    if value is not None:
        return value
    if not sys.stdin.isatty():
        raise click.UsageError(f"{name} is missing; it is asked for only at a terminal")

    def checked(reply: str) -> str:
        try:
            if check is not None:
                check(reply)
        except SrsError as error:
            raise click.UsageError(str(error)) from error
        return reply

    reply: str = click.prompt(question, default=default, value_proc=checked, err=True)
    return reply
