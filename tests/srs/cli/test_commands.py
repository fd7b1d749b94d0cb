"""What the commands print, and where: data to standard output, words for people to standard error."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.srs.cli.program import SRS, files_below, launch, run
from tests.srs.reviewing import write_collection

COMMANDS = ("due", "review", "check", "build")
ESCAPE = "\x1b"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return write_collection(tmp_path)


def test_help_lists_the_commands(tmp_path: Path) -> None:
    done = run("--help", home=tmp_path)
    assert done.returncode == 0
    for command in COMMANDS:
        assert re.search(rf"^  {command} ", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_opens_with_an_example(command: str, tmp_path: Path) -> None:
    done = run(command, "--help", home=tmp_path)
    assert done.returncode == 0
    assert done.stdout.index(f"srs {command} ", len("Usage: srs ")) < done.stdout.index("Options:")
    assert "--collection DIR" in done.stdout
    assert "--history FILE" in done.stdout


def test_the_version_is_that_of_the_package(tmp_path: Path) -> None:
    assert re.fullmatch(r"srs, version \d+\.\d+\.\d+\n", run("--version", home=tmp_path).stdout)


def test_srs_alone_says_what_is_due(home: Path) -> None:
    alone, due = run(home=home), run("due", home=home)
    assert alone.stdout == due.stdout
    assert alone.stdout.startswith("Samples: 3 new.\n")
    assert alone.stderr == ""


def test_due_as_a_number_and_as_json(home: Path) -> None:
    assert run("due", "--count", home=home).stdout == "3\n"
    due = json.loads(run("due", "--json", home=home).stdout)
    assert (due["collection"], due["due"], due["new"], due["drills"]) == ("Samples", 0, 3, 0)
    assert due["decks"] == [{"name": "Samples::Three kinds", "due": 0, "new": 3, "early": 0, "drills": 0}]


def test_asking_what_is_due_writes_nothing(home: Path) -> None:
    before = files_below(home)
    run("due", home=home)
    assert files_below(home) == before


def test_a_collection_is_found_from_a_folder_inside_it(home: Path) -> None:
    done = subprocess.run(
        [SRS, "due", "--count"], cwd=home / "decks", capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "3\n"


def test_the_options_of_the_program_work_before_and_after_the_command(home: Path, tmp_path: Path) -> None:
    before = run("-C", str(home), "due", "--count", home=tmp_path)
    after = run("due", "--count", "--collection", str(home), home=tmp_path)
    assert before.stdout == after.stdout == "3\n"


def test_the_history_can_come_from_the_environment(home: Path) -> None:
    (home / "bad.db").write_bytes(b"x" * 4096)
    assert run("due", home=home, SRS_HISTORY="bad.db").returncode == 3
    assert run("due", "--history", "none.db", home=home, SRS_HISTORY="bad.db").returncode == 0


def test_check_as_json_has_what_scripts_rely_on(home: Path) -> None:
    (home / "decks" / "bad.md").write_text("# Bad\n\n## Two? {#two}\n\n```python\nx = 2\n```\n")
    done = run("check", "--json", home=home)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["ok"] is False
    assert found["torch"].startswith("2.")
    assert set(found["confined"]) >= {"rlimits", "landlock", "seccomp"}
    counts = {"decks": 2, "notes": 4, "verified": 1, "failed": 0, "unverified": 1, "no_run": 0}
    assert found["counts"] == counts
    notes = {note["id"]: note for note in found["notes"]}
    assert notes["sum"] == {
        "id": "sum", "kind": "basic", "path": "decks/three.md", "line": 7, "verdict": "pass"
    }  # fmt: skip
    assert notes["even"]["verdict"] is None
    (diagnostic,) = found["diagnostics"]
    keys = ("severity", "code", "path", "line", "column", "note")
    assert [diagnostic[key] for key in keys] == ["error", "unverified-code", "decks/bad.md", 5, 1, "two"]
    assert diagnostic["message"]
    assert diagnostic["help"]


def test_a_build_names_its_files_and_sums_up(home: Path) -> None:
    done = run("build", home=home)
    assert done.returncode == 0
    assert done.stdout.split("\n") == ["dist/samples.apkg", "dist/three.md", ""]
    assert re.search(
        r"1 deck, 3 notes, 1 verified, 0 unverified, 0 no-run \(torch .*\) in [\d.]+ s", done.stderr
    )


def test_a_build_lists_what_was_not_run_and_why(home: Path) -> None:
    deck = '# More\n\n## Two? {#two}\n\n```python no-run="needs a GPU"\nx = 2\n```\n\n```sh\nls\n```\n'
    (home / "decks" / "more.md").write_text(deck)
    done = run("build", home=home)
    assert "not run: decks/more.md:5: needs a GPU" in done.stderr
    assert "unverified: decks/more.md:9: sh" in done.stderr
    assert "1 verified, 1 unverified, 1 no-run" in done.stderr


def test_a_rebuild_of_what_did_not_change_is_the_same_and_needs_no_torch(home: Path) -> None:
    run("build", home=home)
    first = files_below(home)
    blocker = home / "block" / "torch"
    blocker.mkdir(parents=True)
    (blocker / "__init__.py").write_text("raise ImportError('torch must not be imported')")
    again = launch("build", home=home, PYTHONPATH=str(blocker.parent))
    assert again.returncode == 0, again.stderr
    (blocker / "__init__.py").unlink()
    second = files_below(home)
    assert {name: second[name] for name in first} == first


def test_output_in_a_pipe_has_no_colours(home: Path) -> None:
    (home / "decks" / "bad.md").write_text("# Bad\n\n## Two?\n\nNo.\n")
    for arguments in (("due",), ("check",), ("build",), ("--help",)):
        done = run(*arguments, home=home)
        assert ESCAPE not in done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [("due",), ("stats",), ("history", "export")], ids=" ".join)
def test_a_reader_who_leaves_early_is_no_error(arguments: tuple[str, ...], home: Path) -> None:
    assert run("suspend", "--all", home=home, SRS_HISTORY=str(home / "history.db")).returncode == 0
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [SRS, *arguments, "-C", home, "--history", home / "history.db"],
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("arguments", [("due",), ("history", "export")], ids=" ".join)
def test_no_room_for_the_output_is_said_in_one_line(arguments: tuple[str, ...], home: Path) -> None:
    assert run("suspend", "--all", home=home, SRS_HISTORY=str(home / "history.db")).returncode == 0
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [SRS, *arguments, "-C", home, "--history", home / "history.db"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    said = "error: the output could not be written (No space left on device): make room where it goes\n"
    assert (done.returncode, done.stderr) == (3, said)
