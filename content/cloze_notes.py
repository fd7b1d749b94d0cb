"""A section of the class `.cloze` becomes a note."""

from collections.abc import Sequence

from content.blocks import Block
from content.bodies import common, question_of, split_at_rule
from content.cloze import Deletion, find_deletions, numbers
from content.headings import Head
from content.models import Cloze, Role
from content.parts import Parts
from content.source import Source


def read_cloze(head: Head, blocks: list[Block], parts: Parts, tags: tuple[str, ...]) -> Cloze | None:
    """What the section says; nothing if it cannot make a note, for a reason that is reported."""
    text, extra = split_at_rule(blocks)
    if not text:
        text, extra = extra, []
    for block in blocks:
        parts.read(block, Role.ANSWER)
    flaws, marked = _report_flaws(head, text, parts)
    question = question_of(head, parts.text(text))
    deletions, _ = find_deletions(question.markdown)
    if flaws or _report_unreachable(deletions, marked, head, parts):
        return None
    return Cloze(
        deletions=numbers(deletions),
        extra=parts.text(extra),
        question=question,
        **common(head, parts, tags),
    )


def _report_flaws(head: Head, text: Sequence[Block], parts: Parts) -> tuple[int, int]:
    """Report each deletion that cannot be used: how many, and how many are fine.

    A deletion begins and ends in one paragraph, cell or fence: what learners see is made of those.
    """
    in_title, flaws = find_deletions(head.title.markdown)
    count, marked = len(flaws), len(in_title)
    start = head.title.span
    for flaw in flaws:
        span = parts.source.part_span(start.line, start.column - 1 + flaw.start, start.column - 1 + flaw.end)
        parts.report.error("bad-deletion", span, flaw.message, help=flaw.help)
    for block in text:
        for leaf in block.walk():
            if leaf.children or leaf.first in parts.hidden or "{{c" not in leaf.content:
                continue
            in_leaf, flaws = find_deletions(leaf.content)
            marked += len(in_leaf)
            count += len(flaws)
            for flaw in flaws:
                line, column = _place(leaf, flaw.start, parts.source)
                end = column + len(leaf.content[flaw.start : flaw.end].partition("\n")[0])
                span = parts.source.part_span(line, column, end)
                parts.report.error("bad-deletion", span, flaw.message, help=flaw.help)
    return count, marked


def _place(leaf: Block, offset: int, source: Source) -> tuple[int, int]:
    """The line and the column, from 0, of a character of a paragraph, cell or fence."""
    line, column = leaf.locate(offset, source.line)
    return line + (leaf.kind == "fence"), column


def _report_unreachable(deletions: Sequence[Deletion], marked: int, head: Head, parts: Parts) -> bool:
    """Report a note without deletions, or with some where no text is; whether there is anything to report."""
    if not deletions:
        parts.report.error(
            "no-deletion",
            head.span,
            "this cloze note hides nothing",
            help="mark what is to be recalled: `The gradient is in {{c1::.grad}}.`",
        )
    elif len(deletions) != marked:
        parts.report.error(
            "bad-deletion",
            head.span,
            "a deletion of this note stands where no text is, or goes on beyond it",
            help="write deletions into paragraphs, cells and fences, each into one of them",
        )
    return not deletions or len(deletions) != marked
