"""Checks a collection again whenever one of its files is saved."""

from collections.abc import Callable
from pathlib import Path

import click
from watchfiles import Change, watch

from content.errors import CollectionError
from srs.errors import SrsError

_SUFFIXES = frozenset({".md", ".toml", ".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})
_PAUSE_MS = 200


def watch_collection(root: Path, check: Callable[[], object]) -> None:
    """Check now, and after each change below `root`, until the author interrupts it."""
    is_first = True
    # The first check waits until the watch is on, so that no change falls between them.
    for changes in watch(root, watch_filter=_is_of_a_deck, rust_timeout=_PAUSE_MS, yield_on_timeout=True):
        if changes or is_first:
            _try(check)
            is_first = False


def _try(check: Callable[[], object]) -> None:
    """What stops a check once, such as a settings file that is half saved, does not stop the watch."""
    click.echo("Checking ...", err=True)
    try:
        check()
    except (CollectionError, SrsError) as error:
        click.echo(f"error: {error}", err=True)
    click.echo("Watching for changes; Ctrl-C ends it.\n", err=True)


def _is_of_a_deck(_: Change, path: str) -> bool:
    return Path(path).suffix in _SUFFIXES
