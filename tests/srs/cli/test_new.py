"""`srs new` writes a collection, a deck or a note that is right from the start, and replaces nothing."""

import tomllib
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from content.collection import load
from content.verify import verify
from srs.check import check_collection
from srs.cli.context import Context
from srs.cli.main import srs
from srs.errors import BrokenContentError, SrsError
from srs.files import FileThereError
from srs.new import (
    CannotMakeError,
    Kind,
    find_deck,
    new_collection,
    new_deck,
    new_note,
    proposed_namespace,
)
from tests.srs.cli.program import SRS, VERDICTS_KEY, files_below, run

QUESTION = "What is a leaf tensor?"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    new_collection(tmp_path, title="Leaves", namespace="leaves.example")
    return tmp_path


def add(root: Path, question: str, kind: Kind | None = None, deck: str = "first.md") -> str:
    loaded = load(root)
    return new_note(loaded, find_deck(loaded.collection, deck, root), question, kind).id


def checked(root: Path) -> list[str]:
    return [found.code for found in check_collection(root, verdicts_path=None, run=False).diagnostics]


@pytest.mark.slow
def test_a_new_collection_passes_every_check(root: Path) -> None:
    assert checked(root) == []
    collection = load(root).collection
    assert {note.kind for note in collection.notes} == {"basic", "cloze", "choice", "explain"}
    assert (collection.title, collection.decks[0].name) == ("Leaves", "Leaves::First steps")
    report = verify(collection, cache_path=Context().verdicts_path, signing_key=VERDICTS_KEY.encode())
    assert (report.diagnostics, report.verified) == ((), 1)
    assert sorted(files_below(root)) == [".gitignore", "decks/first.md", "srs.schema.json", "srs.toml"]
    assert (root / "srs.toml").read_text().startswith("#:schema ./srs.schema.json\n")
    assert (root / ".gitignore").read_text() == "/dist/\n"


@pytest.mark.parametrize("taken", ["srs.toml", "decks/first.md", "srs.schema.json"])
def test_a_collection_is_made_beside_no_file_of_its_own(taken: str, tmp_path: Path) -> None:
    (tmp_path / taken).parent.mkdir(exist_ok=True)
    (tmp_path / taken).write_text("mine")
    with pytest.raises((FileThereError, CannotMakeError), match="already"):
        new_collection(tmp_path, title="T", namespace="t")
    assert files_below(tmp_path) == {taken: b"mine"}


def test_a_gitignore_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine")
    new_collection(tmp_path, title="T", namespace="t")
    assert (tmp_path / ".gitignore").read_text() == "mine"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(title=":")
