"""The real program, run in a home of its own."""

import io
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from srs.cli import main

SRS = Path(sys.executable).with_name("srs")
VERDICTS_KEY = "tests"
"""What all of them sign with, so that one believes what another remembered."""


def run(*arguments: str, home: Path, replies: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `srs` in this process, with `home` as the current folder, where its data goes too."""
    streams = [io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") for data in (replies.encode(), b"", b"")]
    stdin, stdout, stderr = streams
    with pytest.MonkeyPatch.context() as patch, chdir(home):
        patch.setattr("sys.argv", ["srs", *arguments])
        patch.setattr("sys.stdin", stdin)
        for name in [name for name in os.environ if name.startswith(("SRS_", "SOURCE_"))]:
            patch.delenv(name)
        for name, value in _variables(home, variables).items():
            patch.setenv(name, value)
        with redirect_stdout(stdout), redirect_stderr(stderr), pytest.raises(SystemExit) as ended:
            main()
    printed = []
    for stream in (stdout, stderr):
        stream.seek(0)
        printed.append(stream.read())
    return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), *printed)


def launch(*arguments: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `srs` as `run` does, in a process of its own."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("SRS_", "SOURCE_"))
    }
    return subprocess.run(
        [SRS, *arguments],
        cwd=home,
        env={**inherited, **_variables(home, variables)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def _variables(home: Path, more: dict[str, str]) -> dict[str, str]:
    folders = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(home))
    return {**folders, "PYTHONUTF8": "1", "COLUMNS": "200", "SRS_VERDICTS_KEY": VERDICTS_KEY, **more}


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file with what it holds."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
