"""What remembering verdicts saves: a rebuild of the shipped decks against the first build."""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

SRS = Path(sys.executable).with_name("srs")
ROUNDS = 5


def build(folder: str) -> float:
    start = time.perf_counter()
    subprocess.run(
        [SRS, "build", "-o", f"{folder}/dist"],
        cwd=folder,
        env={**os.environ, "XDG_CACHE_HOME": folder},
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - start


def main() -> None:
    first, again = [], []
    for _ in range(ROUNDS):
        with TemporaryDirectory() as folder:
            first.append(build(folder))
            again.append(build(folder))
    print(f"first build      {median(first):6.2f} s  1.00x")
    print(f"unchanged build  {median(again):6.2f} s  {median(again) / median(first):.2f}x")


if __name__ == "__main__":
    main()