@example(title="a :: :b:")
@given(title=st.text(min_size=1))
def test_any_title_makes_a_collection_of_that_title_or_nothing(
    title: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    try:
        new_collection(folder, title=title, namespace="t")
    except CannotMakeError:
        assert files_below(folder) == {}
    else:
        assert load(folder).diagnostics == ()
        assert tomllib.loads((folder / "srs.toml").read_text(encoding="utf-8"))["title"] == " ".join(
            title.split()
        )


@pytest.mark.parametrize("namespace", ["", "A", "a b", "-a", "a\n", "é"])
def test_a_namespace_that_could_never_change_is_checked_first(namespace: str, tmp_path: Path) -> None:
    with pytest.raises(CannotMakeError, match="cannot be a namespace"):
        new_collection(tmp_path, title="T", namespace=namespace)
    assert files_below(tmp_path) == {}


def test_a_namespace_is_proposed_from_a_name() -> None:
    assert [proposed_namespace(name) for name in ("My decks", "Été & co.", "東京")] == [
        "my-decks",
        "ete-co",
        "",
    ]


def test_a_deck_goes_into_the_file_that_its_name_says(root: Path) -> None:
    assert new_deck(load(root), "Autograd::Leaf tensors") == root / "decks" / "autograd" / "leaf-tensors.md"
    assert new_deck(load(root), " torch.nn ") == root / "decks" / "torch.nn.md"
    decks = {deck.path: (deck.name, deck.title) for deck in load(root).collection.decks}
    assert decks["decks/autograd/leaf-tensors.md"] == ("Autograd::Leaf tensors", "Leaf tensors")
    assert decks["decks/torch.nn.md"] == ("torch.nn", "torch.nn")
    assert checked(root) == []


@pytest.mark.parametrize("name", ["", "::", "???", "\x1b[2J", "Leaves::First steps", "\ud800", "../.."])
def test_a_name_that_cannot_be_a_deck_writes_nothing(name: str, root: Path) -> None:
    before = files_below(root)
    with pytest.raises(CannotMakeError):
        new_deck(load(root), name)
    assert files_below(root) == before


def test_a_deck_never_replaces_a_file(root: Path) -> None:
    before = files_below(root)
    with pytest.raises(FileThereError, match="there already"):
        new_deck(load(root), "First")
    assert files_below(root) == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@example(name="0:")
@given(name=st.text(min_size=1, max_size=30))
def test_any_name_makes_a_deck_of_that_name_inside_the_collection_or_nothing(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "decks").mkdir()
    (folder / "srs.toml").write_text('title = "T"\nnamespace = "t"\n')
    try:
        path = new_deck(load(folder), name)
    except CannotMakeError:
        assert list(files_below(folder)) == ["srs.toml"]
    else:
        assert path.resolve().is_relative_to((folder / "decks").resolve())
        (deck,) = load(folder).collection.decks
        levels = (" ".join(level.split()).strip(": ") for level in name.split("::"))
        assert deck.name == "::".join(filter(None, levels))


@pytest.mark.parametrize("kind", list(Kind))
def test_a_new_note_of_each_kind_passes_check_and_lint(kind: Kind, root: Path) -> None:
    before = (root / "decks" / "first.md").read_bytes()
    assert add(root, QUESTION, kind) == "what-is-a-leaf-tensor"
    assert checked(root) == []
    note = load(root).collection.notes[-1]
    assert (note.id, note.kind, note.title) == ("what-is-a-leaf-tensor", kind, QUESTION)
    assert (root / "decks" / "first.md").read_bytes().startswith(before)


def test_a_question_that_hides_something_makes_a_cloze_note(root: Path) -> None:
    assert add(root, "Its numbers are kept in {{c1::`.data`}}.") == "its-numbers-are-kept-in-data"
    assert load(root).collection.notes[-1].kind == "cloze"
    assert checked(root) == []


def test_an_id_is_never_used_twice(root: Path) -> None:
    assert [add(root, f"{QUESTION} {more}") for more in ("", "(1)", "(2)")] == [
        "what-is-a-leaf-tensor", "what-is-a-leaf-tensor-1", "what-is-a-leaf-tensor-2"
    ]  # fmt: skip
    assert add(root, "What is a leaf, tensor?") == "what-is-a-leaf-tensor-3"


def test_the_id_of_a_broken_former_or_vanished_note_is_not_used_again(root: Path) -> None:
    (root / "decks" / "b.md").write_text("## Q? {#what}\n\n## R? {#new was=what-2}\n\nYes.\n")
    lock = '{"version": 1, "namespace": "leaves.example", "note_types": {}, "notes": {"g": {"id": "what-3", '
    lock += '"kind": "basic", "content": "c", "modified_s": 1, "anki_id": 1000, "retired_s": 2}}}'
    (root / "anki.lock.json").write_text(lock)
    loaded = load(root)
    deck = find_deck(loaded.collection, "Leaves::First steps", root)
    assert new_note(loaded, deck, "What?", retired=["what-4"]).id == "what-5"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "x", "x{}", "x{}{}{}"])
def test_a_note_is_added_in_the_line_ends_of_the_file(ending: str, last: str, root: Path) -> None:
    text = f"# D{ending}{ending}## Q? {{#q}}{ending}{ending}Yes.{ending}"
    file = root / "decks" / "d.md"
    file.write_bytes((text + last.replace("{}", ending)).encode())
    add(root, QUESTION, deck="d.md")
    data = file.read_bytes().decode()
    assert data.count("\n") == data.count(ending)
    assert f"{ending}{ending}## {QUESTION}" in data
    assert load(root).collection.notes[-1].path == "decks/first.md"
    assert [note.title for note in load(root).collection.decks[0].notes] == ["Q?", QUESTION]


