"""A section of a deck file becomes a note of its kind."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from content.blocks import Block, LinkTarget
from content.bodies import common, question_of, split_at_rule
from content.choice_notes import read_choice
from content.cloze_notes import read_cloze
from content.definitions import FOOTNOTE, Definitions
from content.explain_notes import read_explain
from content.headings import Head, read_head
from content.models import Basic, Note, Role
from content.parts import Parts, footnotes_of
from content.reporter import Reporter, brief
from content.soundness import is_sound, report_underline
from content.source import Source


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
    parts.check_invisible()
    if report.errors > errors or note is None:
        return None
    if footnotes:
        code = tuple(sorted(parts.codes, key=lambda code: code.first_line))
        read = {"images": tuple(parts.images), "names": tuple(parts.names), "allowed": tuple(parts.allowed)}
        return note.model_copy(update={"code": code, **read})
    return note


def _read_basic(head: Head, blocks: list[Block], parts: Parts, tags: tuple[str, ...]) -> Note | None:
    question, answer = split_at_rule(blocks)
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
        question=question_of(head, parts.text(question)),
        **common(head, parts, tags),
    )


def _read_parts(head: Head, blocks: list[Block], parts: Parts, tags: tuple[str, ...]) -> None:
    """Read what can be wrong with a note whatever its kind; what else it lacks depends on the kind."""
    for block in blocks:
        parts.read(block, Role.ANSWER)


_Reader = Callable[[Head, list[Block], Parts, tuple[str, ...]], Note | None]


_READERS: dict[str, _Reader] = {
    "basic": _read_basic,
    "choice": read_choice,
    "cloze": read_cloze,
    "explain": read_explain,
}
