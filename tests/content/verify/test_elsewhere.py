"""Decks run under another interpreter, and on the workers of a cluster, with the same verdicts."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from content.models import NoteId
from content.verify import Fate, Report, VerifierMissing, VerifyError, verify
from content.verify.cluster import _agreed, _equipped
from content.verify.toolchain import Toolchain, interpreter_at, this_interpreter
from content.verify.worker import Equipment
from tests.content.verify.clusters import Cluster, until
from tests.content.verify.environments import bare_environment, environment_with_torch
from tests.content.verify.factories import answer, check, collection, note, output
from tests.srs.cli.program import run

LEARNING = "w = torch.ones(1, requires_grad=True)\nw.backward()\n"
NOTES = (
    note("good", answer("x = torch.ones(1)\n"), check("assert x == 1\n")),
    note("bad", answer("x = 1\n"), check("y = 2\nassert x == y\n"), line=200),
    note("prints", answer("print(torch.zeros(2))\n"), output("tensor([0., 0.])\n"), line=300),
    note("exits", answer("import os\nos._exit(0)\n"), check("assert os\n"), line=400),
    note(
        "learns",
        answer("w = torch.ones(1, requires_grad=True)\nw.backward()\n"),
        check("assert w.grad == 1\n"),
    ),
    note("vacuous", answer("x = 1\n"), check("assert torch\n"), line=500),
)
DECK = collection(*NOTES)
OURS = ("content", "srs", "pydantic", "click", "rich")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment_with_torch(tmp_path_factory.mktemp("environment") / "venv", "another")


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it is remembered what the interpreter there showed."""
    return tmp_path_factory.mktemp("verdicts") / "verdicts.db"


@pytest.fixture(scope="module")
def report(environment: Path, verdicts: Path) -> Report:
    """What an interpreter that has PyTorch and nothing of ours shows of `DECK`."""
    return verify(DECK, cache_path=verdicts, signing_key=b"tests", interpreter=environment)


def test_the_far_side_needs_nothing_but_torch(environment: Path, report: Report) -> None:
    tried = f"import importlib.util\nprint([n for n in {OURS} if importlib.util.find_spec(n)])"
    found = subprocess.run(
        [environment / "bin" / "python", "-c", tried], cwd=os.sep, capture_output=True, text=True, check=True
    )
    assert found.stdout == "[]\n"
    assert {name: str(verdict) for name, verdict in report.verdicts.items()} == {
        "good": "pass",
        "bad": "check-failed",
        "prints": "pass",
        "exits": "escaped",
        "learns": "pass",
        "vacuous": "check-failed",
    }
    assert report.confined == ("rlimits", "landlock", "seccomp", "namespaces")


def test_no_mutant_is_tried_after_the_runs_of_a_note_took_too_long(
    environment: Path, verdicts: Path, report: Report
) -> None:
    assert Fate.LEFT_OUT not in {trial.fate for trial in report.trials[NoteId("learns")]}
    hurried = verify(
        collection(*(one for one in NOTES if one.id == "learns")),
        cache_path=verdicts, signing_key=b"tests", interpreter=environment, note_timeout_s=1e-6,
    )  # fmt: skip
    # What is remembered took as long as when it was made.
    assert hurried.runs == 0
    assert hurried.verdicts == {"learns": "pass"}
    assert {trial.fate for trial in hurried.trials[NoteId("learns")]} == {Fate.LEFT_OUT}


@pytest.fixture
def home(report: Report, tmp_path: Path) -> Path:
    """A collection with two of the notes, of which everything is remembered."""
    setup, *_ = DECK.decks[0].setup
    deck = f"# Deck\n\n```python setup\n{setup.source}```\n"
    for one in NOTES[:2]:
        code, proof = (fence.source for fence in one.code)
        deck += (
            f"\n## What is {one.id}? {{#{one.id}}}\n\n```python\n{code}```\n\n```python check\n{proof}```\n"
        )
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "deck.md").write_text(deck)
    (tmp_path / "srs.toml").write_text('title = "Two"\nnamespace = "two"\n')
    return tmp_path


