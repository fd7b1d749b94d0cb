"""The canonical layout of a deck file: one of those that no reader of Markdown can tell apart."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from content.blocks import Block, read_structure
from content.front_matter import below_front_matter, front_matter_end
from content.github import GithubBlock, github_blocks
from content.headings import canonical_heading
from content.source import Source

_BLANK = " \t"
_CHECKBOXES = ("[ ]", "[x]", "[X]")
_LISTS = frozenset({"bullet_list", "ordered_list", "list_item"})
_EMPTY_ITEM = re.compile(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])(?:[ \t]+|$))+")
_HOLD_BLANK_LINES = frozenset({"fence", "html_block", "code_block"})


def laid_out(source: Source) -> str:
    """The text of a deck file without mistakes, in canonical layout.

    What changes lies between the blocks at the left margin, or in the headings among them, or is white space
    that ends a line; and only where srs and GitHub see the same blocks.
    """
    lines = source.lines if source.lines[-1] else source.lines[:-1]
    top = front_matter_end(source) or 0
    body = below_front_matter(source, top)
    blocks, on_github = read_structure(body).blocks, github_blocks(body)
    at_margin = {block.place for block in on_github if block.is_at_margin}
    agreed = [block for block in blocks if (block.kind, block.first, block.last) in at_margin]
    paragraphs = {block.place for block in on_github if block.kind == "paragraph"}
    math = _math(lines)
    written = {
        number: line
        for block in [*agreed, *_paragraphs(blocks)]
        if block.kind != "paragraph" or ("paragraph", block.first, block.last) in paragraphs
        for number, line in _written(block, lines).items()
        if number not in math
    }
    apart = [block for block in agreed if _is_apart(block)]
    gaps = {top + 1} | ({number for block in apart for number in (block.first, block.last + 1)} - math)
    return _joined(lines, top, written, gaps, _held(blocks, on_github, lines))


def _joined(
    lines: Sequence[str], top: int, written: Mapping[int, str], gaps: Set[int], held: Set[int]
) -> str:
    """The lines as they are to be written, those up to `top` as they are.

    A blank line stands above the lines of `gaps`, and wherever blank lines stood; above lines that are `held`
    to those before them, all stays as it is.
    """
    result = list(lines[:top])
    is_gap = False
    for number, line in enumerate(lines[top:], start=top + 1):
        if not line.strip(_BLANK) and number not in held:
            is_gap = True
            continue
        if number not in held and (is_gap or number in gaps):
            begins_front_matter = not result and line.rstrip() == "---"
            if result or (is_gap and begins_front_matter):
                result.append("")
        result.append(written.get(number, line))
        is_gap = False
    return "".join(f"{line}\n" for line in result)


def _held(blocks: Sequence[Block], on_github: Sequence[GithubBlock], lines: Sequence[str]) -> Set[int]:
    """The lines that, for one reader at least, lie in the same block as the line before them."""
    held: set[int] = set()
    for block in blocks:
        held.update(range(block.first + 1, _last(block.kind, block.first, block.last, lines) + 1))
    closed = {(one.first, one.last) for block in blocks for one in block.walk() if _is_closed_fence(one)}
    for kind, first, last, is_at_margin in on_github:
        if is_at_margin:
            held.update(range(first + 1, _last(kind, first, last, lines) + 1))
        elif kind in _HOLD_BLANK_LINES and (first, last) not in closed:  # it may take in what follows it
            held.update(range(first + 1, _next_words(last, lines) + 1))
    for number, line in enumerate(lines, start=1):
        if _EMPTY_ITEM.fullmatch(line):  # it takes in what follows after one blank line, and not after two
            held.update(range(number + 1, _next_words(number, lines) + 1))
    return held


def _next_words(number: int, lines: Sequence[str]) -> int:
    """The first line after another one that is not blank, or the end of the file."""
    number += 1
    while number <= len(lines) and not lines[number - 1].strip(_BLANK):
        number += 1
    return number


def _math(lines: Sequence[str]) -> Set[int]:
    """The lines that may be math: those with `$$` near them, up to a blank line, where math always ends."""
    found: set[int] = set()
    first = 1
    for number, line in enumerate([*lines, ""], start=1):
        if not line.strip(_BLANK):
            if any("$$" in one for one in lines[first - 1 : number - 1]):
                found.update(range(first, number))
            first = number + 1
    return found


def _last(kind: str, first: int, last: int, lines: Sequence[str]) -> int:
    """The last line of a block, less the blank lines after it that are none of its text."""
    while kind not in _HOLD_BLANK_LINES and last > first and not lines[last - 1].strip(_BLANK):
        last -= 1
    return last


def _is_apart(block: Block) -> bool:
    """Whether a blank line is to stand above and below a block."""
    return _is_closed_fence(block) or (block.kind == "heading" and block.markup.startswith("#"))


def _is_closed_fence(block: Block) -> bool:
    return block.kind == "fence" and block.is_closed


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Block]:
    """The paragraphs in lists; those in quotes are left alone."""
    for block in blocks:
        if block.kind == "paragraph":
            yield block
        elif block.kind in _LISTS:
            yield from _paragraphs(block.children)


def _written(block: Block, lines: Sequence[str]) -> dict[int, str]:
    """The lines of a block that are to be written in another way, by their numbers."""
    match block.kind:
        case "paragraph":
            return _stripped_paragraph(block, lines)
        case "heading" if block.markup.startswith("#"):
            return {block.first: _heading(block, lines[block.first - 1])}
        case "hr":
            return {block.first: lines[block.first - 1].rstrip(_BLANK)}
        case "fence" if block.is_closed:
            return {number: lines[number - 1].rstrip(_BLANK) for number in (block.first, block.last)}
        case _:
            return {}


def _heading(block: Block, line: str) -> str:
    """The line of a heading; as it is, if it would be read as another."""
    content = canonical_heading(block.content)
    candidate = f"{block.markup} {content}".rstrip(_BLANK)
    if candidate == line:
        return line
    read = [(one.kind, one.markup, one.content) for one in read_structure(candidate).blocks]
    return candidate if read == [(block.kind, block.markup, content)] else line


def _stripped_paragraph(block: Block, lines: Sequence[str]) -> dict[int, str]:
    """The lines less the white space that ends them, if no part of the text needs that."""
    before = list(lines[block.first - 1 : block.last])
    after = _stripped(before)
    content = block.content.split("\n")
    if after == before or len(content) != len(before) or "<" in block.content or "$" in block.content:
        return {}
    if _inlines(block.content) != _inlines("\n".join(_stripped(content))):
        return {}
    return dict(enumerate(after, start=block.first))


def _stripped(lines: Sequence[str]) -> list[str]:
    """The lines of a paragraph less the white space that ends them, but for two spaces that break a line."""
    stripped = []
    for number, line in enumerate(lines, start=1):
        short = line.rstrip(_BLANK)
        is_meant = short.endswith(_CHECKBOXES) or (number < len(lines) and line.endswith("  "))
        stripped.append(line if is_meant else short)
    return stripped


def _inlines(text: str) -> Sequence[Token] | None:
    """What the text of a paragraph is made of."""
    return _inline_parser().parseInline(text)[0].children


@cache
def _inline_parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
