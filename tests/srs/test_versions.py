"""What differs between versions comes first, and everything that is wrong is said once."""

from dataclasses import replace
from pathlib import Path

import pytest

from content.collection import load
from content.diagnostics import Diagnostic, Severity
from content.models import NoteId, Span
from content.verify import Report, Verdict
from srs.check import Checked
from srs.versions import Comparison, Version
from tests.srs.reviewing import write_collection

REPORT = Report(
    verdicts={},
    diagnostics=(),
    torch="2.4.0",
    python="3.11.7",
    confined=(),
    verified=0,
    failed=0,
    unverified_reasons=(),
    no_run_reasons=(),
    trials={},
    runs=0,
    cached=0,
)


def wrong(message: str, line: int = 1) -> Diagnostic:
    return Diagnostic(Severity.ERROR, "check-failed", "deck.md", Span(line, 1, line, 2), message)


@pytest.fixture
def comparison(tmp_path: Path) -> Comparison:
    loaded = load(write_collection(tmp_path))
    ids = [note.id for note in loaded.collection.notes]

    def version(torch: str, verdicts: list[Verdict], *diagnostics: Diagnostic) -> Version:
        by_note: dict[NoteId, Verdict] = dict(zip(ids, verdicts, strict=False))
        report = replace(REPORT, torch=torch, verdicts=by_note)
        return Version(f"venv-{torch}", Checked(loaded, report, diagnostics))

    both = wrong("both", 2)
    return Comparison(
        [
            version("2.4.0", [Verdict.PASS, Verdict.TIMEOUT], both, wrong("old")),
            version("2.5.0", [Verdict.PASS, Verdict.TIMEOUT, Verdict.PASS], both, wrong("new", 3)),
        ]
    )


def test_notes_that_differ_come_first_then_those_that_fail(comparison: Comparison) -> None:
    ids = [note.id for note in comparison.versions[0].checked.loaded.collection.notes]
    assert [row.note for row in comparison.rows] == [ids[2], ids[1], ids[0]]
    assert comparison.rows[0].verdicts == (None, Verdict.PASS)


def test_what_is_wrong_is_grouped_by_the_versions_that_show_it(comparison: Comparison) -> None:
    groups = {
        indexes: [found.message for found in checked.diagnostics]
        for indexes, checked in comparison.groups.items()
    }
    assert groups == {(0, 1): ["both"], (0,): ["old"], (1,): ["new"]}
    assert [*groups] == [(0, 1), (0,), (1,)]


def test_other_formats_say_which_versions_show_it(comparison: Comparison) -> None:
    assert {found.message: found.notes for found in comparison.merged.diagnostics} == {
        "old": ("only with torch 2.4.0, Python 3.11.7 (venv-2.4.0)",),
        "both": (),
        "new": ("only with torch 2.5.0, Python 3.11.7 (venv-2.5.0)",),
    }


def test_one_version_with_an_error_is_enough_to_fail(comparison: Comparison) -> None:
    clean = replace(comparison.versions[0], checked=replace(comparison.versions[0].checked, diagnostics=()))
    assert Comparison([clean, clean]).ok
    assert not Comparison([clean, comparison.versions[1]]).ok
