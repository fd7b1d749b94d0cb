"""`srs edit` opens the deck file at the line of the note."""

from pathlib import Path

from tests.srs.cli.program import launch, run
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
