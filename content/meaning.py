"""What a deck file says, apart from where it says it and from how its text is laid out."""

from collections.abc import Iterable
from typing import NamedTuple

from markdown_it.token import Token

from content.attributes import split_heading
from content.blocks import Block, read_structure
from content.front_matter import below_front_matter, front_matter_end
from content.github import github_tokens
from content.markdown import ParsedDeck

_PLACES = frozenset({"span", "first_line"})


class Meaning(NamedTuple):
    """Equal for files that say the same to srs, and that look the same on GitHub but for headings' braces."""

    deck: object
    on_github: object


def meaning(parsed: ParsedDeck) -> Meaning:
    """What a deck file without mistakes says."""
    tokens = github_tokens(below_front_matter(parsed.source, front_matter_end(parsed.source) or 0))
    return Meaning(_without_places(parsed.deck.model_dump()), _seen(tokens))


def _without_places(value: object) -> object:
    """A model as plain values, less its spans; its Markdown as the blocks that it is made of."""
    match value:
        case {"markdown": str(markdown)}:
            return _blocks(read_structure(markdown).blocks)
        case dict():
            return {key: _without_places(one) for key, one in value.items() if key not in _PLACES}
        case list() | tuple():
            return [_without_places(one) for one in value]
        case _:
            return value


def _blocks(blocks: Iterable[Block]) -> list[object]:
    return [
        [
            block.kind,
            block.markup,
            block.info,
            block.content if block.kind in ("fence", "code_block") else _lines(block.content),
            _blocks(block.children),
        ]
        for block in blocks
    ]


def _seen(tokens: Iterable[Token]) -> list[object]:
    seen: list[object] = []
    is_heading = False
    for token in tokens:
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
    lines = content.split("\n")
    broken = [line.rstrip(" \t") + "  " * line.endswith("  ") for line in lines[:-1]]
    return [*broken, lines[-1].rstrip(" \t")]
