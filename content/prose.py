"""Tells the prose of a text from its code and math."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_CODE = re.compile(
    r"""(?mx) ^[ \t>]*+(`{3,}+|~{3,}+)[^\n]*+\n
              (?P<fence>(?:(?![ \t>]*+\1)[^\n]*+\n){0,1000}+)
              [ \t>]*+\1[`~]*+[ \t]*$
            | (?<!`)(`++)(?P<span>[^`]*+(?:(?!\3(?!`))`++[^`]*+){0,9}+)\3(?!`)
            | \$\$(?P<display>[^$]++)\$\$
            | \$(?P<math>[^$\n]++)\$"""
)
"""Bounded, and without a way back, so that it takes a text of nothing but backticks in one pass."""


class Piece(NamedTuple):
    """A part of a text."""

    text: str
    """Without what marks it as code or math."""
    is_code: bool
    """Whether it is code or math."""


def pieces(markdown: str) -> Iterator[Piece]:
    """The parts of a text, in their order."""
    position = 0
    for code in _CODE.finditer(markdown):
        yield Piece(markdown[position : code.start()], is_code=False)
        yield Piece(code[code.lastgroup or 0], is_code=True)
        position = code.end()
    yield Piece(markdown[position:], is_code=False)


def prose(markdown: str) -> str:
    """The text without its code and math."""
    return _CODE.sub(" ", markdown)


def outside_code(markdown: str) -> str:
    """The text with blanks in the place of its code and math, so that the rest stays where it is."""
    return _CODE.sub(lambda code: " " * len(code[0]), markdown)


def holds_code(markdown: str) -> bool:
    """Whether there is code or math in a text."""
    return _CODE.search(markdown) is not None
