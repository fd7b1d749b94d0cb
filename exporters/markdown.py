"""A study sheet: a deck as one Markdown page with answers that open on a click."""

import re
from collections.abc import Iterator
from string import ascii_uppercase
from textwrap import indent
from typing import assert_never

from content.cloze import hidden, shown
from content.models import Basic, Choice, Cloze, Deck, Explain, Note, Text
from exporters.literal import without_html
from exporters.order import shown_options

_FENCE_OPENING = re.compile(r"^([ >]*)(```+|~~~+)[ \t]*(\w[\w+-]*)[^`\n]*$", re.MULTILINE)


def study_sheet(deck: Deck) -> str:
    """The deck as Markdown that GitHub renders: each question, with its answer folded under it."""
    parts = [f"# {without_html(deck.title or deck.name)}"]
    if deck.introduction:
        parts.append(_shown(deck.introduction, "introduction"))
    for note in deck.notes:
        parts += _question(note)
        parts += ["<details>", "<summary>Answer</summary>", *_answer(note), "</details>"]
    return "\n\n".join(parts) + "\n"


def _question(note: Note) -> Iterator[str]:
    yield f"## {without_html(hidden(note.title) if isinstance(note, Cloze) else note.title)}"
    if note.level:
        yield f"*{note.level.capitalize()}*"
    longer = note.question.markdown.removeprefix(note.title).strip()
    if longer:
        yield _cleaned(hidden(longer) if isinstance(note, Cloze) else longer, note.id)
    match note:
        case Basic() | Cloze():
            pass
        case Choice():
            options = shown_options(note)
            yield "\n".join(
                _item(f"**{letter}.**", option.text, note.id)
                for letter, option in zip(ascii_uppercase, options, strict=False)
            )
        case Explain():
            if note.hint:
                yield f"Hint: {_shown(note.hint, note.id)}"
        case _:
            assert_never(note)


def _answer(note: Note) -> Iterator[str]:
    match note:
        case Basic():
            yield _shown(note.answer, note.id)
        case Cloze():
            yield _cleaned(shown(note.question.markdown), note.id)
            if note.extra:
                yield _shown(note.extra, note.id)
        case Choice():
            options = list(zip(ascii_uppercase, shown_options(note), strict=False))
            right = [letter for letter, option in options if option.right]
            yield f"**{' and '.join(right)}**"
            feedback = [
                _item(f"**{letter}.**", option.feedback, note.id)
                for letter, option in options
                if option.feedback
            ]
            if feedback:
                yield "\n".join(feedback)
            if note.explanation:
                yield _shown(note.explanation, note.id)
        case Explain():
            yield "\n".join(_item("[ ]", concept, note.id) for concept in note.concepts)
            if note.answer:
                yield _shown(note.answer, note.id)
        case _:
            assert_never(note)


def _item(label: str, text: Text, note_id: str) -> str:
    return "- " + indent(f"{label} {_shown(text, note_id)}", "  ").lstrip()


def _shown(text: Text, note_id: str) -> str:
    return _cleaned(text.markdown.strip(), note_id)


def _cleaned(markdown: str, note_id: str) -> str:
    """Footnotes belong to their note; what a fence says to the verifier is not for learners."""
    return _FENCE_OPENING.sub(_opening, without_html(markdown, footnotes=f"{note_id}-"))


def _opening(fence: re.Match[str]) -> str:
    indentation, marks, language = fence.groups()
    if language == "output":
        return f"{indentation}Output:\n{indentation}\n{indentation}{marks}text"
    return f"{indentation}{marks}{language}"
