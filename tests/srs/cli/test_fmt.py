"""`srs fmt` writes what is missing, shows what it would write, and leaves what it cannot read."""

from pathlib import Path

import pytest

from content.roots import shipped_collection
from tests.srs.cli.program import files_below, run
from tests.srs.reviewing import write_collection

SLOPPY = "# More\n\n\n## What is  two?   { .beginner}\nOne and one.  \n\n\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_collection(tmp_path)
    (tmp_path / "decks" / "more.md").write_text(SLOPPY)
    return tmp_path


def test_ids_are_written_once_and_for_all(home: Path) -> None:
    first = run("fmt", home=home)
    assert (first.returncode, first.stdout) == (0, "decks/more.md\n")
    assert "1 id written" in first.stderr
    written = (home / "decks" / "more.md").read_text()
    assert "{#" in written
    assert " .beginner}" in written
    assert run("check", "--no-verify", home=home).returncode == 0
    again = run("fmt", home=home)
    assert (again.returncode, again.stdout) == (0, "")
    assert (home / "decks" / "more.md").read_text() == written


@pytest.mark.parametrize(("option", "code"), [("--check", 1), ("--diff", 0)])
def test_what_would_change_is_said_and_nothing_written(home: Path, option: str, code: int) -> None:
    before = files_below(home / "decks")
    done = run("fmt", option, home=home)
    assert done.returncode == code
    assert "decks/more.md" in done.stdout
    assert "1 id missing" in done.stderr
    assert files_below(home / "decks") == before


def test_a_deck_with_mistakes_stays_as_it_is_and_the_others_are_formatted(home: Path) -> None:
    bad = home / "decks" / "bad.md"
    bad.write_text("# Bad\n\n## No answer?\n\n\n")
    done = run("fmt", home=home)
    assert done.returncode == 1
    assert done.stdout == "decks/more.md\n"
    assert "empty-answer" in done.stderr
    assert bad.read_text() == "# Bad\n\n## No answer?\n\n\n"


def test_the_decks_that_ship_are_formatted(tmp_path: Path) -> None:
    assert run("fmt", "--check", "-C", str(shipped_collection()), home=tmp_path).returncode == 0
