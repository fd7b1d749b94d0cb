"""A deck file becomes a deck, each part of it with its exact span."""

from typing import NamedTuple

from content.attributes import split_heading
from content.blocks import Block, read_blocks
from content.characters import check_characters, decode
from content.diagnostics import Diagnostic
from content.front_matter import FrontMatter, read_front_matter
from content.models import Deck, Role, Text
from content.notes import Section, read_note
from content.parts import Parts, text_of
from content.reporter import Reporter
from content.source import Source


class ParsedDeck(NamedTuple):
    """A deck file as far as it could be read."""

    deck: Deck
    """Notes with errors are left out."""
    diagnostics: tuple[Diagnostic, ...]
    source: Source


def parse_deck(path: str, data: bytes, *, name: str) -> ParsedDeck:
    """Read a deck file, whatever bytes it holds.

    `path` is relative to the collection's root; `name` is the deck's name unless its front matter sets one.
    """
    report = Reporter(path)
    source = decode(path, data, report)
    if source is None or not check_characters(source, report):
        return ParsedDeck(
            Deck(path=path, name=name, title=name), tuple(report.diagnostics), source or Source(path, "")
        )
    front_matter = read_front_matter(source, report)
    name = front_matter.deck or name
    title, introduction, sections = _split(source, front_matter, report)
    text, parts = _read_introduction(introduction, source, report)
    notes = [read_note(section, source, front_matter.tags, report) for section in sections]
    report.note = None
    deck = Deck(
        path=path,
        name=name,
        title=title or name.rpartition("::")[2],
        introduction=text,
        tags=front_matter.tags,
        setup=tuple(code for code in parts.codes if code.role is Role.SETUP),
        images=tuple(parts.images),
        notes=tuple(note for note in notes if note is not None),
    )
    return ParsedDeck(deck, tuple(report.diagnostics), source)


def _split(
    source: Source, front_matter: FrontMatter, report: Reporter
) -> tuple[str, list[Block], list[Section]]:
    """The title, the blocks before the first `##`, and a section for each `##`."""
    body = "\n" * front_matter.end_line + "\n".join(source.lines[front_matter.end_line :])
    title, introduction = "", list[Block]()
    sections = list[Section]()
    for block in read_blocks(body):
        if block.kind == "heading" and block.markup == "-":
            report.error(
                "setext-heading",
                source.line_span(block.last),
                "this line makes a heading of the paragraph above it",
                help="to end a longer question, leave a blank line before `---`; a heading is `## ...`",
            )
        elif block.kind == "heading" and block.markup in ("#", "="):
            if title or sections:
                report.error(
                    "second-title",
                    source.line_span(block.first),
                    "a deck has one title, at its top",
                    help="start a note with `##`, or move this into a file of its own",
                )
            title = title or split_heading(block.content).text
            continue
        elif block.kind == "heading" and block.markup == "##":
            sections.append(Section(block, []))
            continue
        (sections[-1].blocks if sections else introduction).append(block)
    return title, introduction, sections


def _read_introduction(blocks: list[Block], source: Source, report: Reporter) -> tuple[Text | None, Parts]:
    parts = Parts(source, report)
    for block in blocks:
        parts.read(block, Role.ANSWER)
    for code in parts.codes:
        if code.role is Role.CHECK or (code.role is Role.ANSWER and code.is_python):
            report.error(
                "code-outside-note",
                code.span,
                "this code belongs to no note, so nothing would run it",
                help="mark it as `python setup` if the notes need it, or move it below a `##` heading",
            )
    text = text_of(source, blocks, parts.hidden) if blocks else None
    return text, parts
