"""A section of a deck file becomes a note of its kind."""

import re
from collections.abc import Sequence
from typing import NamedTuple, TypedDict

from content.blocks import Block
from content.cloze import find_deletions, numbers
from content.headings import Head, read_head
from content.models import (
    Allowed,
    Basic,
    Choice,
    Cloze,
    Code,
    Explain,
    Image,
    Level,
    Note,
    NoteId,
    Option,
    Role,
    Span,
    Text,
)
from content.parts import Item, Parts, text_of
from content.reporter import Reporter
from content.source import Source, unquote

_CHECKBOX = re.compile(r"\[([ xX])\](?:[ \t]+|$)")
_HINT = re.compile(r"hint:[ \t]*", re.IGNORECASE)


class Section(NamedTuple):
    """A `##` heading with what follows it."""

    heading: Block
    blocks: list[Block]


class _Body(NamedTuple):
    """The blocks of a note around the list that makes its kind."""

    before: list[Block]
    items: list[Block]
    after: list[Block]


def read_note(section: Section, source: Source, tags: tuple[str, ...], report: Reporter) -> Note | None:
    """Read one note; one with errors is reported, and nothing is returned."""
    errors = report.errors
    head = read_head(section.heading, source, report)
    parts = Parts(source, report, is_cloze=head.kind == "cloze")
    parts.read_inlines(section.heading)
    readers = {"choice": _read_choice, "cloze": _read_cloze, "explain": _read_explain}
    note = readers.get(head.kind, _read_basic)(head, section.blocks, parts, tags)
    return note if report.errors == errors else None


def _question(head: Head, longer: Text | None) -> Text:
    if longer is None:
        return head.title
    start, end = head.title.span, longer.span
    return Text(
        markdown=f"{head.title.markdown}\n\n{longer.markdown}",
        span=Span(start.line, start.column, end.end_line, end.end_column),
    )


