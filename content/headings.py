"""What the heading of a note says: its question, its id and its classes."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import combining, normalize

from content.attributes import Attribute, split_heading
from content.blocks import Block
from content.cloze import shown
from content.models import Level, NoteId, Span, Text
from content.reporter import Reporter, brief, did_you_mean
from content.source import Source

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_UNREAD_ID = re.compile(r"(?<![`\\])\{[ \t]*#")
_KINDS = frozenset({"choice", "cloze", "explain"})
_LEVELS = frozenset(Level)
_FLAGS = {"multiple": "choice", "reversed": "basic"}
"""Classes that belong to one kind."""
_CLASSES = _KINDS | _LEVELS | _FLAGS.keys()


class Head(NamedTuple):
    """What the heading of a note says."""

    id: NoteId
    was: NoteId | None
    kind: str
    """Empty if the classes do not say it, or say several."""
    level: Level | None
    flags: frozenset[str]
    """`multiple`, `reversed`."""
    title: Text
    span: Span


def is_id(word: str) -> bool:
    """Whether a word can be the id of a note."""
    return _ID.fullmatch(word) is not None


def proposed_id(title: str) -> str:
    """An id made of the first words of a question; accents and the marks of deletions are left out."""
    letters = (letter for letter in normalize("NFKD", shown(title)) if not combining(letter))
    words = re.findall(r"[a-z0-9]+", "".join(letters).lower())
    return "-".join(words[:6])[:60].rstrip("-") or "note"


def has_unread_id(title: str) -> bool:
    """Whether a text holds what was meant as an id, and is none where it stands."""
    return _UNREAD_ID.search(title) is not None


def canonical_heading(content: str, new_id: str = "") -> str:
    """The text of a sound heading, its braces in their usual order: id, kind, flags, level, former id.

    `new_id` is written into that of a note without one.
    """
    text, attributes, _ = split_heading(content)
    words = [f"#{new_id}"] if new_id else []
    words += [_written(attribute) for attribute in sorted(attributes, key=_rank)]
    return f"{text} {{{' '.join(words)}}}" if words else content


def ids_in_headings(source: Source) -> Iterator[str]:
    """The ids, present and former, that the headings of a file name, whatever else is wrong with them."""
    for line in source.lines:
        if line.lstrip(" ").startswith("#"):
            for attribute in split_heading(line.rstrip(" \t#")).attributes:
                if attribute.sigil == "#":
                    yield attribute.name
                elif attribute.name == "was":
                    yield attribute.value


def read_head(heading: Block, source: Source, report: Reporter) -> Head:
    """Read the heading of a note; its diagnostics, and those that follow, belong to the note."""
    line = heading.first
    _, offset = heading.locate(0, source.line)
    text, attributes, end = split_heading(heading.content)
    span = source.line_span(line)
    reader = _Attributes(source, line, offset, report)
    report.note = None
    note_id = reader.read_id([a for a in attributes if a.sigil == "#"], text, span)
    if not text.strip():
        report.error("empty-question", span, "the heading asks nothing", help="write the question after `##`")
    classes = [attribute for attribute in attributes if attribute.sigil == "."]
    reader.check_classes(classes)
    kinds = [attribute.name for attribute in classes if attribute.name in _KINDS]
    is_known = all(attribute.name in _CLASSES for attribute in classes)
    kind = (kinds[0] if kinds else "basic") if is_known and len(kinds) < 2 else ""
    flags = [attribute for attribute in classes if attribute.name in _FLAGS]
    for flag in flags:
        if kind and kind != _FLAGS[flag.name]:
            report.error(
                "misplaced-class",
                reader.span(flag),
                f"only a {_FLAGS[flag.name]} note can be `.{flag.name}`",
                help=f"take it away, or make this a {_FLAGS[flag.name]} note",
            )
    return Head(
        id=note_id,
        was=reader.read_was([a for a in attributes if a.sigil not in ("#", ".")], note_id),
        kind=kind,
        level=next((Level(attribute.name) for attribute in classes if attribute.name in _LEVELS), None),
        flags=frozenset(flag.name for flag in flags),
        title=Text(markdown=text, span=source.part_span(line, offset, offset + end)),
        span=span,
    )


class _Attributes(NamedTuple):
    """Reads the attributes of one heading."""

    source: Source
    line: int
    offset: int
    report: Reporter

    def span(self, attribute: Attribute) -> Span:
        """Where it stands."""
        return self.source.part_span(self.line, self.offset + attribute.start, self.offset + attribute.end)

    def read_id(self, ids: list[Attribute], title: str, heading: Span) -> NoteId:
        """The id of the note, or an empty one."""
        for extra in ids[1:]:
            self.report.error(
                "bad-id",
                self.span(extra),
                "a note has one id",
                help="keep the id that learners already have",
            )
        if not ids and not title.strip():
            return NoteId("")  # one mistake: the heading is not written yet
        if not ids:
            spoiled = has_unread_id(title)
            self.report.error(
                "missing-id",
                heading,
                "this note has no id",
                label="progress hangs on the id, never on the text",
                help="end the heading with the braces, and with nothing else: `## What is it? {#its-id}`"
                if spoiled
                else f"run `srs fmt`, or end the heading with one: {{#{proposed_id(title)}}}",
            )
            return NoteId("")
        earlier = split_heading(title)
        if any(attribute.sigil == "#" for attribute in earlier.attributes):
            self.report.error(
                "bad-id",
                self.source.part_span(self.line, self.offset + earlier.end, self.offset + len(title)),
                "a note has one id",
                help="keep the id that learners already have, and write all that is in braces into one pair",
            )
        if not self._is_id(ids[0], ids[0].name):
            return NoteId("")
        self.report.note = NoteId(ids[0].name)
        return self.report.note

    def read_was(self, settings: list[Attribute], note_id: NoteId) -> NoteId | None:
        """The id that the note had when learners first met it."""
        was = None
        for attribute in settings:
            if attribute.sigil != "=" or attribute.name != "was":
                self.report.error(
                    "unknown-attribute",
                    self.span(attribute),
                    f"`{brief(attribute.name)}` means nothing here",
                    help="an id is written `#id`, a class `.class`, a former id `was=old-id`",
                )
            elif was is not None:
                self.report.error(
                    "bad-id",
                    self.span(attribute),
                    "a note has one former id",
                    help="keep the oldest: progress hangs on the id under which learners first met the note",
                )
            elif self._is_id(attribute, attribute.value) and attribute.value != note_id:
                was = NoteId(attribute.value)
        return was

    def check_classes(self, classes: list[Attribute]) -> None:
        """Report what means nothing, and what is said twice."""
        seen = dict[str, str]()
        for attribute in classes:
            name = attribute.name
            if name not in _CLASSES:
                self.report.error(
                    "unknown-class",
                    self.span(attribute),
                    f"`.{brief(name)}` means nothing here",
                    help=did_you_mean(name, _CLASSES),
                )
                continue
            what = "kind" if name in _KINDS else "level" if name in _LEVELS else f"`.{name}`"
            if what in seen:
                self.report.error(
                    "second-class", self.span(attribute), f"a note has one {what}", help="keep one of them"
                )
            seen[what] = name

    def _is_id(self, attribute: Attribute, word: str) -> bool:
        before, dot, last = word.rpartition(".")
        if dot and last in _CLASSES:
            self.report.error(
                "bad-id",
                self.span(attribute),
                f"`.{last}` is part of this id",
                help=f"separate the class from the id: {{#{brief(before)} .{last}}}",
            )
            return False
        if is_id(word):
            return True
        self.report.error(
            "bad-id",
            self.span(attribute),
            f"`{brief(word)}` cannot be an id",
            help="up to 100 letters, digits, `-`, `_` and `.`, beginning with a letter or digit",
        )
        return False


def _rank(attribute: Attribute) -> int:
    """The place of an attribute among the others."""
    if attribute.sigil != ".":
        return 0 if attribute.sigil == "#" else 4
    return 1 if attribute.name in _KINDS else 2 if attribute.name in _FLAGS else 3


def _written(attribute: Attribute) -> str:
    if attribute.sigil == "=":
        return f"{attribute.name}={attribute.value}"
    return attribute.sigil + attribute.name
