"""Definitions of links and footnotes, which a text takes along when it is shown apart from its deck."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markdown_it.common.utils import normalizeReference

from content.blocks import Block, LinkTarget
from content.source import Source

FOOTNOTE = "footnote_reference"
"""The kind of block that defines a footnote, as markdown-it names it."""

_PARENTHESIS = re.compile(r"[()]")
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Definitions:
    """What the labels in a note's texts stand for."""

    source: Source
    links: Mapping[str, LinkTarget]
    """Of the whole deck, by their normalised label."""
    footnotes: Mapping[str, Block]
    """Of the note."""

    def complete(self, markdown: str, first: int, last: int) -> str:
        """A text, with the definitions that it needs and that stand outside its lines `first` to `last`."""
        if not (self.links or self.footnotes) or "[" not in markdown:
            return markdown
        added: dict[str, str] = {}
        waiting = [markdown]
        while waiting:
            for found in _LABEL.finditer(waiting.pop()):
                label = found[1] if found[1].startswith("^") else normalizeReference(found[1])
                if label not in added:
                    added[label] = self._definition(label, first, last)
                    waiting.append(added[label])
        return "\n\n".join([markdown, *filter(None, added.values())])

    def _definition(self, label: str, first: int, last: int) -> str:
        footnote, link = (
            self.footnotes.get(label[1:]) if label.startswith("^") else None,
            self.links.get(label),
        )
        if footnote and not first <= footnote.first <= last:
            return self.source.slice(footnote.first, footnote.last)
        if link and not first <= link.first <= last:
            title = link.title.replace("\\", "\\\\").replace('"', '\\"')
            url = _PARENTHESIS.sub(r"\\\g<0>", link.url) or "<>"
            return f"[{label}]: {url}" + (f' "{title}"' if title else "")
        return ""


def footnotes_in(blocks: Sequence[Block]) -> Iterator[Block]:
    """The footnotes that blocks define, those inside of them included."""
    return (inner for block in blocks for inner in block.walk() if inner.kind == FOOTNOTE)
