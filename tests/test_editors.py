"""The recipes for editors read what `srs check` prints."""

import json
import os
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from tests.srs.cli.program import SRS, run

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "editors.md").read_text()
DECK = "# Bad\n\n## Is it? {#is}\n\nNo.\n\n## X? {#a}\n\n> ## No {#x}\n\n## 日本\t![a](b.pdf)? {#b}\n\nNo.\n"
FOUND = [
    ("warning", "yes-no-question", "this question is answered by yes or no", 3, 1),
    ("error", "misplaced-attributes", "this heading begins no note", 9, 9),
    ("error", "bad-image", "this is no kind of image", 11, 7),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "srs.toml").write_text('title = "Bad"\nnamespace = "bad.example"\n')
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "bad.md").write_text(DECK)
    return tmp_path


def recipe(language: str, holding: str) -> str:
    """The recipe in a language that holds a word."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (one,) = (text for text in found if holding in text)
    return str(one)


def run_in_neovim(lua: str, home: Path) -> None:
    (home / "recipe.lua").write_text(lua + 'vim.cmd("qa!")\n')
    subprocess.run(
        ["nvim", "--headless", "-u", "NONE", "-i", "NONE", "-c", "luafile recipe.lua"],
        cwd=home,
        env={**os.environ, "HOME": str(home), "PATH": f"{SRS.parent}{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=True,
    )


def test_the_problem_matcher_of_vs_code_finds_each_diagnostic(home: Path) -> None:
    matcher = json.loads(recipe("json", "problemMatcher"))["tasks"][0]["problemMatcher"]
    first, second = (re.compile(pattern["regexp"]) for pattern in matcher["pattern"])
    lines = run("check", "--no-verify", home=home).stderr.split("\n")
    found = []
    for line, after in pairwise(lines):
        if head := first.search(line):
            place = second.search(after)
            assert place is not None
            assert place[1] == "decks/bad.md"
            found.append((head[1], head[2], head[3], int(place[2]), int(place[3])))
    assert [(*one[:2], one[3], one[4]) for one in found] == [(*one[:2], one[3], one[4]) for one in FOUND]
    assert all(one[2].startswith(known[2]) for one, known in zip(found, FOUND, strict=True))


@pytest.mark.skipif(shutil.which("nvim") is None, reason="there is no Neovim")
def test_neovim_fills_its_quickfix_list(home: Path) -> None:
    run_in_neovim(
        recipe("lua", "makeprg").replace("srs check", "srs check --no-verify")
        + 'vim.cmd("silent make!")\n'
        + 'vim.fn.writefile({vim.fn.json_encode(vim.fn.getqflist())}, "found.json")\n',
        home,
    )
    found = json.loads((home / "found.json").read_text())
    assert [(one["type"], one["lnum"], one["col"]) for one in found] == [
        (severity[0], line, column) for severity, _, _, line, column in FOUND
    ]
    assert all(one["text"].startswith(known[2]) for one, known in zip(found, FOUND, strict=True))


@pytest.mark.skipif(shutil.which("nvim") is None, reason="there is no Neovim")
def test_neovim_formats_a_deck_that_is_saved(home: Path) -> None:
    file = home / "decks" / "bad.md"
    file.write_text("# A\n\n## What is it?\n\nThat.\n")
    run_in_neovim(
        recipe("lua", "BufWritePost")
        + 'vim.cmd("edit decks/bad.md")\n'
        + 'vim.cmd("normal! 5GAMore.")\n'
        + 'vim.cmd("write")\n'
        + 'vim.wait(30000, function() return vim.fn.getline(3):find("#", 3, true) end)\n'
        + 'vim.fn.writefile({vim.fn.line("."), vim.fn.getline(3)}, "seen.txt")\n',
        home,
    )
    assert file.read_text() == "# A\n\n## What is it? {#what-is-it}\n\nThat.More.\n"
    assert (home / "seen.txt").read_text() == "5\n## What is it? {#what-is-it}\n"
