"""Deck files written in a test, and what became of them."""

from collections.abc import Sequence

from content.diagnostics import Diagnostic
from content.markdown import ParsedDeck, parse_deck
from content.models import Deck, Note


def parse(text: str | bytes, path: str = "decks/deck.md") -> ParsedDeck:
    data = text if isinstance(text, bytes) else text.encode()
    return parse_deck(path, data, name="Deck")


def deck_of(text: str | bytes) -> Deck:
    """The deck, which has no mistakes."""
    parsed = parse(text)
    assert parsed.diagnostics == ()
    return parsed.deck


def notes_of(text: str) -> Sequence[Note]:
    return deck_of(text).notes


def mistake(text: str | bytes) -> Diagnostic:
    """The only diagnostic."""
    (found,) = parse(text).diagnostics
    return found
