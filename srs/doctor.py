"""Examine everything that srs depends on: the collection, the history, and what confines decks."""

import platform
from dataclasses import dataclass
from pathlib import Path

from content.collection import load
from content.diagnostics import Severity
from content.errors import CollectionError
from content.verify import VerifyError
from content.verify.attacks import Defence, attack
from srs.check import read_diagnostics
from srs.days import local_now
from srs.history import History
from srs.storage.history_errors import HistoryError
from srs.upkeep.history_verify import verify_history


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing."""

    subject: str
    is_well: bool
    text: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found of everything."""

    findings: tuple[Finding, ...]
    defence: Defence | None
    """Nothing where no code can be run."""

    @property
    def is_well(self) -> bool:
        """Whether nothing needs mending."""
        return all(finding.is_well for finding in self.findings)


def examine(root: Path, history: History, compiled_path: Path) -> Examined:
    """Look at the collection and the history, and attack this machine as a hostile deck would."""
    findings = [_collection(root, compiled_path), examine_history(history)]
    try:
        defence = attack()
    except VerifyError as error:
        return Examined((*findings, Finding("verification", False, str(error))), None)
    findings.append(
        Finding("verification", True, f"torch {defence.torch}, Python {platform.python_version()}")
    )
    stopped = sum(attacked.is_stopped for attacked in defence.attacks)
    text = f"{stopped} of {len(defence.attacks)} attacks stopped by {', '.join(defence.confined)}"
    if not defence.holds:
        text += ". Run only decks that you trust here: a newer Linux kernel confines them"
    return Examined((*findings, Finding("confinement", defence.holds, text)), defence)


def examine_history(history: History) -> Finding:
    """Whether a history can be written, and nothing in it is wrong."""
    if not history.path.exists():
        return Finding("history", True, f"{history.path}: none yet")
    try:
        history.ensure_writable()
    except HistoryError as error:
        return Finding("history", False, str(error))
    found = verify_history(history.path, history.scheduling, local_now().at_ms)
    text = f"{history.path}: {found.events} events"
    if not found.is_sound:
        errors = sum(problem.is_error for problem in found.problems)
        return Finding("history", False, f"{text}, {errors} errors: `srs history verify` lists them")
    return Finding("history", True, text)


def _collection(root: Path, compiled_path: Path) -> Finding:
    try:
        loaded = load(root, compiled_path)
        has_errors = any(found.severity is Severity.ERROR for found in read_diagnostics(loaded))
    except CollectionError as error:
        return Finding("collection", False, str(error))
    notes = sum(len(deck.listed.notes) for deck in loaded.decks)
    text = f"{root}: {loaded.settings.title}, {notes} notes"
    if has_errors:
        return Finding("collection", False, f"{text}, with mistakes: `srs check` names them")
    return Finding("collection", True, text)
