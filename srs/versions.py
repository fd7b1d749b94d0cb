"""What is wrong with a collection by the version of PyTorch that runs it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from content.diagnostics import Diagnostic, in_order
from content.span import NoteId
from content.verify import Report, Verdict
from srs.check import Checked


@dataclass(frozen=True)
class Version:
    """A collection as one interpreter runs it."""

    interpreter: str
    """As the user names it."""
    checked: Checked

    @property
    def report(self) -> Report:
        """What running the code showed."""
        assert self.checked.report is not None
        return self.checked.report

    @property
    def title(self) -> str:
        """`torch 2.13.0, Python 3.11.7 (venv/bin/python)`."""
        torch = f"torch {self.report.torch}, " if self.report.torch else ""
        return f"{torch}Python {self.report.python} ({self.interpreter})"


@dataclass(frozen=True)
class Row:
    """A note with its verdict in each version; nothing where it has no code that runs."""

    note: NoteId
    verdicts: tuple[Verdict | None, ...]

    @property
    def rank(self) -> int:
        """Notes whose verdicts differ come first, then those that fail."""
        if len(set(self.verdicts)) > 1:
            return 0
        return 1 if set(self.verdicts) - {None, Verdict.PASS} else 2


@dataclass(frozen=True)
class Comparison:
    """One collection in several versions, the first of which speaks where they do not differ."""

    versions: Sequence[Version]

    @property
    def ok(self) -> bool:
        """Whether it may be built with any of them."""
        return all(version.checked.ok for version in self.versions)

    @cached_property
    def rows(self) -> list[Row]:
        """The notes with code that runs, those to look at first."""
        reports = [version.report for version in self.versions]
        rows = [
            Row(NoteId(note.id), tuple(report.verdicts.get(NoteId(note.id)) for report in reports))
            for deck in self.versions[0].checked.loaded.decks
            for note in deck.listed.notes
        ]
        return sorted((row for row in rows if any(row.verdicts)), key=lambda row: row.rank)

    @cached_property
    def shown_by(self) -> dict[Diagnostic, tuple[int, ...]]:
        """Every diagnostic, with the versions that show it, by their indexes."""
        found: dict[Diagnostic, tuple[int, ...]] = {}
        for index, version in enumerate(self.versions):
            for diagnostic in dict.fromkeys(version.checked.diagnostics):
                found[diagnostic] = (*found.get(diagnostic, ()), index)
        return found

    @property
    def groups(self) -> dict[tuple[int, ...], Checked]:
        """The diagnostics by the versions that show them; those of more versions first."""
        groups: dict[tuple[int, ...], list[Diagnostic]] = {}
        for diagnostic, indexes in self.shown_by.items():
            groups.setdefault(indexes, []).append(diagnostic)
        ordered = sorted(groups, key=lambda indexes: (-len(indexes), indexes))
        first = self.versions[0].checked
        return {indexes: replace(first, diagnostics=tuple(in_order(groups[indexes]))) for indexes in ordered}

    def title(self, indexes: Sequence[int]) -> str:
        """The names of some versions."""
        return "; ".join(self.versions[index].title for index in indexes)

    @property
    def merged(self) -> Checked:
        """All diagnostics together, each saying which versions show it if not all do."""
        everywhere = tuple(range(len(self.versions)))
        diagnostics = [
            diagnostic
            if indexes == everywhere
            else replace(diagnostic, notes=(*diagnostic.notes, f"only with {self.title(indexes)}"))
            for diagnostic, indexes in self.shown_by.items()
        ]
        return replace(self.versions[0].checked, diagnostics=tuple(in_order(diagnostics)))
