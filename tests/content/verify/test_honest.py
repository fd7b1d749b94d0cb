"""What hostile decks do, made honest, and ordinary PyTorch pass in silence, fully confined."""

from pathlib import Path

import pytest

from content.collection import load
from content.diagnostics import Diagnostic, Severity
from content.models import NoteId
from content.verify import Report, Verdict, verify

LOADED = load(Path(__file__).with_name("honest"))
NOTES: list[NoteId] = [note.id for note in LOADED.collection.notes]


@pytest.fixture(scope="module")
def report() -> Report:
    return verify(LOADED.collection, cache_path=None, max_mutants=0)


def test_there_are_enough_answers_to_trust_the_silence() -> None:
    in_deck = {deck.path: len(deck.notes) for deck in LOADED.collection.decks}
    assert in_deck["decks/pytorch.md"] >= 45
    assert in_deck["decks/twins.md"] >= 25
    assert not [found for found in LOADED.diagnostics if found.severity is Severity.ERROR]


@pytest.mark.parametrize("name", NOTES)
def test_it_passes_in_silence(report: Report, name: NoteId) -> None:
    said: list[Diagnostic] = [found for found in report.diagnostics if found.note == name]
    assert (report.verdicts[name], said) == (Verdict.PASS, [])


def test_every_layer_that_the_kernel_has_is_used(report: Report) -> None:
    assert report.confined == ("rlimits", "landlock", "seccomp", "namespaces")
