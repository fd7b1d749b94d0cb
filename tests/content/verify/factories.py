"""Small decks for verification, written fence by fence."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from content.models import Basic, Choice, Code, Collection, Deck, Note, NoteId, Option, Role, Span, Text

SETUP = "import torch\nfrom torch import nn\n"


def fence(role: Role, source: str, **extra: Any) -> Code:
    """A fence that `note` will put at its line."""
    language = "" if role is Role.OUTPUT else "python"
    return Code(
        role=role, source=source, span=Span(1, 1, 1, 10), first_line=2, **{"language": language, **extra}
    )


def setup(source: str) -> Code:
    return fence(Role.SETUP, source)


def given(source: str, **extra: Any) -> Code:
    return fence(Role.GIVEN, source, **extra)


def answer(source: str, **extra: Any) -> Code:
    return fence(Role.ANSWER, source, **extra)


def check(source: str) -> Code:
    return fence(Role.CHECK, source)


def output(source: str) -> Code:
    return fence(Role.OUTPUT, source)


def option(index: int, source: str, **extra: Any) -> Code:
    return fence(Role.OPTION, source, option=index, **extra)


def note(name: str, *fences: Code, line: int = 100, path: str = "deck.md") -> Basic:
    """A basic note whose heading is at `line`, its fences two lines below and one line apart."""
    span = Span(line, 1, line, 20)
    text = Text(markdown=name, span=span)
    return Basic(
        id=NoteId(name),
        title=name,
        question=text,
        answer=text,
        code=_placed(fences, line + 2),
        path=path,
        span=span,
    )


def choice(name: str, right: Iterable[bool], *fences: Code, line: int = 100) -> Choice:
    """A choice note whose options are right or wrong as `right` says."""
    span = Span(line, 1, line, 20)
    text = Text(markdown=name, span=span)
    return Choice(
        id=NoteId(name),
        title=name,
        question=text,
        options=tuple(Option(text=text, right=is_right) for is_right in right),
        code=_placed(fences, line + 2),
        path="deck.md",
        span=span,
    )


def collection(*notes: Note, deck_setup: str = SETUP, path: str = "deck.md") -> Collection:
    """One deck with a setup fence at line 5."""
    code = _placed([setup(deck_setup)], 5) if deck_setup else ()
    deck = Deck(path=path, name="Deck", title="Deck", setup=code, notes=notes)
    return Collection(root=Path(), title="Test", namespace="test", decks=(deck,))


def _placed(fences: Iterable[Code], line: int) -> tuple[Code, ...]:
    placed = []
    for code in fences:
        placed.append(code.model_copy(update={"span": Span(line, 1, line, 10), "first_line": line + 1}))
        line += code.source.count("\n") + 3
    return tuple(placed)
