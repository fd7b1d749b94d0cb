"""The compiled cache changes nothing but the time it takes."""

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.collection import Loaded, load, read_deck
from content.compiled import CompiledCache
from content.index import Index
from content.listing import read_index

LONG_AGO_NS = 1_700_000_000_000_000_000
OPENED: list[str] | None = None


def note(note_id: str, answer: str = "That.") -> str:
    return f"## What is {note_id}? {{#{note_id}}}\n\n{answer}\n\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A collection of three decks; a change shows at once, as if each file had been written long ago."""
    monkeypatch.setattr("content.deck_files._MARGIN_NS", -LONG_AGO_NS)
    root = tmp_path / "collection"
    (root / "decks").mkdir(parents=True)
    (root / "srs.toml").write_text('title = "Samples"\nnamespace = "sample.example"\n')
    for name in ("a", "b", "c"):
        (root / "decks" / f"{name}.md").write_text(note(name))
    return root


@pytest.fixture
def cache(root: Path) -> Path:
    """The file in which the collection is remembered."""
    cache = root.parent / "cache" / "compiled.db"
    load(root, cache)
    return cache


def seen(loaded: Loaded) -> object:
    return loaded.collection, loaded.diagnostics


def ids(index: Index) -> list[str]:
    return [note.id for deck in index.decks for note in deck.notes]


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and OPENED is not None and str(arguments[0]).endswith((".md", ".toml")):
        OPENED.append(Path(str(arguments[0])).name)


sys.addaudithook(_watch)


@contextmanager
def opened_files() -> Iterator[list[str]]:
    """The names of the files of collections that are opened meanwhile."""
    global OPENED
    OPENED = []
    yield OPENED
    OPENED = None


def test_what_did_not_change_is_not_opened(root: Path, cache: Path) -> None:
    with opened_files() as opened:
        index = read_index(root, cache)
        deck = read_deck(root, "decks", "decks/b.md", cache)
    assert opened == []
    assert ids(index) == ["a", "b", "c"]
    assert [note.id for note in deck.notes] == ["b"]
    with opened_files() as opened:
        load(root, cache)
    assert opened == ["srs.toml"]


def test_only_what_changed_is_read(root: Path, cache: Path) -> None:
    (root / "decks" / "b.md").write_text(note("b") + note("new"))
    with opened_files() as opened:
        assert ids(read_index(root, cache)) == ["a", "b", "new", "c"]
    assert opened == ["b.md"]
    with opened_files() as opened:
        read_index(root, cache)
    assert opened == []


def test_an_edit_that_keeps_size_and_time_is_noticed(root: Path, cache: Path) -> None:
    file = root / "decks" / "b.md"
    status = file.stat()
    file.write_text(note("z"))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert file.stat().st_size == status.st_size
    assert ids(read_index(root, cache)) == ["a", "z", "c"]


def test_a_file_that_changed_just_now_is_read_again(
    root: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    (root / "decks" / "b.md").write_text(note("x"))
    for _ in range(2):
        with opened_files() as opened:
            assert ids(read_index(root, cache)) == ["a", "x", "c"]
        assert "b.md" in opened


def test_files_come_and_go(root: Path, cache: Path) -> None:
    (root / "decks" / "a.md").unlink()
    (root / "decks" / "c.md").rename(root / "decks" / "d.md")
    assert ids(read_index(root, cache)) == ["b", "c"]
    assert seen(load(root, cache)) == seen(load(root))
    with CompiledCache(cache, root) as known:
        assert set(known.listings()) == {"decks/b.md", "decks/d.md"}


def test_mistakes_are_remembered_with_their_places(root: Path, cache: Path) -> None:
    (root / "decks" / "b.md").write_text(
        "# B\n\n## No id?\n\nNo.\n\n" + note("a") + "## Is it? {#is}\n\nNo.\n"
    )
    first, again = load(root, cache), load(root, cache)
    assert seen(first) == seen(again) == seen(load(root))
    assert {found.code for found in again.diagnostics} == {"missing-id", "duplicate-id", "yes-no-question"}
    assert again.line("decks/b.md", 3) == "## No id?"
    assert read_index(root, cache).has_errors
    assert ids(read_index(root, cache)) == ["a", "is", "c"]


def test_a_setting_that_changed_is_noticed(root: Path, cache: Path) -> None:
    (root / "srs.toml").write_text('title = "Other"\nnamespace = "other.example"\ndecks = "."\n')
    index = read_index(root, cache)
    assert (index.title, index.namespace, index.decks[0].name) == ("Other", "other.example", "decks::a")


def _garbage(cache: Path) -> None:
    cache.write_bytes(b"not a database" * 500)


def _truncated(cache: Path) -> None:
    cache.write_bytes(cache.read_bytes()[:5000])


def _empty(cache: Path) -> None:
    cache.write_bytes(b"")


def _foreign(cache: Path) -> None:
    cache.unlink()
    with closing(sqlite3.connect(cache)) as other, other:
        other.execute("create table identity (text text)")
        other.execute("create table listing (path text)")
        other.execute("insert into identity values ('of another program')")


def _unnamed(cache: Path) -> None:
    cache.unlink()
    with closing(sqlite3.connect(cache)) as other, other:
        other.execute("create table listing (path text)")


def _forged(cache: Path) -> None:
    with closing(sqlite3.connect(cache)) as forged, forged:
        forged.execute("update compiled set deck = replace(deck, 'That.', 'Forged.')")
        forged.execute("update listing set listed = replace(listed, 'a', 'forged')")


def _another_collection(cache: Path) -> None:
    with closing(sqlite3.connect(cache)) as other, other:
        other.execute("update identity set text = 'elsewhere'")


@pytest.mark.parametrize(
    "damage",
    [_garbage, _truncated, _empty, _foreign, _forged, _another_collection],
    ids=lambda of: of.__name__,
)
def test_a_cache_that_cannot_be_trusted_is_made_anew(
    root: Path, cache: Path, damage: Callable[[Path], None]
) -> None:
    damage(cache)
    assert ids(read_index(root, cache)) == ["a", "b", "c"]
    assert seen(load(root, cache)) == seen(load(root))
    with opened_files() as opened:
        read_index(root, cache)
    assert opened == []


def test_an_entry_of_the_wrong_shape_counts_as_none(root: Path, cache: Path) -> None:
    with CompiledCache(cache, root) as known:
        listing = known.listings()["decks/a.md"]
        known._put("compiled", "decks/a.md", listing.digest, '{"path": 1}', "[]")
        known._put("listing", "decks/b.md", "b", "stamp", "digest", '[1, "x"]')
    assert seen(load(root, cache)) == seen(load(root))


def test_a_cache_that_cannot_be_written_is_done_without(root: Path) -> None:
    for path in (Path("/proc/srs/cache.db"), root):
        assert ids(read_index(root, path)) == ["a", "b", "c"]


EDITS = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.sampled_from(["", note("a"), note("x"), note("x") * 2, "## No id\n", "\0"]),
    ),
    max_size=8,
)


@given(edits=EDITS)
def test_after_any_edits_the_cache_says_what_the_files_say(
    edits: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("collection")
    (root / "decks").mkdir()
    (root / "srs.toml").write_text('title = "Samples"\nnamespace = "sample.example"\n')
    cache = root / "cache.db"
    for name, text in edits:
        (root / "decks" / f"{name}.md").write_text(text)
        remembered, truth = load(root, cache), load(root)
        assert seen(remembered) == seen(truth)
        assert read_index(root, cache) == truth.index