def test_check_compares_interpreters_in_a_table(home: Path, environment: Path, verdicts: Path) -> None:
    pythons = ["--python", str(environment), "--python", str(environment / "bin" / "python")]
    done = run("check", *pythons, home=home, SRS_VERDICTS=str(verdicts))
    toolchain = this_interpreter().toolchain
    lines = [re.split(r"  +", line.strip()) for line in done.stdout.splitlines()]
    assert lines == [
        [f"torch {toolchain.torch}"] * 2,
        [f"Python {toolchain.python}"] * 2,
        ["note", str(environment), str(environment / "bin" / "python")],
        ["bad", "check-failed", "check-failed"],
        ["good", "pass", "pass"],
    ]
    assert done.returncode == 1
    assert done.stderr.count("error[check-failed]") == 1
    assert done.stderr.startswith("With all of them:\n")
    assert done.stderr.count("1 verified, 1 failed, 0 unverified, 0 no-run") == 2


def test_check_compares_interpreters_in_json(home: Path, environment: Path, verdicts: Path) -> None:
    pythons = ["--python", str(environment), "--python", str(environment / "bin" / "python")]
    done = run("check", "--json", *pythons, home=home, SRS_VERDICTS=str(verdicts))
    told = json.loads(done.stdout)
    assert (done.returncode, told["ok"]) == (1, False)
    assert [version["interpreter"] for version in told["versions"]] == pythons[1::2]
    assert {version["torch"] for version in told["versions"]} == {this_interpreter().toolchain.torch}
    assert {note["id"]: note["verdicts"] for note in told["notes"]} == {
        "good": ["pass", "pass"],
        "bad": ["check-failed", "check-failed"],
    }
    assert [(found["code"], found["versions"]) for found in told["diagnostics"]] == [("check-failed", [0, 1])]


def test_one_interpreter_gives_the_usual_report(home: Path, environment: Path, verdicts: Path) -> None:
    done = run("check", "--json", "--python", str(environment), home=home, SRS_VERDICTS=str(verdicts))
    assert [note["verdict"] for note in json.loads(done.stdout)["notes"]] == ["pass", "check-failed"]
    built = run("build", "--python", str(environment), home=home, SRS_VERDICTS=str(verdicts))
    assert (built.returncode, built.stdout) == (1, "")


@pytest.mark.parametrize("command", ["check", "build"])
@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--python", "missing"], 3, "there is no interpreter missing"),
        (["--dask", "nonsense"], 3, "there is no Dask scheduler at 'nonsense'"),
        (["--dask", "127.0.0.1:1", "--jobs", "2"], 2, "--jobs is for this machine"),
        (["--jobs", "0"], 2, "--jobs"),
        (["--timeout", "0"], 2, "--timeout"),
        (["--note-timeout", "-1"], 2, "--note-timeout"),
    ],
)
def test_options_that_cannot_be_followed(
    home: Path, command: str, options: list[str], code: int, said: str
) -> None:
    done = run(command, *options, home=home)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("named", ["", "bin/python"])
def test_an_interpreter_is_named_by_its_file_or_its_folder(
    environment: Path, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(environment.parent)
    found = interpreter_at(Path(environment.name, named))
    assert found.executable == environment / "bin" / "python"


def test_interpreters_of_one_version_are_told_apart_by_their_packages(environment: Path) -> None:
    here, there = this_interpreter().toolchain, interpreter_at(environment).toolchain
    assert (here.torch, here.python) == (there.torch, there.python)
    assert here != there


def test_builds_of_one_version_of_torch_are_told_apart(tmp_path: Path) -> None:
    def toolchain(name: str, file: str) -> Toolchain:
        info = bare_environment(tmp_path / name) / "torch-2.4.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Name: torch\nVersion: 2.4.0\n")
        (info / "RECORD").write_text(f"../../../bin/tool,sha256={name},1\ntorch/lib.so,sha256={file},2\n")
        return interpreter_at(tmp_path / name).toolchain

    cpu, same, cuda = toolchain("a", "x"), toolchain("b", "x"), toolchain("c", "y")
    assert cpu == same
    assert cpu != cuda


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing", "there is no interpreter"),
        ("plain", "cannot be started"),
        ("other", "is not Python 3.11 or newer"),
        ("old", "is not Python 3.11 or newer"),
        ("folder", "is no environment of Python"),
        ("bare", "install the package `torch` for"),
    ],
)
def test_what_cannot_run_decks_is_said(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "plain").write_text("text")
    (tmp_path / "other").symlink_to("/bin/cat")
    (tmp_path / "old").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "old").chmod(0o755)
    (tmp_path / "folder").mkdir()
    bare_environment(tmp_path / "bare")
    with pytest.raises(VerifierMissing, match=said) as raised:
        interpreter_at(tmp_path / name)
    assert str(tmp_path / name) in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    yield cluster
    cluster.close()


