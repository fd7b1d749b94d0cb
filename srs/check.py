"""What is wrong with a collection, as far as reading and running it can tell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from content.collection import Loaded, load
from content.diagnostics import Diagnostic, Severity, in_order
from content.images import check_images
from content.lint import lint_collection
from content.roots import SETTINGS_FILE
from content.verify import Report, read_code, verify
from srs.scope import decks_at

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Checked:
    """A collection with everything that is known to be wrong with it."""

    loaded: Loaded
    report: Report | None
    """What running the code showed; nothing if it was not run."""
    diagnostics: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        """Whether it may be built."""
        return not any(found.severity is Severity.ERROR for found in self.diagnostics)


def check_collection(
    root: Path,
    *,
    verdicts_path: Path | None,
    compiled_path: Path | None = None,
    only: Sequence[Path] = (),
    run: bool = True,
    progress: Progress | None = None,
) -> Checked:
    """Read a collection and, if `run`, let PyTorch confirm its code; every mistake is reported in one go.

    What was read and what ran is remembered in the two files. With `only`, what is wrong elsewhere is left
    out. Raises `content.errors.CollectionError`, `srs.scope.NotADeckError`, and
    `content.verify.errors.VerifyError` where nothing can run.
    """
    whole = load(root, compiled_path)
    found = read_diagnostics(whole)
    paths = decks_at(only, root, (deck.path for deck in whole.collection.decks))
    decks = tuple(deck for deck in whole.collection.decks if deck.path in paths)
    loaded = replace(whole, collection=whole.collection.model_copy(update={"decks": decks}))
    found = [one for one in found if one.path in paths or one.path == SETTINGS_FILE]
    if not run:
        return Checked(loaded, None, tuple(in_order([*found, *read_code(loaded.collection)])))
    report = verify(loaded.collection, cache_path=verdicts_path, progress=progress)
    return Checked(loaded, report, tuple(in_order([*found, *report.diagnostics])))


def read_diagnostics(loaded: Loaded) -> list[Diagnostic]:
    """What is wrong with a collection besides its code."""
    collection = loaded.collection
    return [*loaded.diagnostics, *check_images(collection), *lint_collection(collection)]