@pytest.mark.parametrize(
    ("end", "error"),
    [
        ("## Q? {#q}\n\n```python\nx = 1\n", BrokenContentError),
        ("## Q? {#q}\n\n" + "- " * 12 + "x\n", BrokenContentError),
    ],
    ids=["fence", "lists"],
)
def test_a_note_that_would_be_swallowed_is_not_written(end: str, error: type[SrsError], root: Path) -> None:
    (root / "decks" / "d.md").write_text(f"# D\n\n{end}")
    before = files_below(root)
    with pytest.raises(error):
        add(root, QUESTION, deck="d.md")
    assert files_below(root) == before


def test_wrong_settings_are_mended_first(root: Path) -> None:
    loaded = load(root)
    (root / "srs.toml").write_text("title = 1\n")
    with pytest.raises(BrokenContentError, match=r"srs.toml:1: "):
        new_deck(load(root), "More")
    with pytest.raises(BrokenContentError, match=r"srs.toml:1: "):
        new_note(load(root), loaded.collection.decks[0], "What?")


@pytest.mark.parametrize(
    "name", ["first.md", "decks/first.md", "Leaves::First steps", "./decks/../decks/first.md"]
)
def test_the_names_of_a_deck(name: str, root: Path) -> None:
    assert find_deck(load(root).collection, name, root).path == "decks/first.md"
    assert find_deck(load(root).collection, "first.md", root / "decks").path == "decks/first.md"


@pytest.mark.parametrize("name", ["frist.md", "", "srs.toml", "\0", "x" * 5000])
def test_a_deck_that_is_not_there_is_named(name: str, root: Path) -> None:
    with pytest.raises(CannotMakeError, match="there is no deck"):
        find_deck(load(root).collection, name, root)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(question=st.text(), kind=st.sampled_from([None, *Kind]))
def test_any_question_is_added_as_it_is_or_not_at_all(
    question: str, kind: Kind | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "decks").mkdir()
    (folder / "srs.toml").write_text('title = "T"\nnamespace = "t"\n')
    (folder / "decks" / "d.md").write_text("# D\n")
    try:
        add(folder, question, kind, deck="d.md")
    except CannotMakeError:
        assert (folder / "decks" / "d.md").read_text() == "# D\n"
    else:
        (note,) = load(folder).collection.notes
        assert note.title == " ".join(question.split())


def test_the_program_makes_all_three(tmp_path: Path) -> None:
    made = run("new", "collection", "mine", "--title", "Mine", "--namespace", "mine", home=tmp_path)
    assert made.stdout.split() == [
        "mine/decks/first.md", "mine/.gitignore", "mine/srs.schema.json", "mine/srs.toml"
    ]  # fmt: skip
    assert made.stderr == "Next: srs check -C mine\n"
    deck = run("new", "deck", "A::B", "-C", "mine", home=tmp_path)
    assert (deck.returncode, deck.stdout) == (0, "mine/decks/a/b.md\n")
    note = run("new", "note", "-C", "mine", "--deck", "A::B", "What", "is it?", home=tmp_path)
    assert (note.returncode, note.stdout, note.stderr) == (0, "what-is-it\n", "mine/decks/a/b.md:7\n")


def test_what_is_left_out_is_required_where_nobody_can_be_asked(tmp_path: Path) -> None:
    done = CliRunner().invoke(srs, ["new", "collection", str(tmp_path / "mine")])
    assert done.exit_code == 2
    assert "--title is missing; it is asked for only at a terminal" in done.output
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_into_the_collection_that_ships(tmp_path: Path) -> None:
    done = run("new", "note", "What?", home=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: there is no collection here: `srs new collection DIR` makes one")


def test_what_is_left_out_is_asked_for_at_a_terminal(tmp_path: Path) -> None:
    program = pexpect.spawn(str(SRS), ["new", "collection", "My decks"], cwd=str(tmp_path), timeout=60)
    program.expect(r"Title.*\[My decks\]: ")
    program.sendline("")
    program.expect(r"Namespace.*\[my-decks\]: ")
    program.sendline("No!")
    program.expect("cannot be a namespace")
    program.expect(r"Namespace.*\[my-decks\]: ")
    program.sendline("")
    program.expect(pexpect.EOF)
    program.close()
    assert program.exitstatus == 0
    collection = load(tmp_path / "My decks").collection
    assert (collection.title, collection.namespace) == ("My decks", "my-decks")
