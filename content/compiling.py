"""A deck file is read and judged, or remembered."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cache as once
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from content.compiled import CompiledCache, Listing, Remembered
from content.deck_files import DeckFile, digest_of, read_file
from content.diagnostics import Diagnostic, Severity
from content.index import ListedDeck, listed_deck, without

if TYPE_CHECKING:  # slow to import, and not needed for what is remembered to be without mistakes
    from pydantic import TypeAdapter

    from content.models import Deck

_NONE = "[]"


@dataclass(frozen=True)
class CompiledDeck:
    """What a deck file says; the deck itself is made when it is asked for."""

    listed: ListedDeck
    digest: str
    """The same for a file that holds the same, under the same name."""
    diagnostics: tuple[Diagnostic, ...]
    likenesses: tuple[tuple[str, ...], ...]
    """For each note: notes that ask the same have one in common."""
    _make: "Callable[[], Deck]"
    dropped: frozenset[int] = frozenset()
    """The places of the notes that are left out, because their ids are taken."""

    @cached_property
    def deck(self) -> "Deck":
        """The deck, without the notes that are left out."""
        deck = self._make()
        return deck.model_copy(update={"notes": without(deck.notes, self.dropped)}) if self.dropped else deck

    def without(self, places: Collection[int]) -> "CompiledDeck":
        """The deck without some of its notes."""
        if not places:
            return self
        return replace(
            self,
            listed=replace(self.listed, notes=without(self.listed.notes, places)),
            likenesses=without(self.likenesses, places),
            dropped=frozenset(places),
        )


def compile_file(root: Path, file: DeckFile, cache: CompiledCache, known: Listing | None) -> CompiledDeck:
    """What a deck file says; it is read only if it is not `known`, and parsed only if it changed.

    Raises `content.errors.CollectionError` if it cannot be read.
    """

    def parse() -> "Deck":
        from content.markdown import parse_deck  # slow to import, and seldom needed

        return parse_deck(file.path, read_file(root / file.path), name=file.name).deck

    if known is not None and file.stamp and known.stamp == file.stamp:
        compiled = _remembered(cache.compiled(file.path, known.digest), known, parse)
        if compiled is not None:
            return compiled
    data = read_file(root / file.path)
    digest = digest_of(file.name.encode() + b"\0" + data)
    if known is not None and known.digest == digest:
        compiled = _remembered(cache.compiled(file.path, digest), known, parse)
        if compiled is not None:
            cache.put_listing(file, digest, known.listed)
            return compiled
    return _compiled(file, data, digest, cache)


def _compiled(file: DeckFile, data: bytes, digest: str, cache: CompiledCache) -> CompiledDeck:
    from content.alike import likenesses
    from content.lint import lint_deck
    from content.markdown import parse_deck  # slow to import, and not needed for what is remembered

    parsed = parse_deck(file.path, data, name=file.name)
    diagnostics = (*parsed.diagnostics, *lint_deck(parsed.deck))
    errors = sum(one.severity is Severity.ERROR for one in diagnostics)
    listed = listed_deck(parsed.deck, errors=errors)
    alike = tuple(likenesses(note) for note in parsed.deck.notes)
    cache.put(
        file,
        digest,
        listed,
        Remembered(parsed.deck.model_dump_json(), as_remembered(diagnostics), json.dumps(alike)),
    )
    return CompiledDeck(listed, digest, diagnostics, alike, lambda: parsed.deck)


def as_remembered(diagnostics: Collection[Diagnostic]) -> str:
    """Diagnostics in JSON."""
    return _adapter().dump_json(tuple(diagnostics)).decode() if diagnostics else _NONE


def as_diagnosed(remembered: str) -> tuple[Diagnostic, ...]:
    """The diagnostics that `as_remembered` made JSON of. Raises `ValueError`."""
    return _adapter().validate_json(remembered) if remembered != _NONE else ()


@once
def _adapter() -> "TypeAdapter[tuple[Diagnostic, ...]]":
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Diagnostic, ...])


def _remembered(
    remembered: Remembered | None, known: Listing, parse: "Callable[[], Deck]"
) -> CompiledDeck | None:
    if remembered is None:
        return None

    def make() -> "Deck":
        from content.models import Deck

        try:
            return Deck.model_validate_json(remembered.deck)
        except ValueError:
            return parse()

    try:
        diagnostics = as_diagnosed(remembered.diagnostics)
        alike = tuple(tuple(map(str, hashes)) for hashes in json.loads(remembered.likenesses))
    except (ValueError, TypeError):
        return None
    return CompiledDeck(known.listed, known.digest, diagnostics, alike, make)
