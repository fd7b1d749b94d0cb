"""`srs search` finds what holds all the words, and what is most about them first."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.models import Collection
from srs.search import search
from tests.content.decks import parse
from tests.srs.cli.program import run
from tests.srs.reviewing import write_collection

DECK = """\
---
deck: Torch::Autograd
tags: [gradients]
---

## Which module holds the layers? {#layers}

It is `torch.nn`, not torchvision.

## What does `x.detach()` do? {#detach}

It returns a tensor that shares the numbers and needs no grad.

```python
y = x.detach()
```

```python check
assert secretly(y)
```

## Où est le gradient, écrit en {{c1::`.grad`}}? {#gradient .cloze}

## Which operator multiplies matrices? {#matmul .choice}

- [x] `a @ b`, whose alias is detach
  > It never broadcasts scalars.
- [ ] `a ** b`

> Ordinary `*` is elementwise.

## Explain leaves. {#leaves .explain}

Hint: photosynthesis

- made by the "user"
- 勾配を持つ

A model's answer: détaché.
"""


@pytest.fixture(scope="module")
def collection() -> Collection:
    deck = parse(DECK).deck
    assert len(deck.notes) == 5
    return Collection(root=Path("unused"), title="T", namespace="t", decks=(deck,))


def ids(collection: Collection, *words: str) -> list[str]:
    return [hit.note.id for hit in search(collection, words)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["torchvision"], ["layers"]),
        (["numbers"], ["detach"]),
        (["TENSOR", "shar"], ["detach"]),
        (["broadcasts"], ["matmul"]),
        (["elementwise"], ["matmul"]),
        (["photosynthesis"], ["leaves"]),
        (["user"], ["leaves"]),
        (["model's"], ["leaves"]),
        (["matmul"], ["matmul"]),
        (["tensor", "broadcasts"], []),
        (["secretly"], []),
        (["c1"], []),
    ],
    ids=str,
)
def test_everything_that_a_learner_sees_is_searched(
    words: list[str], found: list[str], collection: Collection
) -> None:
    assert ids(collection, *words) == found


def test_tags_and_decks_find_their_notes(collection: Collection) -> None:
    assert len(ids(collection, "gradients")) == len(ids(collection, "autograd")) == 5


def test_the_question_counts_more_than_an_answer(collection: Collection) -> None:
    assert ids(collection, "detach") == ["detach", "leaves", "matmul"]
    assert ids(collection, "gradient")[0] == "gradient"


def test_accents_do_not_matter(collection: Collection) -> None:
    assert ids(collection, "ecrit", "ou") == ["gradient"]
    assert ids(collection, "detache") == ["leaves"]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("torch.nn", ["layers"]),
        ('"user"', ["leaves"]),
        ("x.detach()", ["detach"]),
        ("@", ["matmul"]),
        ("**", ["matmul"]),
        ("勾配", ["leaves"]),
        ("配を", ["leaves"]),
        ("horch", []),
        ("etach", ["detach", "matmul"]),
        ("AND", ["detach"]),
        ("NEAR(", []),
        ("id:layers", []),
        ("^", []),
        ("\ud800", []),
        ("\U0001e900", []),
    ],
)
def test_what_full_text_search_would_choke_on(word: str, found: list[str], collection: Collection) -> None:
    assert ids(collection, word) == found


def test_signs_and_words_together(collection: Collection) -> None:
    assert ids(collection, "operator", "@") == ["matmul"]
    assert ids(collection, "operator", "%") == []


@given(st.lists(st.text()))
def test_any_words_are_answered(collection: Collection, words: list[str]) -> None:
    assert set(ids(collection, *words)) <= {"layers", "detach", "gradient", "matmul", "leaves"}


def test_many_words_are_answered(collection: Collection) -> None:
    assert ids(collection, *["matrices"] * 5000) == ["matmul"]


def test_nothing_is_found_for_no_words(collection: Collection) -> None:
    assert ids(collection, "", "  ") == []


def test_the_program_prints_a_line_for_each_hit(tmp_path: Path) -> None:
    done = run("search", "e", "--limit", "2", home=write_collection(tmp_path))
    assert done.returncode == 0
    assert done.stdout == (
        "even  decks/three.md:19  Which are even?\nsum   decks/three.md:7   What is `[bold]2 + 2[/bold]`?\n"
    )
    assert done.stderr == "... and 1 more: --limit 3 prints them all.\n"


def test_the_program_prints_json(tmp_path: Path) -> None:
    found = json.loads(run("search", "night", "--json", home=write_collection(tmp_path)).stdout)
    assert found == {
        "total": 1,
        "hits": [
            {
                "id": "sleep", "kind": "explain", "deck": "Samples::Three kinds",
                "path": "decks/three.md", "line": 29, "question": "Why do we sleep?",
            }
        ],
    }  # fmt: skip


def test_the_name_of_a_file_cannot_drive_the_terminal(tmp_path: Path) -> None:
    home = write_collection(tmp_path)
    (home / "decks" / "x\n\x9b31m.md").write_text("## Qubits? {#qubits}\n\nYes.\n\n## Bits? {#bits}\n")
    found = run("search", "qubit", home=home)
    assert found.stdout == "qubits  decks/x \ufffd31m.md:1  Qubits?\n"
    assert "decks/x\n\ufffd31m.md:5" in run("show", "bits", home=home).stderr


def test_to_find_nothing_is_no_error(tmp_path: Path) -> None:
    done = run("search", "qubit", home=write_collection(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "No note holds this word.\n")
