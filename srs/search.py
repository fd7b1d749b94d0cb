"""Finds the notes that hold some words, the best first."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import assert_never

from content.cloze import shown
from content.models import Basic, Choice, Cloze, Collection, Explain, Note, Text
from content.parts import HIDDEN_ROLES
from srs.find import Found

_COLUMNS = {"id": 10.0, "question": 10.0, "tags": 4.0, "deck": 3.0, "answer": 3.0, "code": 1.0}
"""What is searched, with how much a word in it counts (the weights of SQLite's bm25)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A note that holds all the words."""

    note: Note
    deck: str
    """The deck's Anki name, `A::B`."""

    @property
    def question(self) -> str:
        """The Markdown of its heading in one line, a cloze note's deletions in view."""
        return " ".join(shown(self.note.title).split())

    def as_json(self) -> dict[str, object]:
        """As `srs search --json` prints it."""
        return {**Found(self.note, self.deck).as_json(), "question": self.question}


def search(collection: Collection, words: Sequence[str]) -> list[Hit]:
    """The notes that hold all the words, each as a whole word or the beginning of one: the best first.

    Case and accents do not matter. What is ranked by SQLite's full-text search comes first, and then, in deck
    order, what holds the words only inside others or is no word to it, such as `->`.
    """
    words = [word for text in words for word in _cleaned(text).split()]
    hits = [Hit(note, deck.name) for deck in collection.decks for note in deck.notes]
    if not words:
        return []
    rows = [tuple(_row(hit).values()) for hit in hits]
    texts = ["\n".join(row).casefold() for row in rows]

    def holds(index: int, some: Sequence[str]) -> bool:
        return all(word.casefold() in texts[index] for word in some)

    signs = [word for word in words if not _is_word(word)]
    ranked = [index for index in _ranked(rows, words) if holds(index, signs)]
    seen = set(ranked)
    inside = (index for index in range(len(hits)) if index not in seen and holds(index, words))
    return [hits[index] for index in (*ranked, *inside)]


def _ranked(rows: Sequence[tuple[str, ...]], words: Sequence[str]) -> Iterator[int]:
    """The indexes of the rows that hold the words, by bm25."""
    query = " ".join(f'"{word.replace(chr(34), chr(34) * 2)}"*' for word in words if _is_word(word))
    if not query:
        return
    columns = ", ".join(_COLUMNS)
    places = ", ".join("?" * len(_COLUMNS))
    weights = ", ".join(map(str, _COLUMNS.values()))
    with closing(sqlite3.connect(":memory:")) as index:
        index.execute(
            f"CREATE VIRTUAL TABLE note USING fts5({columns}, tokenize = 'unicode61 remove_diacritics 2')"
        )
        index.executemany(f"INSERT INTO note ({columns}) VALUES ({places})", rows)  # noqa: S608
        found = index.execute(
            f"SELECT rowid FROM note WHERE note MATCH ? ORDER BY bm25(note, {weights}), rowid",  # noqa: S608
            (query,),
        )
        yield from (rowid - 1 for (rowid,) in found)


def _row(hit: Hit) -> dict[str, str]:
    note = hit.note
    code = [code.source for code in note.code if code.role not in HIDDEN_ROLES]
    answer = "\n".join(text.markdown for text in _answer(note))
    question = shown(note.question.markdown)
    for source in filter(str.strip, code):
        answer, question = answer.replace(source, "\n"), question.replace(source, "\n")
    columns = {
        "id": f"{note.id}\n{note.key}",
        "question": question,
        "tags": "\n".join([*note.tags, note.level or ""]),
        "deck": hit.deck,
        "answer": answer,
        "code": "\n".join(code),
    }
    return {column: _cleaned(columns[column]) for column in _COLUMNS}


def _answer(note: Note) -> Iterator[Text]:
    """What a learner sees of a note besides its question."""
    parts: list[Text | None]
    match note:
        case Basic():
            parts = [note.answer]
        case Cloze():
            parts = [note.extra]
        case Choice():
            options = [part for option in note.options for part in (option.text, option.feedback)]
            parts = [*options, note.explanation]
        case Explain():
            parts = [note.hint, *note.concepts, note.answer]
        case _ as unknown:
            assert_never(unknown)
    return (part for part in parts if part is not None)


def _is_word(text: str) -> bool:
    """Whether full-text search sees anything in it."""
    return any(character.isalnum() for character in text)


def _cleaned(text: str) -> str:
    """The text without what SQLite cannot take: NUL ends its strings, half a character has no encoding."""
    return text.replace("\0", " ").encode("utf-8", "surrogatepass").decode("utf-8", "replace")
