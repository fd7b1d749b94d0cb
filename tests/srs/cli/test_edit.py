"""`srs edit` opens the deck file at the line of the note."""

import os
from pathlib import Path

import pexpect
import pytest

from srs.history import History
from tests.srs.cli.program import SRS, launch, run
from tests.srs.reviewing import write_collection


def test_the_editor_gets_the_file_and_the_line(tmp_path: Path) -> None:
    home = write_collection(tmp_path / "home")
    program = tmp_path / "vim"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$*"\n')
    program.chmod(0o755)
    done = launch("edit", "even", home=home, VISUAL="", EDITOR=f"{program} -n")
    assert done.returncode == 0
    assert done.stdout == f"-n +19 {home / 'decks' / 'three.md'}\n"
    assert done.stderr == ""


def test_without_an_editor_the_environment_is_wrong(tmp_path: Path) -> None:
    done = launch("edit", "even", home=write_collection(tmp_path), VISUAL="", EDITOR="")
    assert done.returncode == 3
    assert done.stderr.startswith("error: no editor is set")


def test_the_decks_that_ship_are_not_the_place_to_write(tmp_path: Path) -> None:
    done = run("edit", "freeze-layer", home=tmp_path, VISUAL="true")
    assert done.returncode == 0
    assert "`srs new collection DIR` makes one of your own" in done.stderr


def flags(home: Path) -> dict[str, str]:
    with History(home / "history.db") as history:
        states = history.states("sample.example")
        return {card.note: state.flag for card, state in states.items() if state.flag is not None}


def flag_a_note(home: Path) -> None:
    done = run("flag", "even", "--why", "odd", "--history", "history.db", home=home)
    assert done.returncode == 0


def test_in_a_pipe_it_is_said_how_a_flag_goes(tmp_path: Path) -> None:
    home = write_collection(tmp_path)
    flag_a_note(home)
    done = run("edit", "ev", "--history", "history.db", home=home, VISUAL="true")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "even is flagged (odd). `srs unflag even` says that it is mended.\n"
    assert flags(home) == {"even": "odd"}
    assert run("edit", "sum", "--history", "history.db", home=home, VISUAL="true").stderr == ""


@pytest.mark.parametrize(("reply", "left"), [("y", {}), ("", {"even": "odd"})])
def test_at_a_terminal_the_flag_is_offered_to_go(reply: str, left: dict[str, str], tmp_path: Path) -> None:
    home = write_collection(tmp_path)
    flag_a_note(home)
    child = pexpect.spawn(
        str(SRS),
        ["edit", "even", "-C", str(home), "--history", str(home / "history.db")],
        env={**os.environ, "VISUAL": "true", "COLUMNS": "200"},
        encoding="utf-8",
        timeout=20,
    )
    try:
        child.expect_exact("even is flagged (odd). Is it mended, so that the flag can go? [y/N]: ")
        child.sendline(reply)
        child.expect(pexpect.EOF)
        child.wait()
        assert ("Unflagged. `srs undo` takes it back." in child.before) == (reply == "y")
    finally:
        child.close(force=True)
    assert child.exitstatus == 0
    assert flags(home) == left
