"""What is wrong with a collection, as far as reading and running it can tell."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from content.collection import Loaded, load
from content.diagnostics import Diagnostic, Severity, in_order
from content.images import check_images
from content.lint import lint_collection
from content.verify import Report, read_code, verify

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
    run: bool = True,
    progress: Progress | None = None,
) -> Checked:
    """Read a collection and, if `run`, let PyTorch confirm its code; every mistake is reported in one go.

    What was read and what ran is remembered in the two files. Raises `content.errors.CollectionError`, and
    `content.verify.errors.VerifyError` where nothing can run.
    """
    loaded = load(root, compiled_path)
    found = read_diagnostics(loaded)
    if not run:
        return Checked(loaded, None, tuple(in_order([*found, *read_code(loaded.collection)])))
    report = verify(loaded.collection, cache_path=verdicts_path, progress=progress)
    return Checked(loaded, report, tuple(in_order([*found, *report.diagnostics])))


def read_diagnostics(loaded: Loaded) -> list[Diagnostic]:
    """What is wrong with a collection besides its code."""
    collection = loaded.collection
    return [
        *loaded.diagnostics,
        *check_images(collection),
        *lint_collection(collection),
    ]
