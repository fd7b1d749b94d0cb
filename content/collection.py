"""A folder with an `srs.toml` becomes a collection."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from content.compiled import CompiledCache, KnownSettings, Listing
from content.deck_files import DeckFile, deck_file, digest_of, find_deck_files, read_file, stamp_of
from content.diagnostics import Diagnostic, Related, Severity, in_order
from content.errors import NoCollectionError
from content.index import Index, find_copies, index_of_collection, listed_deck
from content.lint import lint_deck
from content.markdown import parse_deck
from content.models import Collection, Deck
from content.reporter import Reporter
from content.roots import SETTINGS_FILE
from content.settings import read_settings
from content.source import Source

_DIAGNOSTICS: TypeAdapter[tuple[Diagnostic, ...]] = TypeAdapter(tuple[Diagnostic, ...])


@dataclass(frozen=True)
class Loaded:
    """A collection as far as it could be read."""

    collection: Collection
    """Notes with errors are left out."""
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong with its files, the quality of single notes included."""
    _sources: dict[str, Source] = field(default_factory=dict, repr=False, compare=False)

    def line(self, path: str, number: int) -> str:
        """The text of a line of one of its files."""
        if path not in self._sources:
            data = read_file(self.collection.root / path)
            self._sources[path] = Source(path, data.decode("utf-8-sig", "replace"))
        return self._sources[path].line(number)

    @property
    def has_errors(self) -> bool:
        """Whether something was left out."""
        return any(found.severity is Severity.ERROR for found in self.diagnostics)

    @cached_property
    def index(self) -> Index:
        """What cards it has."""
        return replace(index_of_collection(self.collection), has_errors=self.has_errors)


@dataclass(frozen=True, slots=True)
class _Compiled:
    deck: Deck
    diagnostics: tuple[Diagnostic, ...]


def load(root: Path, cache_path: Path | None = None) -> Loaded:
    """Read a collection: everything that is wrong in it, in one go.

    What its files said is remembered in the file `cache_path`. Raises `NoCollectionError` if the folder has
    no `srs.toml`, and `CollectionError` if a file of it cannot be read.
    """
    if not (root / SETTINGS_FILE).is_file():
        raise NoCollectionError(f"no {SETTINGS_FILE} in {root}: that folder is not a collection")
    now_ns = time.time_ns()
    report = Reporter(SETTINGS_FILE)
    stamp = stamp_of(root / SETTINGS_FILE, now_ns)
    settings = read_settings(root, read_file(root / SETTINGS_FILE), report)
    found = [] if settings.folder is None else find_deck_files(root, settings.folder, now_ns)
    with CompiledCache(cache_path, root) as cache:
        if stamp and settings.folder is not None:
            cache.put_settings(stamp, KnownSettings(settings.title, settings.namespace, settings.folder))
        known = cache.listings()
        compiled = [compile_file(root, file, cache, known.get(file.path)) for file in found]
        for path in known.keys() - {file.path for file in found}:
            cache.forget(path)
    if not found and not report.errors:
        report.warning(
            "no-decks",
            Source(SETTINGS_FILE, "").line_span(1),
            "there is no deck in this collection",
            help="write one: `srs new deck NAME`",
        )
    diagnostics = [*report.diagnostics, *(one for deck in compiled for one in deck.diagnostics)]
    decks, copies = _first_of_each_id([deck.deck for deck in compiled])
    collection = Collection(
        root=root,
        title=settings.title,
        namespace=settings.namespace,
        folder=settings.folder or ".",
        decks=tuple(decks),
    )
    return Loaded(collection, tuple(in_order([*diagnostics, *copies])))


def read_deck(root: Path, folder: str, path: str, cache_path: Path | None) -> Deck:
    """One deck of a collection, as its file is now; one without notes if the file is gone."""
    file = deck_file(root, folder, path, time.time_ns())
    if file is None:
        return Deck(path=path, name=path, title=path)
    with CompiledCache(cache_path, root) as cache:
        return compile_file(root, file, cache, cache.listing(path)).deck


def compile_file(root: Path, file: DeckFile, cache: CompiledCache, known: Listing | None) -> _Compiled:
    """What a deck file says; it is read only if it is not `known`, and parsed only if it changed."""
    if known is not None and file.stamp and known.stamp == file.stamp:
        remembered = _remembered(file, known.digest, cache)
        if remembered is not None:
            return remembered
    data = read_file(root / file.path)
    digest = digest_of(file.name.encode() + b"\0" + data)
    if known is not None and known.digest == digest:
        remembered = _remembered(file, digest, cache)
        if remembered is not None:
            cache.put_listing(file, digest, known.listed)
            return remembered
    parsed = parse_deck(file.path, data, name=file.name)
    compiled = _Compiled(parsed.deck, (*parsed.diagnostics, *lint_deck(parsed.deck)))
    errors = sum(one.severity is Severity.ERROR for one in compiled.diagnostics)
    cache.put(
        file,
        digest,
        listed_deck(compiled.deck, errors=errors),
        compiled.deck.model_dump_json(),
        _DIAGNOSTICS.dump_json(compiled.diagnostics).decode(),
    )
    return compiled


def _remembered(file: DeckFile, digest: str, cache: CompiledCache) -> _Compiled | None:
    compiled = cache.compiled(file.path, digest)
    if compiled is None:
        return None
    deck, diagnostics = compiled
    try:
        return _Compiled(Deck.model_validate_json(deck), _DIAGNOSTICS.validate_json(diagnostics))
    except ValidationError:
        return None


def _first_of_each_id(decks: Sequence[Deck]) -> tuple[list[Deck], list[Diagnostic]]:
    """Keep the first note of each id, present or former; name both places of a copy."""
    copies = find_copies(deck.notes for deck in decks)
    dropped: dict[int, set[int]] = {}
    for copy in copies:
        dropped.setdefault(copy.deck, set()).add(copy.note)
    kept = list(decks)
    for number, places in dropped.items():
        notes = tuple(note for place, note in enumerate(decks[number].notes) if place not in places)
        kept[number] = decks[number].model_copy(update={"notes": notes})
    found = []
    for copy in copies:
        note, original = decks[copy.deck].notes[copy.note], decks[copy.first_deck].notes[copy.first_note]
        found.append(
            Diagnostic(
                Severity.ERROR,
                "duplicate-id",
                note.path,
                note.span,
                f"the id `{copy.taken}` is taken",
                label="a copy",
                help="give the copy an id of its own; the one that learners know keeps its id",
                note=note.id,
                related=(Related(original.path, original.span, "first used here"),),
            )
        )
    return kept, found
