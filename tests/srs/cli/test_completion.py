"""The shell completes commands, options, ids and decks."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.shell_completion import CompletionItem, ShellComplete, get_completion_class
from click.testing import CliRunner

from srs.cli.main import srs
from tests.srs.cli.program import SRS
from tests.srs.reviewing import write_collection


def completer(shell: str) -> ShellComplete:
    kind = get_completion_class(shell)
    assert kind is not None
    return kind(srs, {}, "srs", "_SRS_COMPLETE")


def items(words: Sequence[str], incomplete: str) -> list[CompletionItem]:
    return completer("bash").get_completions(list(words), incomplete)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = write_collection(tmp_path)
    monkeypatch.chdir(home)
    return home


@pytest.mark.parametrize(
    ("words", "incomplete", "completed"),
    [
        ((), "s", ["show", "stats", "search", "suspend"]),
        (("show",), "", ["sum", "even", "sleep"]),
        (("edit",), "s", ["sum", "sleep"]),
        (("suspend", "even"), "s", ["sum", "sleep"]),
        (("show", "--plain"), "ev", ["even"]),
        (("show",), "--js", ["--json"]),
        (("new",), "n", ["note"]),
        (("new", "note", "--deck"), "dec", ["decks/three.md"]),
        (("new", "note", "--kind"), "c", ["cloze", "choice"]),
        (("completion",), "", ["bash", "zsh", "fish"]),
        (("config",), "leech", ["leech_threshold", "leech_action"]),
        (("config", "leech_action"), "", ["mark", "suspend"]),
        (("config", "new_per_day"), "n", ["none"]),
        (("config", "--here", "fuzz"), "t", ["true"]),
        (("config", "no_such_setting"), "", []),
        (("review", "-o"), "fu", ["fuzz="]),
        (("no-such-command",), "x", []),
    ],
    ids=str,
)
@pytest.mark.usefixtures("home")
def test_what_is_completed(words: tuple[str, ...], incomplete: str, completed: list[str]) -> None:
    assert [item.value for item in items(words, incomplete)] == completed


@pytest.mark.parametrize("command", ["check", "fmt"])
@pytest.mark.usefixtures("home")
def test_a_path_is_completed_by_the_shell(command: str) -> None:
    assert [(item.type, item.value) for item in items((command,), "dec")] == [("file", "dec")]


@pytest.mark.usefixtures("home")
def test_an_id_comes_with_its_question_in_one_printable_line() -> None:
    assert [item.help for item in items(("show",), "su")] == ["What is `[bold]2 + 2[/bold]`?"]


@pytest.mark.parametrize("where", [("-C", "decks"), ("show", "-C", "decks"), ("show", "-C", "nowhere")])
def test_the_ids_are_those_of_the_collection_that_is_asked_for(where: tuple[str, ...], home: Path) -> None:
    other = "## One? {#other}\n\nYes.\n"
    (home / "decks" / "srs.toml").write_text('title = "O"\nnamespace = "o"\ndecks = "other"\n')
    (home / "decks" / "other").mkdir()
    (home / "decks" / "other" / "o.md").write_text(other)
    words = where if "show" in where else (*where, "show")
    expected = ["other"] if "decks" in where else ["other", "sum", "even", "sleep"]
    assert [item.value for item in items(words, "")] == expected


def test_a_file_name_of_several_lines_says_nothing_to_the_shell(home: Path) -> None:
    (home / "decks" / "x\nplain,evil.md").write_text("# X\n")
    assert [item.value for item in items(("new", "note", "--deck"), "")] == ["decks/three.md"]


def test_where_a_setting_is_wrong_nothing_of_the_collection_is_completed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "srs.toml").unlink()
    monkeypatch.setenv("SRS_FUZZ", "perhaps")
    assert items(("show",), "") == []


def test_where_there_is_no_collection_nothing_is_completed(home: Path) -> None:
    (home / "empty").mkdir()
    assert items(("show", "-C", "empty"), "") == []


@pytest.mark.parametrize(
    ("shell", "printed"),
    [
        ("zsh", "plain\nsleep\nWhy do we sleep?"),
        ("fish", "plain,sleep\tWhy do we sleep?"),
        ("bash", "plain,sleep"),
    ],
)
@pytest.mark.usefixtures("home")
def test_each_shell_gets_its_own_form(shell: str, printed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_WORDS", "srs show sl")
    monkeypatch.setenv("COMP_CWORD", "sl" if shell == "fish" else "2")
    assert completer(shell).complete().strip() == printed


def ask(shell: str, script: str, home: Path) -> list[str]:
    path = f"{SRS.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [shell, "-c", script],
        cwd=home,
        env={**os.environ, "PATH": path, "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes_an_id(home: Path) -> None:
    script = """
        eval "$(srs completion bash)"
        complete -p srs >/dev/null || exit
        COMP_WORDS=(srs show s) COMP_CWORD=2
        _srs_completion srs
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    assert ask("bash", script, home) == ["sum", "sleep"]


@pytest.mark.skipif(shutil.which("zsh") is None, reason="there is no zsh")
def test_zsh_completes_an_id(home: Path) -> None:
    script = """
        compdef() { :; }
        compadd() { :; }
        _describe() { print -l "${completions_with_descriptions[@]}"; }
        eval "$(srs completion zsh)"
        words=(srs show s) CURRENT=3
        _srs_completion
    """
    assert [line.partition(":")[0] for line in ask("zsh", script, home) if ":" in line] == ["sum", "sleep"]


@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish")
def test_fish_completes_an_id(home: Path) -> None:
    script = "srs completion fish | source; complete --do-complete 'srs show sl'"
    assert ask("fish", script, home)[0] == "sleep"


def test_another_shell_is_a_wrong_call() -> None:
    done = CliRunner().invoke(srs, ["completion", "tcsh"])
    assert done.exit_code == 2
    assert "'bash', 'zsh', 'fish'" in done.output
