"""One message about a source file, printed as rustc and ruff print theirs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rich.cells import cell_len

from content.span import NoteId, Span

_MAX_SHOWN = 160
"""As many characters of a line as are shown; of a longer one, those around the mark."""
_CONTEXT = 40
"""As many characters before the mark as are shown of a line that is cut."""
_MAX_WORDS = 600
_MAX_NOTE_LINES = 60
_ELLIPSIS = "..."


class Severity(StrEnum):
    """Whether a build may go on."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains a diagnostic, such as the first of two copies."""

    path: str
    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message about a source file: what, where, why, and what to do."""

    severity: Severity
    code: str
    """Stable, in kebab case: scripts and readers may rely on it."""
    path: str
    """Relative to the collection's root, with forward slashes."""
    span: Span
    message: str
    """What is wrong, in one line."""
    label: str = ""
    """Printed after the caret: why it is wrong."""
    notes: tuple[str, ...] = ()
    """Further facts, such as the values on both sides of a failed assertion; may hold several lines each."""
    help: str = ""
    """What to do about it."""
    note: NoteId | None = None
    """The id of the note it belongs to."""
    related: tuple[Related, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The files it speaks of."""
        return (self.path, *(place.path for place in self.related))


def render(diagnostic: Diagnostic, line: Callable[[str, int], str]) -> str:
    """A diagnostic as a reader sees it, in the form of rustc's.

    `line(path, number)` gives the text of a line of a source file.
    """
    places = [(diagnostic.path, diagnostic.span, diagnostic.label, "^")]
    places += [(place.path, place.span, place.label, "-") for place in diagnostic.related]
    gutter = " " * max(len(str(span.line)) for _, span, _, _ in places)
    out = [f"{diagnostic.severity}[{diagnostic.code}]: {_words(diagnostic.message)}"]
    for (path, span, label, mark), arrow in zip(places, ["-->", *[":::"] * len(places)], strict=False):
        shown = _shown(line(path, span.line), span)
        out += [
            f"{gutter}{arrow} {_words(path)}:{span.line}:{span.column}",
            f"{gutter} |",
            f"{span.line:>{len(gutter)}} | {shown.text}".rstrip(),
            f"{gutter} | {' ' * shown.before}{mark * shown.marked} {_words(label)}".rstrip(),
        ]
    out.append(f"{gutter} |")
    for note in diagnostic.notes:
        out.append(f"{gutter} = " + f"\n{gutter}   ".join(_note(note)))
    if diagnostic.help:
        out.append(f"help: {_words(diagnostic.help)}")
    return "\n".join(out)


def as_json(diagnostic: Diagnostic) -> dict[str, object]:
    """A diagnostic as `srs check --json` prints it."""
    span = diagnostic.span
    return {
        "severity": str(diagnostic.severity),
        "code": diagnostic.code,
        "path": diagnostic.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "note": diagnostic.note,
        "message": diagnostic.message,
        "label": diagnostic.label,
        "notes": list(diagnostic.notes),
        "help": diagnostic.help,
        "related": [
            {"path": place.path, "line": place.span.line, "column": place.span.column, "label": place.label}
            for place in diagnostic.related
        ],
    }


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Diagnostics by file, then by place in it."""
    return sorted(diagnostics, key=lambda found: (found.path, found.span, found.code))


class _Shown(NamedTuple):
    """A line as a terminal shows it, with a part of it marked; in terminal cells."""

    text: str
    before: int
    marked: int


def _shown(text: str, span: Span) -> _Shown:
    """The part of a line around a span; a span that goes on beyond the line is marked up to its end."""
    start = min(span.column - 1, len(text))
    if span.end_line == span.line:
        end = min(max(span.end_column - 1, start), len(text))
    else:
        end = max(start, start + len(text[start : start + _MAX_SHOWN].rstrip()))
    first = max(start - _CONTEXT, 0) if end > _MAX_SHOWN else 0
    last = min(first + _MAX_SHOWN, len(text))
    opening = _ELLIPSIS if first else ""
    closing = _ELLIPSIS if last < len(text) else ""
    window = text[first:last]
    before = _cells(window[: start - first])
    marked = _cells(window[: max(min(end, last) - first, 0)]) - before
    return _Shown(opening + _visible(window) + closing, len(opening) + before, max(marked, 1))


def _cells(text: str) -> int:
    return cell_len(_visible(text))


def _visible(text: str) -> str:
    """A text as a terminal can show it: tabs as spaces, control characters as U+FFFD."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for character in text.expandtabs(4)
    )


def _words(text: str) -> str:
    """Words of a message, as far as a terminal can show them in a few lines."""
    return _visible(text if len(text) <= _MAX_WORDS else text[: _MAX_WORDS - 3] + _ELLIPSIS)


def _note(text: str) -> list[str]:
    lines = text.split("\n")
    hidden = len(lines) - _MAX_NOTE_LINES
    return [*map(_words, lines[:_MAX_NOTE_LINES]), *([f"... {hidden} more lines"] if hidden > 0 else [])]