def test_a_killed_worker_costs_only_its_runs(cluster: Cluster, report: Report, tmp_path: Path) -> None:
    address = cluster.with_workers(2)
    killed: list[subprocess.Popen[bytes]] = []

    def progress(done: int, total: int) -> None:
        if not killed:
            until(cluster.busy)
            killed.append(cluster.busy()[0])
            cluster.kill(killed[0])

    cache = tmp_path / "verdicts.db"
    there = verify(DECK, cache_path=cache, cluster=address, progress=progress)
    assert [worker.returncode for worker in killed] == [-9]
    assert (there.verdicts, there.diagnostics) == (report.verdicts, report.diagnostics)
    assert there.confined == report.confined
    assert (there.torch, there.python) == (report.torch, report.python)
    # What they showed is remembered here as if it had been run here.
    rest = collection(*(one for one in NOTES if one.id != "exits"))
    assert verify(rest, cache_path=cache).runs == 0


def test_a_run_that_ends_every_worker_is_given_up(cluster: Cluster) -> None:
    address = cluster.with_workers(1)
    cluster.scheduler.allowed_failures = 0
    slow = note("slow", answer("import time\ntime.sleep(600)\n"), check("assert time\n"))

    def kill_the_worker() -> None:
        until(cluster.busy)
        cluster.kill(cluster.busy()[0])

    killer = Thread(target=kill_the_worker)
    killer.start()
    try:
        report = verify(collection(slow, deck_setup=""), cache_path=None, cluster=address, timeout_s=600)
    finally:
        cluster.scheduler.allowed_failures = 3
        killer.join()
    (found,) = report.diagnostics
    assert (found.code, report.verdicts) == ("escaped", {"slow": "escaped"})
    assert "every worker that was given this code answer to run died" in found.message
    assert report.confined == ()


def test_a_cluster_without_workers_is_refused(cluster: Cluster) -> None:
    address = cluster.with_workers(0)
    with pytest.raises(VerifyError, match="has no workers: start some, with `dask worker tcp://"):
        verify(DECK, cache_path=None, cluster=address)


@pytest.mark.parametrize("address", ["", "nonsense", "foo://127.0.0.1:1"])
def test_an_address_without_scheduler_is_refused(address: str) -> None:
    with pytest.raises(VerifyError, match="there is no Dask scheduler at"):
        verify(DECK, cache_path=None, cluster=address)


def test_what_speaks_to_clusters_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    for ours in ("cluster", "worker"):
        monkeypatch.delitem(sys.modules, f"content.verify.{ours}")
    with pytest.raises(VerifyError, match=r"`distributed` is missing.*: install `srs\[cluster\]`"):
        verify(DECK, cache_path=None, cluster="127.0.0.1:1")


def test_workers_that_differ_are_refused() -> None:
    first = Equipment(this_interpreter().toolchain, "harness")
    with pytest.raises(VerifyError, match=r"a has torch .*, b has torch 1\.0"):
        _agreed({"a": first, "b": replace(first, toolchain=replace(first.toolchain, torch="1.0"))})
    with pytest.raises(VerifyError, match="on another system or with other packages"):
        _agreed({"a": first, "b": replace(first, toolchain=replace(first.toolchain, system="other"))})


def test_a_worker_with_another_srs_or_none_is_refused() -> None:
    with pytest.raises(VerifyError, match="the worker a has another version of srs"):
        _equipped("a", Equipment(this_interpreter().toolchain, "other"))
    with pytest.raises(VerifyError, match=r"No module named 'content'.*: install srs"):
        _equipped("a", ModuleNotFoundError("No module named 'content'"))
