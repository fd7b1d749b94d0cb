"""A note is found by its id, by a former one, and by the beginning of one."""

from pathlib import Path

import pytest

from content.collection import Loaded, load
from srs.find import BrokenNoteError, NoSuchNoteError, Place, find_note, find_place

DECK = """\
# D

## One? {#freeze-how was=old-name}

Yes.

## Two? {#freeze-why}

Yes.

## Three? {#broken-one}

```python
x = 1

## Four? {#inside-the-fence}
"""


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    (tmp_path / "decks").mkdir()
    (tmp_path / "srs.toml").write_text('title = "T"\nnamespace = "t"\n')
    (tmp_path / "decks" / "d.md").write_text(DECK)
    return load(tmp_path)


@pytest.mark.parametrize(
    "name", ["freeze-how", "freeze-h", "old-name", "o"], ids=["id", "beginning", "former id", "its beginning"]
)
def test_the_names_of_a_note(name: str, loaded: Loaded) -> None:
    found = find_note(loaded, name)
    assert (found.note.id, found.deck) == ("freeze-how", "d")
    assert find_place(loaded, name) == Place("decks/d.md", 3, "freeze-how", "old-name")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("freeze", "several notes begin with `freeze`: `freeze-how`, `freeze-why`"),
        ("freze-how", "no note has the id `freze-how`; did you mean `freeze-how`"),
        ("quantum", "`srs search WORDS` finds notes"),
        ("", "no note has the id ``"),
        ("inside-the-fence", "no note has the id"),
    ],
)
def test_a_name_that_is_none_says_what_could_be_meant(name: str, message: str, loaded: Loaded) -> None:
    with pytest.raises(NoSuchNoteError, match=message):
        find_note(loaded, name)
    with pytest.raises(NoSuchNoteError, match=message):
        find_place(loaded, name)


def test_a_note_with_a_mistake_is_no_card_but_has_a_place(loaded: Loaded) -> None:
    with pytest.raises(
        BrokenNoteError, match=r"broken-one has a mistake.*decks/d.md:13: .*srs edit broken-one"
    ):
        find_note(loaded, "broken")
    assert find_place(loaded, "broken") == Place("decks/d.md", 13, "broken-one", "broken-one")


def test_a_present_id_goes_before_a_former_one(tmp_path: Path, loaded: Loaded) -> None:
    assert find_place(loaded, "old-name").line == 3
    (tmp_path / "decks" / "e.md").write_text("## Five? {#old}\n\nYes.\n")
    assert find_place(load(tmp_path), "old") == Place("decks/e.md", 1, "old", "old")
