"""What is wrong with a collection, as far as reading and running it can tell."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from content.collection import Loaded, load
from content.compiled import CompiledCache
from content.compiling import as_diagnosed, as_remembered
from content.diagnostics import Diagnostic, Severity, in_order
from content.images import check_images
from content.roots import SETTINGS_FILE
from srs.config.files import collection_file
from srs.config.mistakes import SettingsError
from srs.scope import decks_at

if TYPE_CHECKING:  # slow to import
    from content.models import Collection, Note
    from content.verify import Report

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Checked:
    """A collection with everything that is known to be wrong with it."""

    loaded: Loaded
    report: "Report | None"
    """What running the code showed; nothing if it was not run."""
    diagnostics: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        """Whether it may be built."""
        return not any(found.severity is Severity.ERROR for found in self.diagnostics)


@dataclass(frozen=True)
class Running:
    """How the code of decks is run."""

    interpreter: Path | None = None
    """The Python that runs it: this one, if None."""
    cluster: str | None = None
    """The address of a Dask scheduler whose workers run it, instead of this machine."""
    jobs: int | None = None
    """How many runs are under way at once on this machine: as many as keep it busy, if None."""
    timeout_s: float = 10.0
    """How long one run may take."""
    note_timeout_s: float = 60.0
    """How long the runs of one note may take together, before its other mutants are left out."""


def check_collection(
    root: Path,
    *,
    verdicts_path: Path | None,
    signing_key: bytes = b"",
    compiled_path: Path | None = None,
    only: Sequence[Path] = (),
    run: bool = True,
    is_trusted: bool = False,
    running: Running = Running(),
    progress: Progress | None = None,
) -> Checked:
    """Read a collection and, if `run`, let PyTorch confirm its code; every mistake is reported in one go.

    What was read and what ran is remembered in the two files, the latter signed. Where code cannot be
    confined, only that of a collection that `is_trusted` runs. With `only`, what is wrong elsewhere is left
    out. Raises `content.errors.CollectionError`, `srs.scope.NotADeckError`, and
    `content.verify.errors.VerifyError` where nothing can run.
    """
    whole = load(root, compiled_path)
    paths = decks_at(only, root, (deck.listed.path for deck in whole.decks))
    loaded = whole.within(paths)
    found = [one for one in read_diagnostics(whole) if one.path in paths or one.path == SETTINGS_FILE]
    if not run:
        found += _code_diagnostics(loaded, compiled_path)
        return Checked(loaded, None, tuple(in_order(found)))
    report = _verified(loaded.collection, verdicts_path, signing_key, is_trusted, running, progress)
    return Checked(loaded, report, tuple(in_order([*found, *report.diagnostics])))


def check_note(
    collection: "Collection",
    note: "Note",
    *,
    verdicts_path: Path | None,
    signing_key: bytes = b"",
    is_trusted: bool = False,
    running: Running = Running(),
) -> "Report":
    """What running the code of one note shows, as `check_collection` runs it.

    Raises `content.verify.errors.VerifyError` where nothing can run.
    """
    decks = tuple(
        deck.model_copy(update={"notes": (note,)}) for deck in collection.decks if deck.path == note.path
    )
    part = collection.model_copy(update={"decks": decks})
    return _verified(part, verdicts_path, signing_key, is_trusted, running)


def read_diagnostics(loaded: Loaded) -> list[Diagnostic]:
    """What is wrong with a collection besides its code."""
    review = review_diagnostics(loaded.root)
    with_images = (deck.deck for deck in loaded.decks if deck.listed.has_images)
    images = check_images(loaded.root, loaded.settings.folder or ".", with_images)
    alike = list(loaded.notes_alike())
    if not alike:
        return [*loaded.diagnostics, *review, *images]
    from content.lint import lint_together  # slow to import, and seldom needed

    return [*loaded.diagnostics, *review, *images, *lint_together(alike)]


def review_diagnostics(root: Path) -> list[Diagnostic]:
    """What is wrong with the settings of the review in an `srs.toml` that is otherwise valid."""
    try:
        collection_file(root).given()
    except SettingsError as error:
        return [
            Diagnostic(
                Severity.ERROR, found.code, SETTINGS_FILE, found.origin.span, found.message, help=found.help
            )
            for found in error.mistakes
            if found.origin.span and found.code not in ("bad-settings", "not-utf8")
        ]
    return []


def _verified(
    collection: "Collection",
    verdicts_path: Path | None,
    signing_key: bytes,
    is_trusted: bool,
    running: Running,
    progress: Progress | None = None,
) -> "Report":
    from content.verify import verify  # slow to import

    return verify(
        collection,
        cache_path=verdicts_path,
        signing_key=signing_key,
        interpreter=running.interpreter,
        cluster=running.cluster,
        is_trusted=is_trusted,
        jobs=running.jobs,
        timeout_s=running.timeout_s,
        note_timeout_s=running.note_timeout_s,
        progress=progress,
    )


def _code_diagnostics(loaded: Loaded, compiled_path: Path | None) -> list[Diagnostic]:
    """What is wrong with the code as far as reading it shows, remembered for decks that did not change."""
    found: list[Diagnostic] = []
    with CompiledCache(compiled_path, loaded.root) as cache:
        known = cache.code_diagnostics()
        for deck in loaded.decks:
            remembered = known.get((deck.listed.path, deck.digest))
            if remembered is not None and not deck.dropped:
                with suppress(ValueError):
                    found += as_diagnosed(remembered)
                    continue
            from content.verify import read_code  # slow to import, and not needed for what is remembered

            diagnostics = read_code([deck.deck])
            found += diagnostics
            if not deck.dropped:
                cache.put_code_diagnostics(deck.listed.path, deck.digest, as_remembered(diagnostics))
    return found
