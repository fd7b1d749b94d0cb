"""What remembering decks saves: a check after one edited file against the first check, of 10,000 notes."""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.notes import decks

SRS = Path(sys.executable).with_name("srs")
NOTES, FILES = 10_000, 500
ROUNDS = 3
COARSEST_CLOCK_S = 2.1
"""Files that changed more lately are read again, because a file system may count time in steps that long."""


def main() -> None:
    seconds: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        with TemporaryDirectory() as name:
            folder = Path(name)
            write_collection(folder)
            time.sleep(COARSEST_CLOCK_S)
            seconds.setdefault("first check", []).append(check(folder))
            edited = folder / "decks" / "250.md"
            edited.write_text(edited.read_text().replace("It keeps", "It still keeps", 1))
            seconds.setdefault("check after one edited file", []).append(check(folder))
            time.sleep(COARSEST_CLOCK_S)
            check(folder)
            seconds.setdefault("check of what did not change", []).append(check(folder))
            seconds.setdefault("the same, --json", []).append(check(folder, "--json"))
    cold = median(seconds["first check"])
    for what, taken in seconds.items():
        print(f"{what:<30} {median(taken):6.2f} s  {median(taken) / cold:.3f}x")


def write_collection(folder: Path) -> None:
    (folder / "decks").mkdir()
    (folder / "srs.toml").write_text('title = "Benchmark"\nnamespace = "benchmark.example"\n')
    for number, deck in enumerate(decks(NOTES, FILES)):
        (folder / "decks" / f"{number:03}.md").write_bytes(deck)


def check(folder: Path, *arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run(
        [SRS, "check", "--no-verify", *arguments],
        cwd=folder,
        env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache")},
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