def _split_at_rule(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """The blocks before and after a `---` line; all are after it if there is none."""
    for index, block in enumerate(blocks):
        if block.kind == "hr" and block.markup.startswith("-"):
            return list(blocks[:index]), list(blocks[index + 1 :])
    return [], list(blocks)


def _split_at_list(blocks: Sequence[Block]) -> _Body:
    """The blocks before, in and after the first list."""
    for index, block in enumerate(blocks):
        if block.kind in ("bullet_list", "ordered_list"):
            return _Body(list(blocks[:index]), block.children, list(blocks[index + 1 :]))
    return _Body(list(blocks), [], [])


def _read_basic(head: Head, blocks: list[Block], parts: Parts, tags: tuple[str, ...]) -> Note | None:
    source, report = parts.source, parts.report
    question, answer = _split_at_rule(blocks)
    for block in question:
        parts.read(block, Role.GIVEN)
    for block in answer:
        parts.read(block, Role.ANSWER)
    text = text_of(source, answer, parts.hidden)
    if text is None:
        report.error("empty-answer", head.span, "this note has no answer", help="write it below the heading")
        return None
    return Basic(
        answer=text,
        is_reversed="reversed" in head.flags,
        question=_question(head, text_of(source, question, parts.hidden)),
        **_common(head, parts, tags),
    )


def _read_cloze(head: Head, blocks: list[Block], parts: Parts, tags: tuple[str, ...]) -> Note | None:
    source, report = parts.source, parts.report
    text, extra = _split_at_rule(blocks)
    if not text:
        text, extra = extra, []
    for block in blocks:
        parts.read(block, Role.ANSWER)
    question = _question(head, text_of(source, text, parts.hidden))
    deletions, _ = find_deletions(question.markdown)
    flaws = _report_flaws(head.title.markdown, head.title.span, parts)
    for block in text:
        lines = "\n".join(source.lines[block.first - 1 : block.last])
        flaws += _report_flaws(lines, Span(block.first, 1, block.last, 1), parts)
    if not deletions and not flaws:
        report.error(
            "no-deletion",
            head.span,
            "this cloze note hides nothing",
            help="mark what is to be recalled: `The gradient is in {{c1::.grad}}.`",
        )
    if not deletions or flaws:
        return None
    return Cloze(
        deletions=numbers(deletions),
        extra=text_of(source, extra, parts.hidden),
        question=question,
        **_common(head, parts, tags),
    )


def _report_flaws(text: str, span: Span, parts: Parts) -> int:
    """Report each deletion that cannot be used; `span` is where the text begins. Returns how many."""
    _, flaws = find_deletions(text)
    for flaw in flaws:
        line = span.line + text.count("\n", 0, flaw.start)
        before = flaw.start - (text.rfind("\n", 0, flaw.start) + 1)
        start = before + (span.column - 1 if line == span.line else 0)
        parts.report.error(
            "bad-deletion",
            parts.source.part_span(line, start, start + flaw.end - flaw.start),
            flaw.message,
            help=flaw.help,
        )
    return len(flaws)


def _read_choice(head: Head, blocks: list[Block], parts: Parts, tags: tuple[str, ...]) -> Note | None:
    source, report = parts.source, parts.report
    before, items, after = _split_at_list(blocks)
    question, rest = _split_at_rule(before)
    if not question:
        question, rest = rest, []
    for block in before:
        parts.read(block, Role.GIVEN)
    for index, item in enumerate(items):
        parts.read(item, Role.OPTION, option=index)
    for block in after:
        parts.read(block, Role.ANSWER)
    options = tuple(_read_option(Item(source, item, parts.hidden), report) for item in items)
    _check_options(options, head, report)
    quotes = [block for block in after if block.kind == "blockquote"]
    _refuse_other_text([*rest, *(block for block in after if block not in quotes[:1])], parts)
    if not 2 <= len(options) <= 8:
        return None
    explanation = text_of(source, quotes[:1], parts.hidden)
    return Choice(
        options=options,
        explanation=explanation and Text(markdown=unquote(explanation.markdown), span=explanation.span),
        question=_question(head, text_of(source, question, parts.hidden)),
        **_common(head, parts, tags),
    )


def _read_option(item: Item, report: Reporter) -> Option:
    box = _CHECKBOX.match(item.first_line)
    if box is None:
        report.error(
            "bad-checkbox",
            item.source.line_span(item.block.first),
            "this option does not say whether it is right",
            help="begin a right option with `- [x] ` and a wrong one with `- [ ] `",
        )
    last_block = item.block.children[-1] if item.block.children else item.block
    quote = last_block if last_block.kind == "blockquote" else None
    text = item.text(skip=box.end() if box else 0, last=quote.first - 1 if quote else None)
    if not text.markdown.strip():
        report.error("empty-option", text.span, "this option is empty", help="write it after the brackets")
    feedback = None
    if quote:
        markdown = unquote(item.part(quote.first, quote.last))
        feedback = Text(markdown=markdown, span=item.source.block_span(quote.first, quote.last))
    return Option(text=text, right=box is not None and box[1] != " ", feedback=feedback)


def _check_options(options: tuple[Option, ...], head: Head, report: Reporter) -> None:
    right = [option for option in options if option.right]
    if not 2 <= len(options) <= 8:
        report.error(
            "option-count",
            head.span,
            f"a choice note has 2-8 options; this one has {len(options)}",
            help="write each option as a list item: `- [ ] wrong` or `- [x] right`",
        )
    elif not right:
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


def _refuse_other_text(blocks: Sequence[Block], parts: Parts) -> None:
    hidden = {lines.start for lines in parts.hidden}
    stray = next((block for block in blocks if block.first not in hidden), None)
    if stray:
        parts.report.error(
            "unexpected-text",
            parts.source.line_span(stray.first),
            "a choice note is its question, one list of options, and one quote that explains",
            help="put the explanation into a quote: `> ...`",
        )


def _read_explain(head: Head, blocks: list[Block], parts: Parts, tags: tuple[str, ...]) -> Note | None:
    source, report = parts.source, parts.report
    before, items, after = _split_at_list(blocks)
    for block in before:
        parts.read(block, Role.GIVEN)
    for block in [*items, *after]:
        parts.read(block, Role.ANSWER)
    hints = [block for block in before if block.kind == "paragraph" and _HINT.match(block.content)]
    hint = text_of(source, hints[:1], parts.hidden)
    asked = [block for block in before if block not in hints and block.kind != "hr"]
    concepts = tuple(Item(source, item, parts.hidden).text() for item in items)
    for concept in concepts:
        if not concept.markdown.strip():
            report.error(
                "empty-concept", concept.span, "this concept is empty", help="write it, or delete the line"
            )
    if not 1 <= len(concepts) <= 8:
        report.error(
            "concept-count",
            head.span,
            f"an explain note has 1-8 concepts; this one has {len(concepts)}",
            help="write what a good answer mentions as a list, one concept for each item: `- ...`",
        )
        return None
    return Explain(
        hint=hint and Text(markdown=_HINT.sub("", hint.markdown, count=1), span=hint.span),
        concepts=concepts,
        answer=text_of(source, after, parts.hidden),
        question=_question(
            head, text_of(source, asked, [*parts.hidden, *(range(h.first, h.last + 1) for h in hints)])
        ),
        **_common(head, parts, tags),
    )


class _Common(TypedDict):
    """The fields that notes of every kind have, less the question."""

    id: NoteId
    was: NoteId | None
    title: str
    level: Level | None
    tags: tuple[str, ...]
    code: tuple[Code, ...]
    images: tuple[Image, ...]
    allowed: tuple[Allowed, ...]
    path: str
    span: Span


def _common(head: Head, parts: Parts, tags: tuple[str, ...]) -> _Common:
    return {
        "id": head.id,
        "was": head.was,
        "title": head.title.markdown,
        "level": head.level,
        "tags": tags,
        "code": tuple(parts.codes),
        "images": tuple(parts.images),
        "allowed": tuple(parts.allowed),
        "path": parts.source.path,
        "span": head.span,
    }
