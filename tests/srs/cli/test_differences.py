"""What `srs fmt --diff` prints is what git takes to make the same change."""

import shutil
import subprocess

import pytest
from hypothesis import example, given, settings

from content.formatting import format_deck
from content.models import NoteId
from srs.cli.differences import unified_diff
from tests.content.sloppy import sloppy_decks


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
@settings(max_examples=25)
@given(sloppy_decks())
@example("a")
@example("a\n")
@example("\n\n\n")
@example("a\rb\r")
@example("a\n" * 20 + "b \n\n\n" + "c\n" * 20 + "```text\n```\nd")
def test_git_applies_it(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    old = text.encode()
    new = format_deck("a b.md", old, NoteId).data
    folder = tmp_path_factory.mktemp("applied")
    file = folder / "a b.md"
    file.write_bytes(old)
    diff = unified_diff(old, new, "a b.md")
    assert (diff.count(b"\n") > 2) is (old != new)
    if old != new:
        subprocess.run(["git", "apply", "-p0", "-"], cwd=folder, input=diff, check=True, timeout=60)
    assert file.read_bytes() == new
