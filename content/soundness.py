"""What makes the blocks of a note so different from what was meant that nothing else is worth saying."""

import re
from collections.abc import Iterable, Set

from content.blocks import Block
from content.limits import MAX_NOTE, MAX_OPEN_BRACKETS, MAX_PARAGRAPH, report_too_long
from content.models import Span
from content.reporter import Reporter
from content.source import Source

_OPENING = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*[^\s`~]")
_BRACKET = re.compile(r"[\[\]]")


def is_sound(
    blocks: Iterable[Block], lines: range, source: Source, too_deep: Set[int], report: Reporter
) -> bool:
    """Report what hides or swallows other parts of a note, which fills `lines`; whether nothing does."""
    errors = report.errors
    length = sum(len(source.lines[number - 1]) for number in lines)
    if length > MAX_NOTE:
        report_too_long(
            report,
            source.line_span(lines.start),
            f"what begins here has {length:,} characters",
            f"a note is read up to {MAX_NOTE:,}",
        )
        return False
    for block in blocks:
        for inner in block.walk():
            _check(inner, source, too_deep, report)
    return report.errors == errors


def fence_span(fence: Block, source: Source) -> Span:
    """The opening line of a fence, from its first delimiter."""
    line = source.line(fence.first)
    return Span(fence.first, line.find(fence.markup) + 1, fence.first, len(line.rstrip()) + 1)


def report_underline(heading: Block, source: Source, report: Reporter, *, help: str) -> None:
    """Report a line of dashes that makes a heading of what stands above it."""
    report.error(
        "setext-heading",
        source.line_span(heading.last),
        "this line makes a heading of the paragraph above it",
        help=help,
    )


def _check(block: Block, source: Source, too_deep: Set[int], report: Reporter) -> None:
    if block.first in too_deep and block.kind in ("list_item", "blockquote", "footnote_reference"):
        if block.children:
            return  # the line holds several blocks; the innermost is too deep
        report.error(
            "too-deep",
            source.line_span(block.first),
            "too many lists and quotes lie around this",
            label="what is inside cannot be shown",
            help="move it outwards: readers of a card see at most three levels at a glance",
        )
    elif block.kind == "fence" and not block.is_closed:
        report.error(
            "unclosed-fence",
            fence_span(block, source),
            "this fence is never closed",
            label="opened here, and takes in all that follows",
            help=f"close it with a line of `{block.markup[:10]}`",
        )
    elif block.kind == "fence" and (inner := _fence_inside(block)):
        report.error(
            "unclosed-fence",
            fence_span(block, source),
            "this fence is not closed before another begins",
            label=f"opened here, and takes in the one at line {inner}",
            help=f"close it with a line of `{block.markup[:10]}`, or open it with more to show the other",
        )
    elif block.kind == "heading" and block.markup == "-":
        report_underline(
            block,
            source,
            report,
            help="to end a longer question, leave a blank line before `---`; a heading is `## ...`",
        )
    elif len(block.content) > MAX_PARAGRAPH and block.kind in ("paragraph", "heading", "td", "th"):
        report_too_long(
            report,
            source.line_span(block.first),
            f"what begins here has {len(block.content):,} characters without a blank line",
            f"a paragraph is read up to {MAX_PARAGRAPH:,}",
        )
    elif block.kind != "fence" and block.content.count("[") > MAX_OPEN_BRACKETS:
        _check_brackets(block, source, report)


def _fence_inside(fence: Block) -> int | None:
    """The line of the code of a fence that was meant to open another."""
    for number, line in enumerate(fence.content.split("\n"), start=fence.first + 1):
        opening = _OPENING.match(line) if fence.markup in line else None
        if opening and opening[1].startswith(fence.markup):
            return number
    return None


def _check_brackets(block: Block, source: Source, report: Reporter) -> None:
    open_brackets = deepest = 0
    for bracket in _BRACKET.findall(block.content):
        open_brackets = open_brackets + 1 if bracket == "[" else max(open_brackets - 1, 0)
        deepest = max(deepest, open_brackets)
    if deepest > MAX_OPEN_BRACKETS:
        report.error(
            "too-deep",
            source.line_span(block.first),
            f"in this paragraph, {deepest:,} brackets are open at once",
            label=f"links and images are looked for inside of up to {MAX_OPEN_BRACKETS}",
            help="close the brackets, or put what they stand in into a code span or a fence",
        )
