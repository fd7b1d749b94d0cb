"""Decks that mean harm get their verdicts, and do none."""

import os
import tempfile
import tomllib
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from content.collection import load
from content.diagnostics import Severity
from content.models import Collection, NoteId
from content.verify import Report, verify
from tests.content.verify.place import Place, place
from tests.content.verify.processes import descendants

HOSTILE = Path(__file__).with_name("hostile")
TABLE = tomllib.loads((HOSTILE / "expected.toml").read_text())
EXPECTED = {name: expected.split() for deck in TABLE.values() for name, expected in deck.items()}
BUILDER = TABLE["builder"]
ENDS_THE_BUILDER = "decks/builder.md"
SECRET = "SECRET"


@dataclass(frozen=True)
class Attack:
    """What came of verifying the hostile collection once."""

    place: Place
    report: Report
    shown: dict[str, list[str]]
    """The verdict of each note, then the codes of its errors."""
    before: dict[str, str]
    after: dict[str, str]
    processes: set[int]
    """Those that were started and are still there."""


@pytest.fixture(scope="module")
def attack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attack]:
    with (
        place(tmp_path_factory.mktemp("hostile"), f"left{uuid.uuid4().hex}") as ours,
        pytest.MonkeyPatch.context() as patch,
    ):
        ours.take(HOSTILE)
        patch.chdir(ours.current)
        patch.setenv("HOME", str(ours.home))
        patch.setenv(SECRET, SECRET)
        patch.setattr(tempfile, "tempdir", str(ours.temporary))
        loaded = load(ours.collection)
        decks = tuple(deck for deck in loaded.collection.decks if deck.path != ENDS_THE_BUILDER)
        collection = loaded.collection.model_copy(update={"decks": decks})
        before, processes = ours.listed(), set(descendants(os.getpid()))
        report = verify(collection, cache_path=ours.cache, timeout_s=3.0, jobs=8, max_mutants=0)
        after, left = ours.listed(), set(descendants(os.getpid())) - processes
        shown = _shown(collection, report)
        for found in loaded.diagnostics:
            if found.severity is Severity.ERROR:
                shown[found.note or found.path].append(found.code)
        yield Attack(ours, report, shown, before, after, left)


def _shown(collection: Collection, report: Report) -> defaultdict[str, list[str]]:
    shown: defaultdict[str, list[str]] = defaultdict(lambda: ["-"])
    for note in collection.notes:
        shown[note.id] = [str(report.verdicts.get(NoteId(note.id), "-"))]
    for found in report.diagnostics:
        if found.severity is Severity.ERROR:
            shown[found.note or found.path].append(found.code)
    return shown


@pytest.mark.parametrize("name", [name for name in EXPECTED if name not in BUILDER])
def test_each_note_gets_its_verdict(attack: Attack, name: str) -> None:
    verdict, *codes = attack.shown[name]
    if EXPECTED[name][1:] == ["refused"]:
        assert (verdict, bool(codes)) == (EXPECTED[name][0], True)
    else:
        assert [verdict, *codes] == EXPECTED[name]


def test_nothing_is_said_of_any_other_note(attack: Attack) -> None:
    assert set(attack.shown) <= set(EXPECTED)


def test_there_are_honest_neighbours_in_every_kind_of_deck() -> None:
    assert sum(expected == ["pass"] for name, expected in EXPECTED.items() if "neighbour" in name) >= 12
    assert len(EXPECTED) >= 300


def test_nothing_is_written_outside_of_the_scratch_folder(attack: Attack) -> None:
    changed = {
        path
        for path in attack.before.keys() | attack.after.keys()
        if attack.before.get(path) != attack.after.get(path)
    }
    assert not changed
    assert not attack.place.left()
    assert not list(attack.place.temporary.iterdir())


def test_nobody_hears_anything(attack: Attack) -> None:
    assert not attack.place.heard()


def test_no_process_is_left(attack: Attack) -> None:
    assert not attack.processes


def test_no_diagnostic_tells_a_secret_or_controls_the_terminal(attack: Attack) -> None:
    said = "\n".join(map(repr, attack.report.diagnostics))
    assert SECRET not in said
    assert "private" not in said
    texts = [
        text
        for found in attack.report.diagnostics
        for text in (found.message, found.label, found.help, *found.notes)
    ]
    assert not [text for text in texts if not text.replace("\n", "").isprintable()]


def test_the_builder_survives_every_frame() -> None:
    loaded = load(HOSTILE)
    decks = tuple(deck for deck in loaded.collection.decks if deck.path == ENDS_THE_BUILDER)
    collection = loaded.collection.model_copy(update={"decks": decks})
    shown = _shown(collection, verify(collection, cache_path=None, timeout_s=2.0, max_mutants=0))
    assert shown == {note.id: EXPECTED[note.id] for note in collection.notes}
