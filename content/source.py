"""The text of one file, with spans into it."""

import re
from collections.abc import Set
from dataclasses import dataclass, field

from content.span import Span

_NEWLINE = re.compile(r"\r\n?")
_QUOTE_MARKER = re.compile(r" {0,3}> ?")


@dataclass(frozen=True)
class Source:
    """The text of one file, its line endings normalised to a line feed."""

    path: str
    """Relative to the collection's root, with forward slashes."""
    text: str
    lines: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _NEWLINE.sub("\n", self.text))
        object.__setattr__(self, "lines", tuple(self.text.split("\n")))

    def line(self, number: int) -> str:
        """The text of a line, or nothing beyond the end of the file."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def line_span(self, number: int) -> Span:
        """What a line holds, without the white space around it."""
        text = self.line(number)
        start = len(text) - len(text.lstrip())
        return Span(number, start + 1, number, max(len(text.rstrip()), start + 1) + 1)

    def part_span(self, number: int, start: int, end: int) -> Span:
        """The characters `start` to `end` of a line, counted from 0."""
        return Span(number, start + 1, number, max(end, start + 1) + 1)

    def block_span(self, first: int, last: int) -> Span:
        """The lines `first` to `last`, without the white space around them."""
        while last > first and not self.line(last).strip():
            last -= 1
        start, end = self.line_span(first), self.line_span(last)
        return Span(first, start.column, last, end.end_column)

    def slice(self, first: int, last: int, *, without: Set[int] = frozenset(), indent: int = 0) -> str:
        """The lines `first` to `last`, less up to `indent` columns of white space.

        One blank line takes the place of neighbouring lines `without`, and of the blank lines around them.
        """
        kept: list[str] = []
        in_gap = False
        for number in range(first, last + 1):
            line = dedent(self.line(number), indent)
            if number in without:
                while kept and not kept[-1].strip():
                    kept.pop()
                in_gap = True
            elif line.strip() or not in_gap:
                kept += ["", line] if in_gap else [line]
                in_gap = False
        return "\n".join(kept).strip("\n")


def dedent(line: str, columns: int) -> str:
    """A line less up to `columns` columns of leading white space; a tab reaches to the next multiple of 4."""
    if columns <= 0:
        return line
    body = line.lstrip(" \t")
    width = len(line[: len(line) - len(body)].expandtabs(4))
    return " " * max(width - columns, 0) + body


def unquote(markdown: str) -> str:
    """The Markdown inside a block quote."""
    return "\n".join(_QUOTE_MARKER.sub("", line, count=1) for line in markdown.split("\n")).strip("\n")
