"""The result of verifying a collection."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from content.diagnostics import Diagnostic
from content.models import NoteId
from content.verify.outcome import Verdict
from content.verify.strength import Fate, Trial


@dataclass(frozen=True, slots=True)
class Listed:
    """A visible block of code that nothing confirmed."""

    path: str
    line: int
    note: NoteId
    reason: str
    """The author's reason, the language if it is not Python, or what else kept it from being confirmed."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is confirmed, what is not, and what confirmed it."""

    verdicts: Mapping[NoteId, Verdict]
    """The worst verdict of each note with Python that runs; `pass`: all of it is confirmed."""
    diagnostics: tuple[Diagnostic, ...]
    torch: str | None
    """The version that confirmed it; None where no note needs torch."""
    python: str
    confined: tuple[str, ...]
    """What keeps the decks' code from harming this machine."""
    verified: int
    """Visible blocks of code that are confirmed; with the next three, every visible block is counted once."""
    failed: int
    unverified_reasons: tuple[Listed, ...]
    no_run_reasons: tuple[Listed, ...]
    trials: Mapping[NoteId, tuple[Trial, ...]]
    """The mutants of each note that has some."""
    runs: int
    """Runs executed now."""
    cached: int
    """Runs whose outcome was remembered."""

    def mutants(self, fate: Fate) -> int:
        """How many mutants met this fate."""
        return sum(trial.fate is fate for trials in self.trials.values() for trial in trials)

    def adding(self, diagnostics: Iterable[Diagnostic]) -> Self:
        """The same, with further diagnostics."""
        return replace(self, diagnostics=(*self.diagnostics, *diagnostics))

    @property
    def unverified(self) -> int:
        """Visible blocks of code that nothing confirms."""
        return len(self.unverified_reasons)

    @property
    def no_run(self) -> int:
        """Visible blocks of Python that their author does not want to run."""
        return len(self.no_run_reasons)
