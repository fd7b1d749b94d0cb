"""The real program, run in a home of its own."""

import os
import subprocess
import sys
from pathlib import Path

SRS = Path(sys.executable).with_name("srs")


def run(*arguments: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `srs` with `home` as the current folder, where its data goes too."""
    folders = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(home))
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("SRS_", "SOURCE_"))
    }
    return subprocess.run(
        [SRS, *arguments],
        cwd=home,
        env={**inherited, **folders, "PYTHONUTF8": "1", "COLUMNS": "200", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file with what it holds."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
