"""Invisible characters in code: a reader sees other code than what runs, or copies what does not."""

import io
import re
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

# Formatting characters, fillers that count as letters, and variation selectors on a plain character.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U000e0000-\U000e0fff]|(?<=[A-Za-z0-9_])[\ufe00-\ufe0f](?!\u20e3)"
)
_IN_STRINGS = frozenset({"STRING", "FSTRING_MIDDLE"})


class Invisible(NamedTuple):
    """A character that nobody sees, with its place in the code (counted from 0)."""

    offset: int
    character: str
    is_in_string: bool


def find_invisible(code: str, *, is_python: bool) -> list[Invisible]:
    """The invisible characters of some code; what is no Python is a string as a whole."""
    if code.isascii():
        return []
    found = [(match.start(), match[0]) for match in _INVISIBLE.finditer(code)]
    strings = list(_strings(code)) if found and is_python else []
    return [
        Invisible(offset, one, not is_python or any(start <= offset < end for start, end in strings))
        for offset, one in found
    ]


def _strings(source: str) -> Iterator[tuple[int, int]]:
    """Where the string literals of Python stand, as far as it can be read."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if tokenize.tok_name[token.type] in _IN_STRINGS:
                (first, start), (last, end) = token.start, token.end
                yield starts[first - 1] + start, starts[last - 1] + end
    except (tokenize.TokenError, SyntaxError):
        return
