"""Whether two deck files say the same, wherever they say it and however their text is laid out."""

from collections.abc import Iterable

from content.attributes import split_heading
from content.blocks import Block, read_structure
from content.front_matter import below_front_matter, front_matter_end
from content.github import github_tokens
from content.markdown import ParsedDeck
from content.source import Source

_PLACES = frozenset({"span", "first_line"})


def say_the_same(one: ParsedDeck, other: ParsedDeck) -> bool:
    """Whether two files without mistakes say the same to srs, and look the same on GitHub.

    There, the braces that end headings may differ.
    """
    return _are_equal(one.deck.model_dump(), other.deck.model_dump()) and (
        _on_github(one.source) == _on_github(other.source)
    )


def _are_equal(one: object, other: object) -> bool:
    """Whether two models, as plain values, differ in no more than places, and in how Markdown is laid out."""
    match one, other:
        case {"markdown": str(markdown)}, {"markdown": str(another)}:
            return markdown == another or _blocks(markdown) == _blocks(another)
        case dict(), dict():
            return one.keys() == other.keys() and all(
                _are_equal(value, other[key]) for key, value in one.items() if key not in _PLACES
            )
        case ((list() | tuple()), (list() | tuple())):
            return len(one) == len(other) and all(map(_are_equal, one, other))
        case _:
            return one == other


def _blocks(markdown: str) -> list[object]:
    return _values(read_structure(markdown).blocks)


def _values(blocks: Iterable[Block]) -> list[object]:
    return [
        [
            block.kind,
            block.markup,
            block.info,
            block.content if block.kind in ("fence", "code_block") else _lines(block.content),
            _values(block.children),
        ]
        for block in blocks
    ]


def _on_github(source: Source) -> list[object]:
    seen: list[object] = []
    is_heading = False
    for token in github_tokens(below_front_matter(source, front_matter_end(source) or 0)):
        content: object = token.content.rstrip("\n")
        if token.type == "inline":
            content = _heading(token.content) if is_heading else _lines(token.content)
        seen.append([token.type, token.hidden, token.markup, token.info.strip(), token.attrs, content])
        is_heading = token.type == "heading_open"
    return seen


def _heading(content: str) -> object:
    text, attributes, _ = split_heading(content)
    return text, sorted((one.sigil, one.name, one.value) for one in attributes)


def _lines(content: str) -> list[str]:
    """The lines of a text, less the white space that ends them; two spaces break a line."""
    *lines, last = content.split("\n")
    return [*(line.rstrip(" \t") + "  " * line.endswith("  ") for line in lines), last.rstrip(" \t")]
