"""The items of the list that makes a choice or an explain note: their text, apart from their markers."""

import re
from dataclasses import dataclass

from content.blocks import Block
from content.models import Span, Text
from content.parts import Parts

_MARKER = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]{1,4}(?=\S)|[ \t]|$)")


@dataclass(frozen=True)
class Item:
    """An item of a list that is not inside anything else."""

    parts: Parts
    block: Block

    @property
    def _marker_end(self) -> int:
        marker = _MARKER.match(self._line(self.block.first))
        return marker.end() if marker else 0

    @property
    def first_line(self) -> str:
        """What follows the item's marker on its line."""
        return self._line(self.block.first)[self._marker_end :]

    def text(self, *, skip: int = 0, last: int | None = None) -> Text:
        """The Markdown of the item up to line `last`, less the first `skip` characters."""
        first, last = self.block.first, self.block.last if last is None else last
        rest = self.part(first + 1, last)
        start = self._marker_end + skip
        block = self.parts.source.block_span(first, last)
        end_column = block.end_column if block.end_line > first else max(block.end_column, start + 2)
        span = Span(first, start + 1, block.end_line, end_column)
        is_same_paragraph = self._line(first + 1).strip() and first + 1 not in self.parts.hidden
        gap = "\n" if is_same_paragraph else "\n\n"
        first_line = "" if first in self.parts.hidden else self.first_line[skip:]
        markdown = f"{first_line}{gap}{rest}".strip("\n")
        return Text(markdown=self.parts.definitions.complete(markdown, first, last), span=span)

    def part(self, first: int, last: int) -> str:
        """The Markdown of some lines after the item's first."""
        if last < first:
            return ""
        indent = len(self._line(self.block.first)[: self._marker_end].expandtabs(4))
        return self.parts.source.slice(first, last, without=self.parts.hidden, indent=indent)

    def _line(self, number: int) -> str:
        return self.parts.source.line(number)
