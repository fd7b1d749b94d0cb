"""One message about a source file, printed as rustc and ruff print theirs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from rich.cells import cell_len

from content.models import NoteId, Span


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
    out = [f"{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"]
    for (path, span, label, mark), arrow in zip(places, ["-->", *[":::"] * len(places)], strict=False):
        before, marked = _underline(line(path, span.line), span)
        out += [
            f"{gutter}{arrow} {path}:{span.line}:{span.column}",
            f"{gutter} |",
            f"{span.line:>{len(gutter)}} | {_visible(line(path, span.line))}".rstrip(),
            f"{gutter} | {' ' * before}{mark * marked} {label}".rstrip(),
        ]
    out.append(f"{gutter} |")
    for note in diagnostic.notes:
        out.append(f"{gutter} = " + note.replace("\n", f"\n{gutter}   "))
    if diagnostic.help:
        out.append(f"help: {diagnostic.help}")
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


def _underline(text: str, span: Span) -> tuple[int, int]:
    """How many terminal cells come before the marked part of a line, and how many it takes."""
    end = span.end_column if span.end_line == span.line else len(text.rstrip()) + 1
    before = cell_len(_visible(text[: span.column - 1]))
    return before, max(cell_len(_visible(text[: end - 1])) - before, 1)


def _visible(text: str) -> str:
    """A line as a terminal can show it: tabs as spaces, control characters as U+FFFD."""
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for character in text.expandtabs(4)
    )
