"""Paths of a collection as a reader can open them from where he is."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from content.diagnostics import Diagnostic

if TYPE_CHECKING:  # slow to import
    from srs.check import Checked


def shown_path(root: Path, path: str) -> str:
    """A path of the collection at `root`, relative to the current folder if one lies in the other."""
    here, root = Path.cwd(), root.resolve()
    if root.is_relative_to(here) or here.is_relative_to(root):
        return Path(os.path.relpath(root / path)).as_posix()
    return (root / path).as_posix()


def seen_from_here(checked: "Checked") -> list[Diagnostic]:
    """The diagnostics of a collection, with paths that the reader, or his program, can open."""
    root = checked.loaded.root
    return [
        replace(
            found,
            path=shown_path(root, found.path),
            related=tuple(replace(place, path=shown_path(root, place.path)) for place in found.related),
        )
        for found in checked.diagnostics
    ]
