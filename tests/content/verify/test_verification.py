"""Verification as a whole: what is run, remembered, refused and left behind."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from content.verify import Report, VerifierMissing, verify
from content.verify.cache import OutcomeCache
from content.verify.outcome import Outcome
from tests.content.verify.factories import answer, check, collection, note
from tests.content.verify.processes import descendants

GOOD = note("good", answer("x = torch.ones(1)\n"), check("assert x == 1\n"))
BAD = note("bad", answer("x = 1\n"), check("y = 2\nassert x == y\n"), line=200)
DECK = collection(GOOD, BAD)

CODE_THAT_SLEEPS = """
import sys
from pathlib import Path
from content.verify import verify
from tests.content.verify.factories import answer, check, collection, note
good = note("good", answer("x = torch.ones(1)\\n"), check("assert x == 1\\n"))
slow = note("slow", answer("import time\\ntime.sleep(600)\\n"), check("assert time\\n"))
verify(
    collection(good, slow), cache_path=Path(sys.argv[1]), timeout_s=600,
    progress=lambda done, total: print(done, total, flush=True),
)
"""


@pytest.fixture(scope="module")
def verified(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """A cache, with the report of the verification that filled it."""
    path = tmp_path_factory.mktemp("cache") / "sub" / "verdicts.sqlite3"
    return path, verify(DECK, cache_path=path)


@pytest.fixture
def no_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever starts a process of this Python fails."""
    monkeypatch.setattr(sys, "executable", "/missing/python")


def test_an_unchanged_collection_starts_no_process(
    verified: tuple[Path, Report], no_interpreter: None
) -> None:
    path, first = verified
    second = verify(DECK, cache_path=path)
    assert (second.runs, second.cached) == (0, first.runs)
    assert (second.verdicts, second.diagnostics, second.torch) == (
        first.verdicts,
        first.diagnostics,
        first.torch,
    )


def test_verification_itself_never_imports_torch(verified: tuple[Path, Report]) -> None:
    assert "torch" not in sys.modules


def test_a_moved_note_is_remembered_with_its_new_lines(
    verified: tuple[Path, Report], no_interpreter: None
) -> None:
    path, _ = verified
    moved = note("renamed", *BAD.code, line=1000, path="other.md")
    report = verify(collection(moved, path="other.md"), cache_path=path)
    (found,) = report.diagnostics
    assert (found.path, found.span.line, found.note) == ("other.md", 1008, "renamed")
    assert report.runs == 0


def test_a_changed_answer_is_run_again(verified: tuple[Path, Report], no_interpreter: None) -> None:
    path, _ = verified
    changed = note("good", answer("x = torch.ones(1) \n"), check("assert x == 1\n"))
    with pytest.raises(VerifierMissing, match="cannot be started"):
        verify(collection(changed), cache_path=path)


@pytest.mark.parametrize("damage", ["garbage", "forged entry", "entry signed by another", "truncated"])
def test_a_damaged_cache_is_not_believed(
    verified: tuple[Path, Report], tmp_path: Path, damage: str, no_interpreter: None
) -> None:
    path = tmp_path / "verdicts.sqlite3"
    with sqlite3.connect(verified[0]) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
    source.close()
    copy.close()
    match damage:
        case "garbage":
            path.write_bytes(b"not a database" * 1000)
        case "truncated":
            path.write_bytes(path.read_bytes()[:5000])
        case "entry signed by another":
            forger = OutcomeCache(path, b"another key")
            with sqlite3.connect(path) as forged, forger:
                for key, outcome in forged.execute("select key, outcome from outcome").fetchall():
                    text = outcome.replace("check-failed", "pass").replace("assertion-failed", "proved")
                    forger.put(key, Outcome.model_validate_json(text))
            forged.close()
        case _:
            with sqlite3.connect(path) as forged:
                forged.execute("update outcome set outcome = replace(outcome, 'check-failed', 'pass')")
            forged.close()
    with pytest.raises(VerifierMissing):
        verify(DECK, cache_path=path)


def test_nothing_to_run_needs_no_torch(no_interpreter: None) -> None:
    report = verify(collection(note("prose")), cache_path=None)
    assert (report.torch, report.verdicts, report.diagnostics) == (None, {}, ())


def test_an_interpreter_without_torch_is_named(tmp_path: Path) -> None:
    bare = tmp_path / "bin" / "python"
    bare.parent.mkdir()
    bare.symlink_to(Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}")
    (tmp_path / "pyvenv.cfg").write_text(f"home = {sys.base_prefix}/bin\n")
    with pytest.raises(VerifierMissing, match=r"install the package `torch` for .*bin/python"):
        verify(DECK, cache_path=None, interpreter=bare)


def test_an_interrupt_leaves_no_process_and_keeps_the_verdicts(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.sqlite3"
    command = [sys.executable, "-c", CODE_THAT_SLEEPS, str(path)]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"1 2\n"
        started = list(descendants(process.pid))
        process.send_signal(signal.SIGINT)
        process.wait(timeout=10)
    assert len(started) >= 2
    assert not [pid for pid in started if Path(f"/proc/{pid}").exists()]
    assert not list(tmp_path.glob("srs-verify-*"))
    with sqlite3.connect(path) as cache:
        assert cache.execute("select count(*) from outcome").fetchone()[0] >= 3
    cache.close()


def test_neither_processes_nor_scratch_folders_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = set(descendants(os.getpid()))
    daemon = (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(600)\nopen('x', 'w').close()\n"
    )
    verify(collection(note("daemon", answer(daemon), check("assert os\n"))), cache_path=None)
    assert set(descendants(os.getpid())) <= before
    assert not list(tmp_path.iterdir())
