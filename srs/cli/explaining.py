"""Prints the page of a diagnostic."""

import click

from content.explanations import UnknownCodeError, page, pages
from srs.cli.screen import screen_for_stdout


def explain(code: str) -> None:
    """Print the page of a code; the codes of all pages, without one."""
    if not code:
        click.echo("\n".join(pages()))
        return
    try:
        text = page(code)
    except UnknownCodeError as error:
        raise click.UsageError(str(error)) from error
    screen_for_stdout(plain=False).markdown(f"# {code}\n\n{text}")
