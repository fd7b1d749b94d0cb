"""The commands that the documentation shows are run, and print what it shows."""

import os
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path

import pytest

from content.collection import load
from content.diagnostics import Severity
from content.markdown import parse_deck
from content.models import Collection, Deck
from content.roots import shipped_collection
from content.verify import verify
from srs.cli.context import Context
from srs.new import new_collection
from tests.srs.cli.program import VERDICTS_KEY

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
STEP = re.compile(
    r"^```console(?: exit=(?P<exit>\d))?\n\$ (?P<command>.*)\n(?P<shown>(?:.*\n)*?)```$"
    r"|^```sh\n(?P<script>(?:.*\n)*?)```$"
    r'|^````markdown file=(?P<file>\S+)(?: replace="(?P<old>.*)")?\n(?P<text>(?:.*\n)*?)````$',
    re.MULTILINE,
)
COMMANDS = re.compile(r"^[ >]*(?:```|~~~)(?:console|sh|bash|shell)", re.MULTILINE)
WITHOUT_MAKE = re.compile(r"^make .*\n", re.MULTILINE)
"""These tests are what `make test` runs."""
DECK = re.compile(r"^````markdown\n((?:.*\n)*?)````$", re.MULTILINE)
CODE = re.compile(r"^(`{3,}).*?^\1$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def run(command: Sequence[str | Path], folder: Path, exit_code: int) -> str:
    programs = Path(sys.executable).parent
    done = subprocess.run(
        command,
        cwd=folder,
        env={
            **os.environ,
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / ".config"),
            "SRS_VERDICTS_KEY": VERDICTS_KEY,
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "VISUAL": "true",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == exit_code, done.stderr
    return done.stdout + done.stderr


def write(step: re.Match[str], folder: Path) -> None:
    file = folder / step["file"]
    if step["old"] is None:
        file.write_text(step["text"])
        return
    before = file.read_text()
    assert step["old"] in before
    file.write_text(before.replace(step["old"], step["text"].rstrip("\n")))


def decks_of(page: Path) -> Iterator[Deck]:
    """The decks that a page has its reader write, at each of its steps."""
    texts: dict[str, str] = {}
    for step in STEP.finditer(page.read_text()):
        if file := step["file"]:
            old, text = step["old"], step["text"]
            texts[file] = text if old is None else texts[file].replace(old, text.rstrip("\n"))
            yield parse_deck(file, texts[file].encode(), name="Deck").deck


@pytest.fixture(scope="module")
def verified(tmp_path_factory: pytest.TempPathFactory) -> None:
    """PyTorch starts once for the decks of all pages; what is new in a command it still runs itself."""
    begun = tmp_path_factory.mktemp("begun")
    new_collection(begun, title="Begun", namespace="begun.example")
    decks = [deck for root in (shipped_collection(), begun) for deck in load(root).collection.decks]
    decks += (deck for page in PAGES for deck in decks_of(page))
    all_of_them = Collection(root=Path(), title="All", namespace="all", decks=tuple(decks))
    verify(all_of_them, cache_path=Context().verdicts_path, signing_key=VERDICTS_KEY.encode())


@pytest.mark.slow
@pytest.mark.usefixtures("verified")
@pytest.mark.parametrize("page", [page for page in PAGES if STEP.search(page.read_text())], ids=name)
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    (tmp_path / ".config" / "fish" / "completions").mkdir(parents=True)
    for step in STEP.finditer(page.read_text()):
        if step["file"]:
            write(step, tmp_path)
            continue
        if step["script"]:
            run(["bash", "-ec", WITHOUT_MAKE.sub("", step["script"])], tmp_path, 0)
            continue
        program, *arguments = shlex.split(step["command"])
        assert program == "srs"
        printed = run([Path(sys.executable).with_name("srs"), *arguments], tmp_path, int(step["exit"] or 0))
        assert OutputChecker().check_output(step["shown"], printed, ELLIPSIS), (
            f"$ {step['command']}\n{printed}"
        )


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_command_is_left_out(page: Path) -> None:
    steps = [step for step in STEP.finditer(page.read_text()) if step["command"] or step["script"]]
    assert len(steps) == len(COMMANDS.findall(page.read_text()))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_to_files(page: Path) -> None:
    missing = [
        link for link in LINK.findall(CODE.sub("", page.read_text())) if not (page.parent / link).exists()
    ]
    assert missing == []


def test_deck_examples_of_the_format_are_decks(tmp_path: Path) -> None:
    examples = DECK.findall((ROOT / "docs" / "deck-format.md").read_text())
    assert len(examples) == 5
    (tmp_path / "srs.toml").write_text('title = "Examples"\nnamespace = "examples"\ndecks = "."\n')
    for number, example in enumerate(examples):
        (tmp_path / f"{number}.md").write_text(example)
    loaded = load(tmp_path)
    assert [found.message for found in loaded.diagnostics if found.severity is Severity.ERROR] == []
    assert [note.kind for note in loaded.collection.notes] == ["basic", "cloze", "choice", "explain", "basic"]


@pytest.mark.parametrize(
    ("script", "picture"), [("picture.py", "review.svg"), ("stats_picture.py", "stats.svg")]
)
def test_the_pictures_show_the_program_as_it_is_now(script: str, picture: str) -> None:
    draw = runpy.run_path(str(ROOT / "docs" / script))["draw"]
    assert draw() == (ROOT / "docs" / picture).read_text(), "run `make picture`"
