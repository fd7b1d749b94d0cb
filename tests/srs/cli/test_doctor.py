"""`srs doctor` examines what there is, and harms nothing."""

import json
from pathlib import Path

import pytest

from srs.doctor import examine_history
from srs.history import History
from tests.srs.cli.program import files_below, run
from tests.srs.histories import reviews_of
from tests.srs.reviewing import write_collection


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return write_collection(tmp_path)


@pytest.mark.slow
def test_all_attacks_are_stopped_and_nothing_is_left(home: Path) -> None:
    before = files_below(home)
    done = run("doctor", "--json", home=home)
    assert done.returncode == 0, done.stdout
    found = json.loads(done.stdout)
    assert [finding["subject"] for finding in found["findings"]] == [
        "collection",
        "history",
        "verification",
        "confinement",
    ]
    assert len(found["defence"]["attacks"]) >= 15
    assert all(attack["is_stopped"] for attack in found["defence"]["attacks"])
    assert files_below(home) == before


@pytest.mark.slow
def test_what_is_wrong_is_said_and_left_as_it_is(home: Path) -> None:
    (home / "bad.db").write_bytes(b"x" * 4096)
    (home / "decks" / "bad.md").write_text("# Bad\n\n## Two?\n\nNo.\n")
    before = files_below(home)
    done = run("doctor", "--history", "bad.db", home=home)
    assert done.returncode == 3
    assert "with mistakes: `srs check` names them" in done.stdout
    assert "bad.db is not a readable history" in done.stdout
    assert files_below(home) == before


@pytest.mark.slow
def test_what_is_wrong_inside_a_history_is_counted(home: Path) -> None:
    with History(home / "history.db") as history:
        history.record(*reviews_of("ab"))
        with history.writing() as connection:
            connection.execute("UPDATE card_state SET lapses = 3")
        finding = examine_history(history)
    assert not finding.is_well
    assert finding.text.endswith("history.db: 2 events, 2 errors: `srs history verify` lists them")
