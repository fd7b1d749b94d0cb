"""A section of a deck file becomes a note of its kind."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypedDict

from content.blocks import Block, LinkTarget
from content.cloze import Deletion, find_deletions, numbers
from content.definitions import FOOTNOTE, Definitions
from content.headings import Head, read_head
from content.items import Item
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
from content.parts import Parts, footnotes_of
from content.reporter import Reporter, brief
from content.soundness import is_sound, report_underline
from content.source import Source, unquote

_CHECKBOX = re.compile(r"\[([ xX])\](?:[ \t]+|$)")
_HINT = re.compile(r"hint:[ \t]*", re.IGNORECASE)


class Section(NamedTuple):
    """A `##` heading with what follows it."""

    heading: Block
    blocks: list[Block]
    lines: range
    """Its lines, the heading's included."""


class DeckContext(NamedTuple):
    """What the notes of a deck have in common."""

    source: Source
    report: Reporter
    tags: tuple[str, ...]
    links: Mapping[str, LinkTarget]
    footnotes: frozenset[str]
    """The labels of all footnotes of the deck."""
    too_deep: frozenset[int]
    """As in `Structure`."""


class _Body(NamedTuple):
    """The blocks of a note around the list that makes its kind."""

    before: list[Block]
    items: list[Block]
    after: list[Block]


def read_note(section: Section, deck: DeckContext) -> Note | None:
    """Read one note; one with errors is reported, and nothing is returned."""
    source, report = deck.source, deck.report
    errors = report.errors
    if section.heading.markup == "-":
        report.note = None
        report_underline(section.heading, source, report, help="a note begins with a heading like `## ...`")
        return None
    head = read_head(section.heading, source, report)
    if not is_sound([section.heading, *section.blocks], section.lines, source, deck.too_deep, report):
        return None
    footnotes = footnotes_of(section.blocks)
    parts = Parts(
        source,
        report,
        Definitions(source, deck.links, footnotes),
        is_cloze=head.kind == "cloze" if head.kind else None,
    )
    parts.read_inlines(section.heading)
    for label, span in parts.footnotes.items():
        report.error(
            "loose-footnote",
            span,
            f"a heading cannot have the footnote `{brief(label)}`",
            label="shown as it stands here",
            help="refer to it in the text below the heading, or write it there",
        )
    blocks = [block for block in section.blocks if block.kind != FOOTNOTE]
    reader = _READERS.get(head.kind, _read_parts)
    note = reader(head, blocks, parts, deck.tags)
    for footnote in footnotes.values():
        parts.read(footnote, Role.ANSWER)
    parts.check_footnotes(deck.footnotes)
    if report.errors > errors or note is None:
        return None
    if footnotes:
        code = tuple(sorted(parts.codes, key=lambda code: code.first_line))
        return note.model_copy(update={"code": code, "images": tuple(parts.images)})
    return note


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
    question, answer = _split_at_rule(blocks)
    for block in question:
        parts.read(block, Role.GIVEN)
    for block in answer:
        parts.read(block, Role.ANSWER)
    text = parts.text(answer)
    if text is None:
        parts.report.error(
            "empty-answer", head.span, "this note has no answer", help="write it below the heading"
        )
        return None
    return Basic(
        answer=text,
        is_reversed="reversed" in head.flags,
        question=_question(head, parts.text(question)),
        **_common(head, parts, tags),
    )


def _read_parts(head: Head, blocks: list[Block], parts: Parts, tags: tuple[str, ...]) -> None:
    """Read what can be wrong with a note whatever its kind; what else it lacks depends on the kind."""
    for block in blocks:
        parts.read(block, Role.ANSWER)


def _read_cloze(head: Head, blocks: list[Block], parts: Parts, tags: tuple[str, ...]) -> Note | None:
    text, extra = _split_at_rule(blocks)
    if not text:
        text, extra = extra, []
    for block in blocks:
        parts.read(block, Role.ANSWER)
    flaws, marked = _report_flaws(head, text, parts)
    question = _question(head, parts.text(text))
    deletions, _ = find_deletions(question.markdown)
    if flaws or _report_unreachable(deletions, marked, head, parts):
        return None
    return Cloze(
        deletions=numbers(deletions),
        extra=parts.text(extra),
        question=question,
        **_common(head, parts, tags),
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


def _read_choice(head: Head, blocks: list[Block], parts: Parts, tags: tuple[str, ...]) -> Note | None:
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
        question=_question(head, parts.text(question)),
        **_common(head, parts, tags),
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


def _read_explain(head: Head, blocks: list[Block], parts: Parts, tags: tuple[str, ...]) -> Note | None:
    before, items, after = _split_at_list(blocks)
    for block in before:
        parts.read(block, Role.GIVEN)
    for block in [*items, *after]:
        parts.read(block, Role.ANSWER)
    hints = [block for block in before if _is_hint(block)]
    hint = parts.text(hints[:1])
    asked = [block for block in before if not _is_hint(block) and block.kind != "hr"]
    concepts = tuple(Item(parts, item).text() for item in items)
    for concept in concepts:
        if not concept.markdown.strip():
            parts.report.error(
                "empty-concept", concept.span, "this concept is empty", help="write it, or delete the line"
            )
    if not 1 <= len(concepts) <= 8:
        parts.report.error(
            "concept-count",
            head.span,
            f"an explain note has 1-8 concepts; this one has {len(concepts)}",
            help="write what a good answer mentions as a list, one concept for each item: `- ...`",
        )
        return None
    hint_lines = {number for block in hints for number in range(block.first, block.last + 1)}
    longer = parts.text(asked, without=hint_lines)
    return Explain(
        hint=hint and Text(markdown=_HINT.sub("", hint.markdown, count=1), span=hint.span),
        concepts=concepts,
        answer=parts.text(after),
        question=_question(head, longer),
        **_common(head, parts, tags),
    )


def _is_hint(block: Block) -> bool:
    return block.kind == "paragraph" and _HINT.match(block.content) is not None


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


_Reader = Callable[[Head, list[Block], Parts, tuple[str, ...]], Note | None]
_READERS: dict[str, _Reader] = {
    "basic": _read_basic,
    "choice": _read_choice,
    "cloze": _read_cloze,
    "explain": _read_explain,
}
