"""The block structure of Markdown as a tree, each block with its lines."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt


@dataclass(slots=True)
class Block:
    """A paragraph, list, fence or other block of Markdown (named as markdown-it names them)."""

    kind: str
    first: int
    """Its first line, from 1."""
    last: int
    """Its last line."""
    markup: str = ""
    """What opens it: `##`, a fence's backticks, a rule's dashes."""
    info: str = ""
    content: str = ""
    """The text of a heading or paragraph, or the lines inside a fence."""
    children: list["Block"] = field(default_factory=list)

    def locate(self, offset: int, line: Callable[[int], str]) -> tuple[int, int]:
        """The place of a character of `content`: its line, and its column from 0.

        `line` gives the text of a line of the file. What stands before the block in a line (a list marker,
        a quote's `>`) is no part of `content`.
        """
        before = self.content[:offset]
        number = self.first + before.count("\n")
        start = before.rfind("\n") + 1
        text = self.content[start:].partition("\n")[0]
        return number, max(line(number).find(text), 0) + offset - start

    def walk(self) -> Iterator["Block"]:
        """This block and all blocks inside it, in the order of the file."""
        yield self
        for child in self.children:
            yield from child.walk()


@cache
def _block_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.block.ruler.disable("reference")  # it drops link definitions, and takes footnotes for them
    return parser


def read_blocks(markdown: str) -> list[Block]:
    """The top-level blocks of a Markdown text."""
    root = Block("root", 1, 1)
    stack = [root]
    for token in _block_parser().parse(markdown):
        if token.type == "inline":
            stack[-1].content = token.content
            continue
        if token.nesting < 0:
            stack.pop()
            continue
        first, end = token.map or (stack[-1].first - 1, stack[-1].last)
        block = Block(
            token.type.removesuffix("_open"),
            first + 1,
            max(end, first + 1),
            token.markup,
            token.info.strip(),
            token.content,
        )
        stack[-1].children.append(block)
        if token.nesting > 0:
            stack.append(block)
    return root.children
