"""A deck file becomes a deck, each part of it with its exact span."""

import re
from typing import NamedTuple

from content.attributes import split_heading
from content.blocks import Block, Structure, TooManyBlocksError, read_structure
from content.characters import check_characters, decode, forbidden_lines, without_forbidden
from content.definitions import Definitions, footnotes_in
from content.diagnostics import Diagnostic
from content.front_matter import below_front_matter, read_front_matter
from content.limits import MAX_LINE, check_file_size, check_lines, report_too_long
from content.models import Deck, Role, Text
from content.notes import DeckContext, Section, read_note
from content.on_github import check_on_github
from content.parts import Parts, footnotes_of
from content.reporter import Reporter
from content.soundness import is_sound
from content.source import Source

_UNSPACED = re.compile(r"(?m)\A#{2,6}[^\s#].*|^#{1,6}[^\s#].*\{#[^{}\n]*\}[ \t]*$")
_UNSPACED_TITLE = re.compile(rf"(?m)\A#[^\W\d].*|{_UNSPACED.pattern.removeprefix('(?m)')}")


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
    if not check_file_size(data, report):
        data = data[:MAX_LINE]  # what a diagnostic shows of it
    source = decode(path, data, report) if not report.errors else None
    deck = _read(source, name, report) if source else None
    return ParsedDeck(
        deck or Deck(path=path, name=name, title=name),
        tuple(sorted(report.diagnostics, key=lambda found: found.span)),
        source or Source(path, data.decode("utf-8-sig", "replace")),
    )


def _read(source: Source, name: str, report: Reporter) -> Deck | None:
    """The deck of a file, unless it has too many parts."""
    spoiled = check_lines(source, report)
    if not check_characters(source, report):
        spoiled |= forbidden_lines(source)
    if spoiled:
        source = _legible(source)
    front_matter = read_front_matter(source, report)
    body = below_front_matter(source, front_matter.end_line)
    try:
        structure = read_structure(body)
    except TooManyBlocksError as error:
        report_too_long(
            report, source.line_span(error.line), "this file has too many parts", "no more is read from here"
        )
        return None
    name = front_matter.deck or name
    check_on_github(body, structure.blocks, source, report)
    outline = _outline(structure, source, report)
    context = DeckContext(
        source,
        report,
        front_matter.tags,
        structure.links,
        frozenset(footnote.info for footnote in footnotes_in(structure.blocks)),
        structure.too_deep,
    )
    text, parts = _read_introduction(outline, spoiled, context)
    notes = [read_note(section, context) for section in outline.sections if spoiled.isdisjoint(section.lines)]
    report.note = None
    return Deck(
        path=source.path,
        name=name,
        title=outline.title or name.rpartition("::")[2],
        introduction=text,
        tags=front_matter.tags,
        setup=tuple(code for code in parts.codes if code.role is Role.SETUP),
        images=tuple(parts.images),
        names=tuple(parts.names),
        allowed=tuple(parts.allowed),
        notes=tuple(note for note in notes if note is not None),
    )


def _legible(source: Source) -> Source:
    """The file with something harmless in its spoiled lines, so that the others can be read."""
    lines = (line[:MAX_LINE] for line in source.lines)
    return Source(source.path, without_forbidden("\n".join(lines)))


class _Outline(NamedTuple):
    """The parts of a deck file."""

    title: str
    heading: Block | None
    """What gives the title."""
    introduction: list[Block]
    """The blocks before the first note."""
    sections: list[Section]

    @property
    def introduction_lines(self) -> range:
        """The lines from the first block before the first note to the last."""
        blocks = self.introduction
        return range(blocks[0].first, blocks[-1].last + 1) if blocks else range(0)


def _outline(structure: Structure, source: Source, report: Reporter) -> _Outline:
    title, heading, introduction = "", None, list[Block]()
    starts = list[tuple[Block, list[Block]]]()
    refused = set[int]()
    for block in structure.blocks:
        if block.kind == "heading" and block.markup in ("#", "="):
            is_first = not title and not starts
            _check_title(block, source, report, is_first=is_first)
            heading = heading if title else block
            if not is_first:
                refused.add(len(starts))
                starts.append((block, []))
            title = title or split_heading(block.content).text
        elif _begins_note(block):
            starts.append((block, []))
        elif _refuse_heading(block, source, report, is_first=not starts and not introduction and not title):
            refused.add(len(starts))
            starts.append((block, []))
        else:
            (starts[-1][1] if starts else introduction).append(block)
    ends = [*(heading.first for heading, _ in starts[1:]), len(source.lines) + 1]
    sections = [
        Section(heading, blocks, range(heading.first, end))
        for number, ((heading, blocks), end) in enumerate(zip(starts, ends, strict=False))
        if number not in refused
    ]
    return _Outline(title, heading, introduction, sections)


def _begins_note(block: Block) -> bool:
    """Whether it is the heading of a note, or was meant to be one."""
    if block.kind != "heading":
        return False
    return block.markup == "##" or (block.markup == "-" and bool(split_heading(block.content).attributes))


def _refuse_heading(block: Block, source: Source, report: Reporter, *, is_first: bool) -> bool:
    """Report what was meant to begin a note, so that what follows is no part of the one before it."""
    if block.kind == "heading" and any(one.sigil == "#" for one in split_heading(block.content).attributes):
        Parts(source, report, Definitions(source, {}, {})).refuse_attributes(block)
        return True
    pattern = _UNSPACED_TITLE if is_first else _UNSPACED
    found = pattern.search(block.content) if block.kind == "paragraph" else None
    if found is None:
        return False
    line, column = block.locate(found.start(), source.line)
    report.error(
        "unspaced-heading",
        source.part_span(line, column, column + len(found[0].partition("\n")[0])),
        "this is no heading: a space is missing after the `#`",
        label="readers see it as text",
        help="write a space between the `#` and the words",
    )
    return True


def _check_title(block: Block, source: Source, report: Reporter, *, is_first: bool) -> None:
    if not is_first:
        report.error(
            "second-title",
            source.line_span(block.first),
            "a deck has one title, at its top",
            help="start a note with `##`, or move this into a file of its own",
        )
    else:
        Parts(source, report, Definitions(source, {}, {})).refuse_attributes(block)


def _read_introduction(
    outline: _Outline, spoiled: frozenset[int], context: DeckContext
) -> tuple[Text | None, Parts]:
    blocks, lines, report = outline.introduction, outline.introduction_lines, context.report
    definitions = Definitions(context.source, context.links, footnotes_of(blocks))
    parts = Parts(context.source, report, definitions)
    if not spoiled.isdisjoint(lines) or not is_sound(blocks, lines, context.source, context.too_deep, report):
        return None, parts
    if outline.heading and outline.heading.first not in spoiled:
        parts.read_code_spans(outline.heading)
    for block in blocks:
        parts.read(block, Role.ANSWER)
    parts.check_footnotes(context.footnotes)
    parts.check_invisible()
    _check_setup(parts, report)
    return parts.text(blocks), parts


def _check_setup(parts: Parts, report: Reporter) -> None:
    for code in parts.codes:
        is_misplaced = code.role is Role.CHECK or (code.role is Role.ANSWER and code.is_python)
        if is_misplaced and code.span.line not in parts.report.lines:
            report.error(
                "code-outside-note",
                code.span,
                "this code belongs to no note, so nothing would run it",
                help="mark it as `python setup` if the notes need it, or move it below a `##` heading",
            )
