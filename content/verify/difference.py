"""The difference between two texts, with what nobody would see made visible."""

import difflib
import re

MAX_LINES = 40

_TRAILING = re.compile(r" +$")


def difference(said: str, did: str, said_by: str, did_by: str) -> str:
    """The lines that differ, with two around them; in those, spaces at the end are shown as `·`."""
    found = difflib.unified_diff(_lines(said), _lines(did), said_by, did_by, lineterm="", n=2)
    shown = [_with_spaces(line) for line in found if not line.startswith("@@")]
    hidden = len(shown) - MAX_LINES
    return "\n".join([*shown[:MAX_LINES], *([f"... {hidden} more lines"] if hidden > 0 else [])])


def _lines(text: str) -> list[str]:
    return [_escaped(line) for line in text.removesuffix("\n").split("\n")]


def _escaped(line: str) -> str:
    """A line with an escape in the place of each character that cannot be seen."""
    if line.isprintable():
        return line
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in line)


def _with_spaces(line: str) -> str:
    if line[:1] not in "+-":
        return line
    return line[:1] + _TRAILING.sub(lambda spaces: "·" * len(spaces[0]), line[1:])
