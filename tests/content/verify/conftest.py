"""One verification of many notes, shared by the tests that look at its parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from content.diagnostics import Diagnostic
from content.models import NoteId
from content.verify import Report, Verdict, verify
from tests.content.verify.specimens import SPECIMENS

TIMEOUT_S = 3.0
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that is tested here has PyTorch execute answers."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.slow)


@dataclass(frozen=True)
class Shown:
    """What verification showed of one note."""

    verdict: Verdict | None
    diagnostics: Mapping[str, Diagnostic]
    """By code."""


class Specimens:
    """The report on all specimens, asked note by note."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def __getitem__(self, name: str) -> Shown:
        found = {found.code: found for found in self.report.diagnostics if found.note == name}
        return Shown(self.report.verdicts.get(NoteId(name)), found)


@pytest.fixture(scope="session")
def specimens() -> Specimens:
    return Specimens(verify(SPECIMENS, cache_path=None, timeout_s=TIMEOUT_S, max_mutants=0))
