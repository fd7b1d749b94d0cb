"""A section of the class `.choice` becomes a note."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from content.blocks import Block
from content.bodies import common, question_of, split_at_list, split_at_rule
from content.headings import Head
from content.items import Item
from content.models import Choice, Option, Role, Text
from content.parts import Parts
from content.reporter import Reporter
from content.source import unquote

_CHECKBOX = re.compile(r"\[([ xX])\](?:[ \t]+|$)")


def read_choice(head: Head, blocks: list[Block], parts: Parts, tags: tuple[str, ...]) -> Choice | None:
    """What the section says; nothing if it cannot make a note, for a reason that is reported."""
    before, items, after = split_at_list(blocks)
    question, rest = split_at_rule(before)
    if not question:
        question, rest = rest, []
    for block in before:
        parts.read(block, Role.GIVEN)
    for index, item in enumerate(items):
        parts.read(item, Role.OPTION, option=index)
    for block in after:
        parts.read(block, Role.ANSWER)
    is_quoted = [block.kind == "blockquote" for block in after]
    quote = is_quoted.index(True) if True in is_quoted else len(after)
    if _refuse_other_text([*rest, *after[:quote], *after[quote + 1 :]], parts):
        return None
    options = [_read_option(Item(parts, item)) for item in items]
    _check_options(options, head, parts.report)
    if not 2 <= len(options) <= 8:
        return None
    explanation = parts.text(after[quote : quote + 1])
    return Choice(
        options=tuple(Option(text=text, right=bool(right), feedback=why) for text, right, why in options),
        explanation=explanation and Text(markdown=unquote(explanation.markdown), span=explanation.span),
        question=question_of(head, parts.text(question)),
        **common(head, parts, tags),
    )


class _Marked(NamedTuple):
    """An option as it is written."""

    text: Text
    right: bool | None
    """Nothing if it does not say."""
    feedback: Text | None


def _read_option(item: Item) -> _Marked:
    box = _CHECKBOX.match(item.first_line)
    last_block = item.block.children[-1] if item.block.children else item.block
    is_feedback = last_block.kind == "blockquote" and last_block.first > item.block.first
    quote = last_block if is_feedback else None
    text = item.text(skip=box.end() if box else 0, last=quote.first - 1 if quote else None)
    feedback = None
    if quote:
        markdown = unquote(item.part(quote.first, quote.last))
        span = item.parts.source.block_span(quote.first, quote.last)
        complete = item.parts.definitions.complete(markdown, quote.first, quote.last)
        feedback = Text(markdown=complete, span=span) if markdown.strip() else None
    return _Marked(text, box[1] != " " if box else None, feedback)


def _check_options(options: Sequence[_Marked], head: Head, report: Reporter) -> None:
    unmarked = [option for option in options if option.right is None]
    right = [option for option in options if option.right]
    if not 2 <= len(options) <= 8:
        report.error(
            "option-count",
            head.span,
            f"a choice note has 2-8 options; this one has {len(options)}",
            help="write each option as a list item: `- [ ] wrong` or `- [x] right`",
        )
        return
    for option in unmarked[:1] if len(unmarked) == len(options) else unmarked:
        report.error(
            "bad-checkbox",
            option.text.span,
            "this option does not say whether it is right",
            label="nor does any other" if len(unmarked) == len(options) else "",
            help="begin a right option with `- [x] ` and a wrong one with `- [ ] `",
        )
    for option in options:
        if not option.text.markdown.strip():
            report.error(
                "empty-option", option.text.span, "this option is empty", help="write it after the brackets"
            )
    if unmarked:
        return
    if not right:
        report.error(
            "no-right-option", head.span, "none of the options is right", help="mark the right one with `[x]`"
        )
    elif len(right) > 1 and "multiple" not in head.flags:
        report.error(
            "several-right-options",
            right[1].text.span,
            "a second right option where one was meant",
            help="mark one with `[x]`, or add the class `.multiple` to the heading if several are right",
        )


def _refuse_other_text(blocks: Sequence[Block], parts: Parts) -> bool:
    """Report text that a choice note has no place for; whether there is some."""
    stray = next((block for block in blocks if block.first not in parts.hidden), None)
    if stray is None:
        return False
    if stray.first in parts.report.lines:
        return True
    is_list = stray.kind in ("bullet_list", "ordered_list")
    parts.report.error(
        "unexpected-text",
        parts.source.line_span(stray.first),
        "a second list: the options make one"
        if is_list
        else "a choice note is its question, one list of options, and one quote that explains",
        help="begin each option with the same sign, and leave nothing between them"
        if is_list
        else "put the explanation into a quote: `> ...`",
    )
    return True
