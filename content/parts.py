"""The parts of a note that matter beyond their looks: fences, images, and what is said to srs alone."""

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from content.blocks import Block
from content.cloze import shown
from content.fences import Fence, read_fence
from content.inlines import Inline, read_inlines
from content.models import Allowed, Code, Image, Role, Span, Text
from content.reporter import Reporter
from content.source import Source

HIDDEN_ROLES = frozenset({Role.SETUP, Role.CHECK})
IMAGE_TYPES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})
"""What every Anki client shows."""

_ITEM_MARKER = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]{1,4}(?=\S)|[ \t]|$)")
_DIRECTIVE = re.compile(r"\s*<!--\s*srs:(.*?)-->\s*", re.DOTALL)
_ALLOW = re.compile(r"\s*allow\s+([\w-]+)\s*:\s*(\S.*?)\s*", re.DOTALL)
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_DELETION = re.compile(r"\{\{c\d+::")


@dataclass
class Parts:
    """Reads the parts of a section, in the order of the file."""

    source: Source
    report: Reporter
    is_cloze: bool = False
    """Whether deletions are marked in its text and code."""
    codes: list[Code] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    allowed: list[Allowed] = field(default_factory=list)
    hidden: list[range] = field(default_factory=list)
    """The lines that a learner never sees."""

    def read(self, block: Block, visible_role: Role, *, option: int | None = None) -> None:
        """Read the parts of a block, which stands where visible code means `visible_role`."""
        for inner in block.walk():
            match inner.kind:
                case "fence":
                    code = self._read_fence(inner, visible_role, option)
                    self.codes.append(code)
                    if code.role in HIDDEN_ROLES:
                        self._hide(inner)
                case "code_block":
                    self.report.error(
                        "indented-code",
                        self.source.line_span(inner.first),
                        "code by indentation names no language, so it cannot be run",
                        help="put it into a fence: ```python",
                    )
                case "html_block":
                    self._read_directive(inner)
                case "paragraph" | "heading" | "td" | "th":
                    self.read_inlines(inner)

    def read_inlines(self, block: Block) -> None:
        """Read what a paragraph, a heading or a cell shows beside its text."""
        inlines = read_inlines(block.content)
        for inline in inlines:
            if inline.kind == "image":
                self._read_image(inline, self._span(block, inline.start, inline.end))
        deletion = None if self.is_cloze else _DELETION.search(block.content)
        if deletion and not any(inline.start < deletion.start() < inline.end for inline in inlines):
            self.report.warning(
                "unmarked-cloze",
                self._span(block, deletion.start(), deletion.end()),
                "a deletion in a note that is no cloze note: learners will see its braces",
                help="add the class `.cloze` to the heading, or put the braces into a code span",
            )

    def _span(self, block: Block, start: int, end: int) -> Span:
        line, column = block.locate(start, self.source.line)
        end_line, end_column = block.locate(end, self.source.line)
        return Span(line, column + 1, end_line, end_column + 1)

    def _hide(self, block: Block) -> None:
        self.hidden.append(range(block.first, block.last + 1))

    def _read_fence(self, block: Block, visible_role: Role, option: int | None) -> Code:
        line = self.source.line(block.first)
        start, end = line.find(block.markup), len(line.rstrip())
        span = Span(block.first, start + 1, block.first, end + 1)
        if block.last == block.first or not self.source.is_fence_close(block.last, block.markup):
            self.report.error(
                "unclosed-fence",
                span,
                "this fence is never closed",
                label="opened here, and takes in all that follows",
                help=f"close it with a line of `{block.markup}`",
            )
        info_column = line.find(block.info, start + len(block.markup)) + 1
        content = shown(block.content) if self.is_cloze else block.content
        fence = Fence(block.info, content, span, block.first + 1, info_column)
        return read_fence(fence, visible_role, self.report, option=option)

    def _read_directive(self, block: Block) -> None:
        directive = _DIRECTIVE.fullmatch(block.content)
        if directive is None:
            return
        self._hide(block)
        allow = _ALLOW.fullmatch(directive[1])
        span = self.source.block_span(block.first, block.last)
        if allow:
            self.allowed.append(Allowed(code=allow[1], reason=" ".join(allow[2].split()), span=span))
        else:
            self.report.error(
                "bad-directive",
                span,
                "this comment says nothing that srs knows",
                help="to break a lint rule on purpose: <!-- srs: allow long-answer: the reason -->",
            )

    def _read_image(self, image: Inline, span: Span) -> None:
        folder = posixpath.dirname(self.source.path)
        path = posixpath.normpath(posixpath.join(folder, unquote(image.source)))
        problem = None
        if not image.source:
            problem = "this image names no file"
        elif _REMOTE.match(image.source):
            problem = "this image is not a file of the collection"
        elif path.startswith(("../", "/")):
            problem = "this image lies outside the collection"
        elif posixpath.splitext(path)[1].lower() not in IMAGE_TYPES:
            types = ", ".join(sorted(name[1:] for name in IMAGE_TYPES))
            problem = f"this is no kind of image that every reader shows ({types})"
        if problem:
            self.report.error(
                "bad-image",
                span,
                problem,
                help="put the file beside the deck and name it relative to the deck: ![a graph](graph.png)",
            )
        else:
            self.images.append(Image(source=image.source, path=path, alt=image.text, span=span))


def text_of(source: Source, blocks: Sequence[Block], hidden: Sequence[range]) -> Text | None:
    """The Markdown of neighbouring blocks without the hidden lines; nothing if none is left."""
    if not blocks:
        return None
    first, last = blocks[0].first, blocks[-1].last
    markdown = source.slice(first, last, without=hidden)
    return Text(markdown=markdown, span=source.block_span(first, last)) if markdown.strip() else None


@dataclass(frozen=True)
class Item:
    """An item of a list that is not inside anything else."""

    source: Source
    block: Block
    hidden: Sequence[range]

    @property
    def _marker_end(self) -> int:
        marker = _ITEM_MARKER.match(self.source.line(self.block.first))
        return marker.end() if marker else 0

    @property
    def first_line(self) -> str:
        """What follows the item's marker on its line."""
        return self.source.line(self.block.first)[self._marker_end :]

    def text(self, *, skip: int = 0, last: int | None = None) -> Text:
        """The Markdown of the item up to line `last`, less the first `skip` characters."""
        first, last = self.block.first, self.block.last if last is None else last
        rest = self.part(first + 1, last)
        start = self._marker_end + skip
        block = self.source.block_span(first, last)
        end_column = block.end_column if block.end_line > first else max(block.end_column, start + 2)
        span = Span(first, start + 1, block.end_line, end_column)
        is_same_paragraph = self.source.line(first + 1).strip() and not self._hides(first + 1)
        gap = "\n" if is_same_paragraph else "\n\n"
        return Text(markdown=f"{self.first_line[skip:]}{gap}{rest}".strip("\n"), span=span)

    def _hides(self, number: int) -> bool:
        return any(number in lines for lines in self.hidden)

    def part(self, first: int, last: int) -> str:
        """The Markdown of some lines after the item's first."""
        marker = self.source.line(self.block.first)[: self._marker_end]
        indent = len(marker.expandtabs(4))
        return self.source.slice(first, last, without=self.hidden, indent=indent) if last >= first else ""
