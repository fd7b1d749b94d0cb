"""A deck file as it is to be written: with the ids that it lacks, in canonical layout, saying the same."""

from collections.abc import Callable
from typing import NamedTuple

from content.attributes import split_heading
from content.blocks import read_structure
from content.diagnostics import Diagnostic, Severity
from content.headings import canonical_heading, has_unread_id
from content.layout import laid_out
from content.markdown import ParsedDeck, parse_deck
from content.meaning import say_the_same
from content.models import NoteId

_BYTE_ORDER_MARK = "\ufeff"


class Formatted(NamedTuple):
    """What a deck file is to hold."""

    data: bytes
    ids: tuple[NoteId, ...] = ()
    """Those that it lacked."""
    errors: tuple[Diagnostic, ...] = ()
    """Why it stays as it is."""


def format_deck(path: str, data: bytes, new_id: Callable[[str], NoteId]) -> Formatted:
    """Format a deck file; one with mistakes other than missing ids stays as it is.

    `path` is relative to the collection's root; `new_id` makes an id for the question that a heading asks.
    """
    parsed = _parse(path, data)
    unmended = tuple(error for error in _errors(parsed) if not _is_missing_id(error, parsed))
    if unmended:
        return Formatted(data, errors=unmended)
    lines = list(parsed.source.lines)
    ids = []
    for error in _errors(parsed):
        number = error.span.line
        heading = _heading(lines[number - 1])
        ids.append(new_id(split_heading(heading).text))
        lines[number - 1] = f"## {canonical_heading(heading, ids[-1])}"
    identified = _parse(path, _encoded("\n".join(lines))) if ids else parsed
    if _errors(identified):  # what is longer by an id can be too long
        return Formatted(data, errors=_errors(identified))
    text = laid_out(identified.source)
    if text != identified.source.text:
        reread = _parse(path, _encoded(text))
        if _errors(reread) or not say_the_same(identified, reread):
            text = identified.source.text  # no layout is worth a word
    return Formatted(_encoded(text), tuple(ids))


def _parse(path: str, data: bytes) -> ParsedDeck:
    return parse_deck(path, data, name="Deck")


def _errors(parsed: ParsedDeck) -> tuple[Diagnostic, ...]:
    return tuple(found for found in parsed.diagnostics if found.severity is Severity.ERROR)


def _is_missing_id(error: Diagnostic, parsed: ParsedDeck) -> bool:
    """Whether an id can be written at the end of a heading; not if one stands elsewhere in it."""
    return error.code == "missing-id" and not has_unread_id(_heading(parsed.source.line(error.span.line)))


def _heading(line: str) -> str:
    """The text of a heading, its braces included."""
    (block,) = read_structure(line).blocks
    return block.content


def _encoded(text: str) -> bytes:
    """The bytes of a text; a first character that readers would take for a byte order mark gets one."""
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    return (mark + text).encode()
