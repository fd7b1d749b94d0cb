"""What a machine lacks is said, and the code of strangers does not run there."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def said_without(*missing: str, **variables: str) -> str:
    """What verification says on a machine whose kernel lacks something."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.content.verify.lesser_kernel", *missing],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout.strip()


def test_the_code_of_strangers_does_not_run_unconfined() -> None:
    said = said_without("landlock", "namespaces")
    assert "cannot confine" in said
    assert "lacks landlock" in said
    assert "--trust" in said


def test_without_namespaces_the_other_layers_hold() -> None:
    said = said_without("namespaces")
    assert said == "rlimits landlock seccomp honest=pass forks=answer-error kills=answer-error"


def test_an_attack_works_where_nothing_stops_it() -> None:
    worked = said_without("landlock", "namespaces", "seccomp", "attacks").splitlines()
    # Whether the environment of a process can be read depends on who asks.
    assert set(worked) >= {
        "read a private file",
        "write beside it",
        "change its mode",
        "remove it",
        "list the folder it lies in",
        "connect to a server",
        "start a program",
        "set off a fork bomb",
        "signal the builder",
        "signal the launcher",
        "fill the disk",
    }


def test_trusted_code_may_end_the_launcher_and_harms_nobody_else(tmp_path: Path) -> None:
    said = said_without("landlock", "namespaces", "seccomp", "trusted", TMPDIR=str(tmp_path))
    assert said == "rlimits honest=pass forks=pass kills=escaped"
    assert not list(tmp_path.iterdir())
