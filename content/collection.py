"""A folder with an `srs.toml` becomes a collection."""

import time
from collections import Counter
from collections.abc import Collection as Container
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from content.compiled import CompiledCache, KnownSettings
from content.compiling import CompiledDeck, compile_file
from content.deck_files import deck_file, find_deck_files, read_file, stamp_of
from content.diagnostics import Diagnostic, Related, Severity, in_order
from content.errors import NoCollectionError
from content.index import Index, find_copies, places_of
from content.reporter import Reporter
from content.roots import SETTINGS_FILE
from content.settings import Settings, read_settings
from content.source import Source

if TYPE_CHECKING:  # slow to import
    from content.models import Collection, Deck, Note


@dataclass(frozen=True)
class Loaded:
    """A collection as far as it could be read; its decks are made when they are asked for."""

    root: Path
    settings: Settings
    decks: tuple[CompiledDeck, ...]
    """Notes with errors are left out."""
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong with its files, the quality of single notes included."""
    _sources: dict[str, Source] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def collection(self) -> "Collection":
        """The collection, all of its decks made."""
        from content.models import Collection  # slow to import

        return Collection(
            root=self.root,
            title=self.settings.title,
            namespace=self.settings.namespace,
            folder=self.settings.folder or ".",
            decks=tuple(deck.deck for deck in self.decks),
        )

    @cached_property
    def index(self) -> Index:
        """What cards it has."""
        listed = tuple(deck.listed for deck in self.decks)
        return Index(
            self.settings.title, self.settings.namespace, self.settings.folder or ".", listed, self.has_errors
        )

    @property
    def has_errors(self) -> bool:
        """Whether something was left out."""
        return any(found.severity is Severity.ERROR for found in self.diagnostics)

    def within(self, paths: Container[str]) -> "Loaded":
        """The same, as if it had only the decks at these paths."""
        return replace(
            self,
            decks=tuple(deck for deck in self.decks if deck.listed.path in paths),
            diagnostics=tuple(
                found for found in self.diagnostics if found.path in paths or found.path == SETTINGS_FILE
            ),
        )

    def notes_alike(self) -> Iterator["Note"]:
        """The notes that may ask the same as another."""
        count = Counter(one for deck in self.decks for alike in deck.likenesses for one in set(alike))
        for deck in self.decks:
            for place, alike in enumerate(deck.likenesses):
                if any(count[one] > 1 for one in alike):
                    yield deck.deck.notes[place]

    def line(self, path: str, number: int) -> str:
        """The text of a line of one of its files."""
        if path not in self._sources:
            data = read_file(self.root / path)
            self._sources[path] = Source(path, data.decode("utf-8-sig", "replace"))
        return self._sources[path].line(number)


def load(root: Path, cache_path: Path | None = None) -> Loaded:
    """Read a collection: everything that is wrong in it, in one go.

    What its files said is remembered in the file `cache_path`. Raises `NoCollectionError` if the folder has
    no `srs.toml`, and `CollectionError` if a file of it cannot be read.
    """
    if not (root / SETTINGS_FILE).is_file():
        raise NoCollectionError(
            f"no {SETTINGS_FILE} in {root}: that folder is not a collection; `srs new collection DIR` makes "
            "one, and -C DIR names another"
        )
    now_ns = time.time_ns()
    report = Reporter(SETTINGS_FILE)
    stamp = stamp_of(root / SETTINGS_FILE, now_ns)
    settings = read_settings(root, read_file(root / SETTINGS_FILE), report)
    found = [] if settings.folder is None else find_deck_files(root, settings.folder, now_ns)
    with CompiledCache(cache_path, root) as cache:
        if stamp and settings.folder is not None:
            cache.put_settings(stamp, KnownSettings(settings.title, settings.namespace, settings.folder))
        known = cache.listings()
        decks = [compile_file(root, file, cache, known.get(file.path)) for file in found]
        for path in known.keys() - {file.path for file in found}:
            cache.forget(path)
    if not found and not report.errors:
        report.warning(
            "no-decks",
            Source(SETTINGS_FILE, "").line_span(1),
            "there is no deck in this collection",
            help="write one: `srs new deck NAME`",
        )
    diagnostics = [*report.diagnostics, *(one for deck in decks for one in deck.diagnostics)]
    kept, copies = _first_of_each_id(decks)
    return Loaded(root, settings, tuple(kept), tuple(in_order([*diagnostics, *copies])))


def read_deck(root: Path, folder: str, path: str, cache_path: Path | None) -> "Deck":
    """One deck of a collection, as its file is now; one without notes if the file is gone."""
    file = deck_file(root, folder, path, time.time_ns())
    if file is None:
        from content.models import Deck  # slow to import

        return Deck(path=path, name=path, title=path)
    with CompiledCache(cache_path, root) as cache:
        return compile_file(root, file, cache, cache.listing(path)).deck


def _first_of_each_id(decks: Sequence[CompiledDeck]) -> tuple[list[CompiledDeck], list[Diagnostic]]:
    """Keep the first note of each id, present or former; name both places of a copy."""
    copies = find_copies(deck.listed.notes for deck in decks)
    found = []
    for copy in copies:
        note = decks[copy.deck].deck.notes[copy.note]
        original = decks[copy.first_deck].deck.notes[copy.first_note]
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
    dropped = places_of(copies)
    return [deck.without(dropped.get(number, ())) for number, deck in enumerate(decks)], found
