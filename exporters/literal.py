"""Deck Markdown for readers that would obey raw HTML: the same text, with the HTML shown as text."""

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_CODE = {"fence", "code_block"}
_HTML = {"html_block", "html_inline"}
_INLINE = re.compile(
    r"""(?P<keep> (?<!`)(?P<ticks>`+)(?!`) .+? (?<!`)(?P=ticks)(?!`)  # a code span
              | `+ | \\.                                             # backticks alone, an escape
              | <(?:https?://|mailto:)[^\s<>`]*> )                   # an autolink
      | (?P<tag> <(?=[A-Za-z/!?]) )
      | \[\^(?P<footnote>[^\]\s]+)\]""",
    re.VERBOSE | re.DOTALL,
)


def without_html(markdown: str, *, footnotes: str = "") -> str:
    """The text with raw HTML, and nothing else, turned into visible text.

    Footnotes get labels that begin with `footnotes`, so that several texts fit into one document.
    """

    def quiet(found: re.Match[str]) -> str:
        if found["keep"]:
            return found[0]
        if found["tag"]:
            return r"\<"
        return f"[^{footnotes}{found['footnote']}]"

    blocks = _prose_and_code(markdown)
    result = "".join(text if is_code else _INLINE.sub(quiet, text) for is_code, text in blocks)
    if _holds_html(result):  # where a pattern and a parser disagree about code spans, safety comes first
        result = "".join(text if is_code else text.replace("<", "&lt;") for is_code, text in blocks)
    return result


def _prose_and_code(markdown: str) -> list[tuple[bool, str]]:
    """The text in pieces, each with whether it is a code block; a piece of prose is at most one paragraph."""
    lines = markdown.splitlines(keepends=True)
    code = [False] * len(lines)
    first = set()
    for token in _parser().parse(markdown):
        if token.map is None:
            continue
        start, end = token.map
        if token.type in _CODE:
            code[start:end] = [True] * (end - start)
        first |= {start, end}
    pieces: list[tuple[bool, str]] = []
    for number, line in enumerate(lines):
        if pieces and number not in first:
            pieces[-1] = (code[number], pieces[-1][1] + line)
        else:
            pieces.append((code[number], line))
    return pieces


def _holds_html(markdown: str) -> bool:
    def holds(token: Token) -> bool:
        return token.type in _HTML or any(holds(child) for child in token.children or ())

    return any(holds(token) for token in _obeying_parser().parse(markdown))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@lru_cache(maxsize=1)
def _obeying_parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
