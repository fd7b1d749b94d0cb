"""Which deck files of a collection a command is asked for."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from srs.errors import SrsError


class NotADeckError(SrsError):
    """A path that names no deck file of the collection."""

    exit_code = 2


def decks_at(asked: Sequence[Path], root: Path, deck_paths: Iterable[str]) -> frozenset[str]:
    """The deck files that are asked for, by name or by a folder that holds them; all, if nothing is.

    `deck_paths` are those of the collection, relative to its root. Raises `NotADeckError`.
    """
    by_file = {(root / path).resolve(): path for path in deck_paths}
    if not asked:
        return frozenset(by_file.values())
    found: set[str] = set()
    for path in asked:
        wanted = path.resolve()
        below = {deck for file, deck in by_file.items() if file.is_relative_to(wanted)}
        if not below:
            raise NotADeckError(
                f"{path} is no deck of the collection in {root}: a deck is a Markdown file in its folder of "
                "decks, other than README.md and names that begin with `.` or `_`"
            )
        found |= below
    return frozenset(found)
