"""Whatever an author does to a note, its keys stay the same as long as it keeps its id."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.collection import load
from content.models import Collection
from exporters.anki.guid import guid
from srs.cards import Cards

SETTINGS = 'title = "Samples"\nnamespace = "{}"\n'
KINDS = {
    "basic": "## What is {text}? {{#{head}}}\n\nThat {text}.\n",
    "reversed": "## What is {text}? {{#{head} .reversed}}\n\nThat {text}.\n",
    "cloze": "## {{{{c1::{text}}}}} is {{{{c2::that}}}} {{#{head} .cloze}}\n",
    "choice": "## What is {text}? {{#{head} .choice}}\n\n- [x] that\n- [ ] this {text}\n\n> So it is.\n",
    "explain": "## What is {text}? {{#{head} .explain}}\n\n- that\n- {text}\n",
}


@dataclass(frozen=True)
class Note:
    """A note as its author sees it."""

    original_id: str
    id: str
    kind: str
    text: str = "first"
    deck: str = "a"
    level: str = ""

    def written(self) -> str:
        was = f" was={self.original_id}" if self.id != self.original_id else ""
        level = f" .{self.level}" if self.level else ""
        return KINDS[self.kind].format(text=self.text, head=f"{self.id}{level}{was}")


def collection_of(notes: list[Note], root: Path, namespace: str = "sample.example") -> Collection:
    root.mkdir(exist_ok=True)
    (root / "decks").mkdir(exist_ok=True)
    (root / "srs.toml").write_text(SETTINGS.format(namespace))
    for deck in "abc":
        text = "\n".join(note.written() for note in notes if note.deck == deck)
        (root / "decks" / f"{deck}.md").write_text(f"# {deck.upper()}\n\n{text}")
    loaded = load(root, root / "cache.db")
    assert not loaded.has_errors, loaded.diagnostics
    return loaded.collection


def keys_of(collection: Collection) -> set[tuple[str, str, str]]:
    return set(Cards.of(collection))


def guids_of(collection: Collection) -> set[str]:
    return {guid(collection.namespace, note.key, note.kind) for note in collection.notes}


NOTES = [Note(kind, kind, kind) for kind in KINDS]
EDITS = st.lists(
    st.tuples(
        st.integers(0, len(NOTES) - 1),
        st.one_of(
            st.tuples(st.just("text"), st.sampled_from(["second", "a longer wording", "c1 :: x"])),
            st.tuples(st.just("deck"), st.sampled_from("abc")),
            st.tuples(st.just("level"), st.sampled_from(["", "beginner", "advanced"])),
            st.tuples(st.just("id"), st.sampled_from(["renamed", "again"])),
            st.tuples(st.just("place"), st.integers(0, len(NOTES) - 1)),
        ),
    ),
    max_size=8,
)


@settings(max_examples=30)
@given(edits=EDITS)
def test_any_edits_that_keep_the_ids_keep_the_keys(
    edits: list[tuple[int, tuple[str, str | int]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("collection")
    notes = list(NOTES)
    before = collection_of(notes, root)
    for number, (what, value) in edits:
        if isinstance(value, int):
            notes.insert(value, notes.pop(number))
        elif what == "id":
            notes[number] = replace(notes[number], id=f"{notes[number].original_id}-{value}")
        else:
            notes[number] = replace(notes[number], **{what: value})
    after = collection_of(notes, root)
    assert keys_of(after) == keys_of(before)
    assert guids_of(after) == guids_of(before)


def test_two_collections_never_share_a_key(tmp_path: Path) -> None:
    one = collection_of(NOTES, tmp_path / "one", "one.example")
    other = collection_of(NOTES, tmp_path / "other", "other.example")
    assert not keys_of(one) & keys_of(other)
    assert not guids_of(one) & guids_of(other)
