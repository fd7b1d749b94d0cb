"""Inline Markdown that matters beyond its looks: images and code spans, with their places."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, backtick, image

_Rule = Callable[[StateInline, bool], bool]
_PLACE = "place"


class Inline(NamedTuple):
    """A part of a paragraph, with the characters it takes of it (counted from 0)."""

    kind: str
    """As markdown-it names it: `image` or `code_inline`."""
    start: int
    end: int
    text: str
    """The code, or the alternative text of the image."""
    source: str
    """Where the image is."""


def read_inlines(paragraph: str) -> list[Inline]:
    """The images and code spans of a paragraph."""
    if "`" not in paragraph and "![" not in paragraph:
        return []
    (block,) = _parser().parseInline(paragraph)
    return [
        Inline(token.type, start, end, token.content, str(token.attrs.get("src", "")))
        for token in block.children or ()
        for start, end in token.meta.get(_PLACE, ())
    ]


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    parser.inline.ruler.at("image", _placed(image))
    parser.inline.ruler.at("backticks", _placed(backtick))
    return parser


def _placed(rule: _Rule) -> _Rule:
    """The rule, with the place that markdown-it itself does not keep written into its token."""

    def placed(state: StateInline, silent: bool) -> bool:
        start, known = state.pos, len(state.tokens)
        found = rule(state, silent)
        if found and len(state.tokens) > known and state.tokens[-1].type in ("image", "code_inline"):
            state.tokens[-1].meta[_PLACE] = ((start, state.pos),)
        return found

    return placed
