"""The blocks of a deck file as GitHub sees them: it obeys HTML, which is text to srs."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def


class GithubBlock(NamedTuple):
    """A block with its lines, named as those of `content.blocks` are."""

    kind: str
    first: int
    """Its first line, from 1."""
    last: int
    is_at_margin: bool
    """Whether it lies in no other."""

    @property
    def place(self) -> tuple[str, int, int]:
        """What tells it from others."""
        return self.kind, self.first, self.last


def github_blocks(markdown: str) -> list[GithubBlock]:
    """The blocks, those inside of others included, in the order of the file."""
    return [
        GithubBlock(token.type.removesuffix("_open"), token.map[0] + 1, token.map[1], token.level == 0)
        for token in github_tokens(markdown)
        if token.map and token.type != "inline"
    ]


def github_tokens(markdown: str) -> Sequence[Token]:
    """The tokens of the blocks; the text in them is not looked into."""
    return _parser().parse(markdown)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    return parser
