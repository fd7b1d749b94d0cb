"""`srs check`: some decks, other programs' formats, the pages that explain, and watching."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from srs.cli.check import check
from srs.cli.context import Context
from tests.srs.cli.program import SRS, run
from tests.srs.reviewing import write_collection

BAD = "# Bad\n\n## What \t is? {#sum}\n\nNo, 100%.\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = write_collection(tmp_path / "home")
    (home / "decks" / "worse.md").write_text(BAD)
    return home


def checked(*arguments: str, home: Path) -> tuple[int, str]:
    """The exit code, with what was printed to standard output."""
    done = CliRunner().invoke(check, ["--no-verify", *arguments], obj=Context(home))
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.stdout


def test_some_decks_are_checked_against_all_others(home: Path) -> None:
    bad, good = str(home / "decks" / "worse.md"), str(home / "decks" / "three.md")
    assert checked(good, "--json", home=home)[0] == 0
    code, printed = checked(bad, "--json", home=home)
    found = json.loads(printed)
    assert code == 1
    assert [one["code"] for one in found["diagnostics"]] == ["duplicate-id"]
    assert found["counts"]["decks"] == 1
    assert checked(str(home / "decks"), "--json", home=home)[0] == 1


def test_a_file_that_is_no_deck_is_a_wrong_call(home: Path, tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# Other\n")
    done = run("check", "../other.md", home=home)
    assert done.returncode == 2
    assert "no deck of the collection" in done.stderr


def test_a_deck_elsewhere_is_checked_in_its_own_collection(home: Path, tmp_path: Path) -> None:
    done = run("check", "--no-verify", "home/decks/worse.md", home=tmp_path)
    assert done.returncode == 1
    assert "--> home/decks/worse.md:3:1\n" in done.stderr
    assert "::: home/decks/three.md:7:1\n" in done.stderr


def test_github_gets_a_command_for_each_diagnostic(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home.parent)
    _, printed = checked("--format=github", home=home)
    (command,) = printed.splitlines()
    place = "file=home/decks/worse.md,line=3,endLine=3,col=1,endColumn=21,title=duplicate-id"
    assert command.startswith(f"::error {place}::the id `sum` is taken%0Ahelp: give the copy")


def test_sarif_is_what_its_schema_says(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home.parent)
    _, printed = checked("--format=sarif", home=home)
    log = json.loads(printed)
    (one,) = log["runs"]
    (result,) = one["results"]
    rule = one["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert (log["version"], rule["id"], result["ruleId"]) == ("2.1.0", "duplicate-id", "duplicate-id")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "home/decks/worse.md"
    assert place["region"] == {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 21}
    assert (
        result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "home/decks/three.md"
    )


def test_the_name_of_any_file_is_a_uri_in_sarif(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    (home / "decks" / "ä b%20:c.md").write_text("## No id\n\nNo.\n")
    _, printed = checked("--format=sarif", home=home)
    places = [one["locations"][0]["physicalLocation"] for one in json.loads(printed)["runs"][0]["results"]]
    assert "decks/%C3%A4%20b%2520%3Ac.md" in [place["artifactLocation"]["uri"] for place in places]


def test_each_code_is_explained(tmp_path: Path) -> None:
    code, printed = checked("--explain", home=tmp_path)
    assert code == 0
    assert {"vacuous-check", "duplicate-id"} <= set(printed.split())
    _, printed = checked("--explain", "vacuous-check", home=tmp_path)
    assert "passes without the answer" in printed
    done = CliRunner().invoke(check, ["--explain", "vacuous-chek"], obj=Context(tmp_path))
    assert done.exit_code == 2
    assert "did you mean `vacuous-check`?" in done.stderr


def test_a_name_of_a_file_cannot_drive_the_terminal(home: Path) -> None:
    (home / "decks" / "\x1b[31mred.md").write_text("## No id\n\nNo.\n")
    assert "\x1b" not in run("check", "--no-verify", home=home).stderr


def test_watching_checks_again_on_save_until_it_is_interrupted(home: Path) -> None:
    command = [str(SRS), "check", "--no-verify", "--watch"]
    environment = {**os.environ, "HOME": str(home)}
    with subprocess.Popen(command, cwd=home, env=environment, stderr=subprocess.PIPE, text=True) as watching:
        assert watching.stderr is not None
        first = "".join(iter(watching.stderr.readline, "Watching for changes; Ctrl-C ends it.\n"))
        assert "error[duplicate-id]" in first
        (home / "decks" / "worse.md").write_text(BAD.replace("#sum", "#other"))
        second = "".join(iter(watching.stderr.readline, "Watching for changes; Ctrl-C ends it.\n"))
        assert "error" not in second
        watching.send_signal(signal.SIGINT)
        assert watching.wait(timeout=30) == 130
        assert watching.stderr.read().strip() == ""


STRENGTH = """# Strength

## How do you make ones? {#ones}

```python
import torch
x = torch.ones(2)
y = 1
```

```python check
assert x.tolist() == [1, 1]
```

<!-- srs: accept `1 -> 2`: any number will do -->
"""


@pytest.mark.slow
def test_mutants_are_shown_with_what_became_of_them(home: Path) -> None:
    (home / "decks" / "strength.md").write_text(STRENGTH)
    done = run("check", "--mutants", "ones", home=home)
    assert done.returncode == 1
    assert "decks/strength.md:8:1: statement\n  -y = 1\n  survived\n" in done.stdout
    assert (
        "killed by the assertion at line 12: assert x.tolist() == [1, 1] (x.tolist() = [0.0, 0.0])"
        in done.stdout
    )
    assert done.stdout.endswith("5 mutants: 3 killed, 1 survived, 1 not tried\n")
    shown = json.loads(run("check", "--mutants", "ones", "--json", home=home).stdout)
    assert (shown["id"], shown["verdict"]) == ("ones", "check-failed")
    (survivor,) = [mutant for mutant in shown["mutants"] if mutant["fate"] == "survived"]
    assert survivor == {
        "operator": "statement",
        "change": "delete y = 1",
        "line": 8,
        "column": 1,
        "end_line": 8,
        "end_column": 6,
        "diff": "-y = 1",
        "fate": "survived",
        "reason": "",
    }
    (home / "decks" / "strength.md").write_text(STRENGTH.replace("`1 -> 2`", "`delete y = 1`"))
    accepted = run("check", "--mutants", "ones", home=home)
    counts = json.loads(run("check", "--json", home=home).stdout)["mutants"]
    assert (counts["survived"], counts["accepted"], counts["left-out"]) == (1, 1, 0)
    assert accepted.returncode == 0
    assert "  -y = 1\n  accepted: any number will do\n" in accepted.stdout


def test_mutants_are_shown_of_one_note_in_two_forms(home: Path) -> None:
    assert run("check", "--mutants", "missing", home=home).returncode == 2
    assert run("check", "--mutants", "sum", "--format=sarif", home=home).returncode == 2


def test_a_mistake_in_the_setup_of_a_deck_is_told_once(home: Path) -> None:
    answer = "```python\nx = 1\n```\n\n```python check\nassert x == 1\n```\n"
    notes = "".join(f"## What is made here, {name}? {{#{name}}}\n\n{answer}\n" for name in ("one", "two"))
    (home / "decks" / "worse.md").write_text(f"# D\n\n```python setup\nimport torch(\n```\n\n{notes}")
    _, printed = checked("--json", home=home)
    assert [found["code"] for found in json.loads(printed)["diagnostics"]] == ["syntax-error"]
