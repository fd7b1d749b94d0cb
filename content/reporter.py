"""Gathers the diagnostics of one file while it is read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from content.diagnostics import Diagnostic, Related, Severity
from content.span import NoteId, Span

_MAX_QUOTED = 60
"""As many characters of a word as a message quotes."""


@dataclass
class Reporter:
    """Gathers the diagnostics of one file while it is read."""

    path: str
    diagnostics: list[Diagnostic] = field(default_factory=list)
    note: NoteId | None = None
    """The note being read: the diagnostics belong to it."""
    errors: int = 0
    """How many errors there are so far."""
    lines: set[int] = field(default_factory=set)
    """The lines on which an error begins: what follows from one is not said."""

    def error(
        self,
        code: str,
        span: Span,
        message: str,
        *,
        label: str = "",
        help: str = "",
        related: Iterable[Related] = (),
    ) -> None:
        """Report something that keeps a note, or the file, from being used."""
        self._add(Severity.ERROR, code, span, message, label, help, related)

    def warning(
        self,
        code: str,
        span: Span,
        message: str,
        *,
        label: str = "",
        help: str = "",
        related: Iterable[Related] = (),
    ) -> None:
        """Report something that should be mended but does no harm yet."""
        self._add(Severity.WARNING, code, span, message, label, help, related)

    def _add(
        self,
        severity: Severity,
        code: str,
        span: Span,
        message: str,
        label: str,
        help: str,
        related: Iterable[Related],
    ) -> None:
        if severity is Severity.ERROR:
            self.errors += 1
            self.lines.add(span.line)
        self.diagnostics.append(
            Diagnostic(
                severity,
                code,
                self.path,
                span,
                message,
                label,
                help=help,
                note=self.note,
                related=tuple(related),
            )
        )


def brief(word: str) -> str:
    """A word as a message may quote it."""
    return word if len(word) <= _MAX_QUOTED else word[: _MAX_QUOTED - 3] + "..."


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A help text that names the nearest known word, or else all of them."""
    names = sorted(known)
    near = get_close_matches(brief(word), names, n=1)
    return f"did you mean `{near[0]}`?" if near else "known here: " + ", ".join(f"`{name}`" for name in names)
