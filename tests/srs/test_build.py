"""A build says which notes vanished and which came back; the history of both is kept."""

from pathlib import Path

import pytest

from content.collection import load
from srs.build import Built, build

NOTE = "## What is {0}? {{#{0}}}\n\nThat {0}.\n\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "decks").mkdir()
    (tmp_path / "srs.toml").write_text('title = "Samples"\nnamespace = "sample.example"\n')
    return tmp_path


def built(root: Path, *texts: str) -> Built:
    (root / "decks" / "deck.md").write_text("".join(texts))
    return build(load(root), root / "dist", now_s=1_700_000_000)


def test_a_note_that_vanished_is_retired_once_and_comes_back(root: Path) -> None:
    one, two = NOTE.format("one"), NOTE.format("two")
    first = built(root, one, two)
    assert (first.retired, first.returned) == ((), ())
    gone = built(root, one)
    assert (gone.retired, gone.returned) == (("two",), ())
    still = built(root, one)
    assert (still.retired, still.returned) == ((), ())
    back = built(root, one, two)
    assert (back.retired, back.returned) == ((), ("two",))


def test_a_note_that_was_renamed_or_changed_its_kind_is_not_retired(root: Path) -> None:
    built(root, NOTE.format("one"), NOTE.format("two"))
    renamed = "## What is one? {#uno was=one}\n\nThat.\n\n"
    choice = "## What is two? {#two .choice}\n\n- [x] that\n- [ ] this\n\n> So it is.\n"
    assert built(root, renamed, choice).retired == ()
