"""The collections that the user trusts, so that their code runs even where this machine cannot confine it."""

import json
from pathlib import Path

from srs.errors import SrsError
from srs.files import create, replace


class DamagedTrustError(SrsError):
    """The file that says whom the user trusts is not readable; it stays as it is."""


def is_trusted(root: Path, file: Path) -> bool:
    """Whether the user said so of the collection at this place; a file that cannot be read says nothing."""
    try:
        return _place(root) in _places(file.read_bytes())
    except (OSError, ValueError):
        return False


def trust(root: Path, file: Path) -> None:
    """Remember that the user trusts the collection at this place, whatever it comes to hold.

    Raises `DamagedTrustError` and `srs.files.CannotWriteError`.
    """
    if is_trusted(root, file):
        return
    if not file.exists():
        create({file: _written([_place(root)])})
        return
    try:
        old = file.read_bytes()
        places = _places(old)
    except (OSError, ValueError) as error:
        raise DamagedTrustError(
            f"{file} is damaged, and was left as it is: mend it, or move it away and say --trust again"
        ) from error
    replace(file, old, _written([*places, _place(root)]))


def _place(root: Path) -> str:
    return str(root.resolve())


def _places(data: bytes) -> list[str]:
    """The places that a file of trust names; raises ValueError if it is not one."""
    match json.loads(data):
        case {"collections": [*places]} if all(isinstance(place, str) for place in places):
            return places
        case _:
            raise ValueError(data)


def _written(places: list[str]) -> bytes:
    return json.dumps({"collections": sorted(places)}, indent=2).encode() + b"\n"
