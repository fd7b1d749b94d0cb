"""The review as a learner has it: the real program on a real pseudo-terminal."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pytest

from srs.history import History
from tests.srs.reviewing import command, write_collection


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    return write_collection(tmp_path / "collection")


@contextmanager
def terminal(
    collection: Path, *options: str, columns: int = 80, environment: dict[str, str] | None = None
) -> Iterator["pexpect.spawn[str]"]:
    program, *arguments = command(collection, *options)
    environ = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    child = pexpect.spawn(
        program,
        arguments,
        env={**environ, "TERM": "xterm-256color", **(environment or {})},
        dimensions=(40, columns),
        encoding="utf-8",
        timeout=20,
    )
    try:
        yield child
    finally:
        child.close(force=True)


def words(child: "pexpect.spawn[str]") -> str:
    """What was shown since the last expectation, without its styles."""
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", f"{child.before}{child.after}")


def notes(collection: Path) -> list[str]:
    with History(collection / "history.db") as history:
        return [card.note for card in history.states("sample.example")]


def test_all_three_kinds_with_undo_and_quit(collection: Path) -> None:
    with terminal(collection) as child:
        child.expect("Enter shows the answer: ")
        assert "Card 1 of 3 - Samples::Three kinds" in words(child)
        assert "What is [bold]2 + 2[/bold]?" in words(child)
        child.sendline("")
        child.expect("Enter takes 3 Good.*: ")
        assert "<b>html</b> is text. See here (https://example.org/x)." in words(child)
        assert "1 Again (today, 1 day)  2 Hard (today, 1 day)  3 Good (1 day)  4 Easy (1 day)" in words(child)
        assert "\x1b]8" not in child.before
        assert re.search(r"\x1b\[[0-9;]*m *print", child.before), "code is highlighted"
        assert not re.search(r"\x1b\[[0-9;]*4[0-7][;m]", child.before), "on the terminal's own background"
        child.sendline("1")

        child.expect("Your pick.*: ")
        assert "Card 2 of 4" in words(child)
        child.sendline("u")
        child.expect("Enter shows the answer: ")
        assert "Took back Again for sum." in words(child)
        child.sendline("")
        child.expect("Your grade.*: ")
        child.sendline("")

        child.expect("Your pick.*: ")
        right = re.findall(r"(\d)\. (?:two|four)\b", words(child))
        child.sendline(" ".join(right))
        child.expect("Your grade.*: ")
        assert "Right." in words(child)
        child.sendline("4")

        child.expect("own words.*: ")
        child.sendline("to rest, and to remember")
        for reply in "yyyn":
            child.expect("y or n: ")
            child.sendline(reply)
        child.expect("Your grade.*: ")
        assert "You got 3/4 concepts." in words(child)
        child.sendline("q")
        child.expect(pexpect.EOF)
        assert "2 reviews." in child.before
        assert "1 card still to review today." in child.before
        child.wait()
    assert child.exitstatus == 0
    assert notes(collection) == ["even", "sum"]


def test_cards_are_put_off_flagged_edited_and_brought_back(collection: Path) -> None:
    with terminal(collection, environment={"VISUAL": "sed -i s/sleep?/dream?/"}) as child:
        child.expect("Enter shows the answer: ")
        child.sendline("s")
        child.expect("Your pick.*: ")
        assert "Suspended: it is not asked until `srs unsuspend sum`." in words(child)
        child.sendline("b")
        child.expect("own words.*: ")
        assert "Buried until tomorrow." in words(child)
        child.sendline("!")
        child.expect("What is to be mended.*: ")
        child.sendline("too vague")
        child.expect("own words.*: ")
        child.sendline("e")
        child.expect("y or n: ")
        assert "sleep is flagged (too vague)." in words(child)
        child.sendline("y")
        child.expect("own words.*: ")
        assert "Why do we dream?" in words(child)
        for told in ("unflag of sleep", "flag of sleep", "bury of even", "suspend of sum"):
            child.sendline("u")
            child.expect_exact(f"Took back {told}.")
        child.expect("Enter shows the answer: ")
        child.sendline("q")
        child.expect(pexpect.EOF)
        child.wait()
    assert child.exitstatus == 0
    assert notes(collection) == []


def test_ctrl_c_ends_with_everything_saved(collection: Path) -> None:
    with terminal(collection) as child:
        child.expect("Enter shows the answer: ")
        child.sendline("")
        child.expect("Your grade.*: ")
        child.sendline("3")
        child.expect("Your pick.*: ")
        child.sendintr()
        child.expect(pexpect.EOF)
        child.wait()
    assert child.exitstatus == 130
    assert "Traceback" not in child.before
    assert notes(collection) == ["sum"]


def test_ctrl_d_quits(collection: Path) -> None:
    with terminal(collection) as child:
        child.expect("Enter shows the answer: ")
        child.sendeof()
        child.expect(pexpect.EOF)
        child.wait()
    assert child.exitstatus == 0


@pytest.mark.parametrize(
    ("options", "environment"),
    [((), {"TERM": "dumb"}), (("--plain",), {})],
    ids=["dumb", "plain"],
)
def test_a_dumb_terminal_and_plain_get_no_escape_codes(
    collection: Path, options: tuple[str, ...], environment: dict[str, str]
) -> None:
    with terminal(collection, *options, environment=environment) as child:
        child.expect("Enter shows the answer: ")
        child.sendline("")
        child.expect("Your grade.*: ")
        assert "\x1b" not in child.before
        assert "    print(2 + 2)" in child.before


def test_no_color_has_no_colour(collection: Path) -> None:
    with terminal(collection, environment={"NO_COLOR": "1"}) as child:
        child.expect("Enter shows the answer: ")
        child.sendline("")
        child.expect("Your grade.*: ")
        codes = {code for group in re.findall(r"\x1b\[([0-9;]*)m", child.before) for code in group.split(";")}
        assert not {code for code in codes if re.fullmatch("[349][0-7]|10[0-7]|[34]8", code)}


def test_a_narrow_terminal_loses_no_words(collection: Path) -> None:
    with terminal(collection, columns=24) as child:
        child.expect("answer: ")
        child.sendline("")
        child.expect("Your grade")
        assert "example.org" in words(child).replace("\r\n", "")
