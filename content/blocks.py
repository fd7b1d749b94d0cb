"""The block structure of Markdown as a tree, each block with its lines."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.footnote.index import footnote_def

from content.cells import cell_columns

MAX_BLOCKS = 400_000
"""Of one file: as many as a few seconds can read."""

_CONTAINERS = frozenset({"list_item_open", "blockquote_open", "footnote_reference_open"})
_COMMENT = re.compile(r"<!--[ \t]*srs:")
_COMMENT_END = "-->"
_MAX_COMMENT_LINES = 10


class TooManyBlocksError(ValueError):
    """A text is no deck that anybody wrote."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line
        """Where one block too many begins, counted from 1."""


@dataclass(slots=True)
class Block:
    """A paragraph, list, fence or other block of Markdown (named as markdown-it names them).

    A comment on lines of its own that speaks to srs is an `html_block`; other HTML is text.
    """

    kind: str
    first: int
    """Its first line, from 1."""
    last: int
    """Its last line."""
    markup: str = ""
    """What opens it: `##`, a fence's backticks, a rule's dashes."""
    info: str = ""
    """Of a fence, what follows the backticks; of a footnote, its label."""
    content: str = ""
    """The text of a heading or paragraph, or the lines inside a fence."""
    children: list["Block"] = field(default_factory=list)
    cell: int = 0
    """Of a cell: how many stand before it in its row."""

    @property
    def is_closed(self) -> bool:
        """Of a fence: whether a line closes it, and not the end of what it stands in."""
        lines = self.content.count("\n") + bool(self.content and not self.content.endswith("\n"))
        return self.last - self.first == lines + 1

    def locate(self, offset: int, line: Callable[[int], str]) -> tuple[int, int]:
        """The place of a character of `content`: its line, and its column from 0.

        `line` gives the text of a line of the file. What stands before the block in a line (a list marker,
        a quote's `>`) is no part of `content`.
        """
        number = self.first + self.content.count("\n", 0, offset)
        start = self.content.rfind("\n", 0, offset) + 1
        end = self.content.find("\n", offset)
        text = self.content[start:] if end < 0 else self.content[start:end]
        within = offset - start
        whole = line(number)
        if self.kind in ("td", "th"):
            return number, cell_columns(whole, self.cell, text)[within]
        if self.kind == "heading" and self.markup.startswith("#"):
            after_markup = whole.find(self.markup) + len(self.markup)
            return number, max(whole.find(text, after_markup), after_markup) + within
        # Of a paragraph, and of a fence, `content` holds what each line ends with.
        column = whole.rfind(text) if not whole.endswith(text) else len(whole) - len(text)
        return number, max(column, 0) + within

    def walk(self) -> Iterator["Block"]:
        """This block and all blocks inside it, in the order of the file."""
        waiting = [self]
        while waiting:
            block = waiting.pop()
            yield block
            waiting += reversed(block.children)


class LinkTarget(NamedTuple):
    """What a link definition, `[label]: target "title"`, says."""

    url: str
    title: str
    first: int
    """Its first line, from 1."""
    last: int


class Structure(NamedTuple):
    """What a Markdown text is made of."""

    blocks: list[Block]
    """Its top-level blocks."""
    links: Mapping[str, LinkTarget]
    """Its link definitions, by their normalised label; they are no blocks."""
    too_deep: frozenset[int]
    """The lines of the blocks whose inside is left out, because too many blocks lie around it."""


def read_structure(markdown: str) -> Structure:
    """The blocks of a Markdown text, and the definitions between them.

    Raises `TooManyBlocksError` for a text that has more than `MAX_BLOCKS`.
    """
    parser = _block_parser()
    environment: dict[str, object] = {}
    root = Block("root", 1, 1)
    stack = [root]
    deep = set()
    deepest = parser.options.maxNesting - 1
    for token in parser.parse(markdown, environment):
        if token.type == "inline":
            stack[-1].content = token.content
            continue
        if token.nesting < 0:
            stack.pop()
            continue
        parent = stack[-1]
        first, end = token.map or (parent.first - 1, parent.last)
        block = Block(
            token.type.removesuffix("_open"),
            first + 1,
            end if end > first else first + 1,
            token.markup,
            token.meta["label"] if token.type == "footnote_reference_open" else token.info.strip(),
            token.content,
        )
        if block.kind in ("td", "th"):
            block.cell = len(parent.children)
        parent.children.append(block)
        if token.nesting > 0:
            stack.append(block)
            if token.level >= deepest and token.type in _CONTAINERS:
                deep.add(block.first)
    return Structure(root.children, _links(environment), frozenset(deep))


def _links(environment: Mapping[str, object]) -> Mapping[str, LinkTarget]:
    references = environment.get("references")
    if not isinstance(references, dict):
        return {}
    return {
        label: LinkTarget(found["href"], found["title"], found["map"][0] + 1, found["map"][1])
        for label, found in references.items()
    }


@cache
def _block_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    rules = parser.block.ruler
    rules.before("table", "budget", _keep_within_budget)
    rules.before("reference", "comment", _comment, {"alt": ["paragraph", "reference", "blockquote"]})
    rules.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    return parser


def _keep_within_budget(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A rule that makes no block; the others follow it."""
    if len(state.tokens) > MAX_BLOCKS:
        raise TooManyBlocksError(start + 1)
    return False


def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The rule for a comment that speaks to srs."""
    position = state.bMarks[start] + state.tShift[start]
    if not _COMMENT.match(state.src, position) or state.is_code_block(start):
        return False
    for line in range(start, min(end, start + _MAX_COMMENT_LINES)):
        if line > start and state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return False
        found = state.src.find(_COMMENT_END, state.bMarks[line] + state.tShift[line], state.eMarks[line])
        if found < 0:
            continue
        if state.src[found + len(_COMMENT_END) : state.eMarks[line]].strip():
            return False
        if not silent:
            token = state.push("html_block", "", 0)
            token.map = [start, line + 1]
            token.content = state.getLines(start, line + 1, state.blkIndent, True)
            state.line = line + 1
        return True
    return False
