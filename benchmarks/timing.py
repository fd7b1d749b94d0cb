"""Time whole commands against a baseline in the same run."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from statistics import median


def ratios(commands: Mapping[str, Sequence[str]], *, rounds: int = 20, cwd: str | None = None) -> None:
    """Print each command's median time, and its ratio to that of the first, the baseline.

    The commands take turns, so that a machine that slows down slows all of them.
    """
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, cwd=cwd, check=True, capture_output=True)
            seconds[name].append(time.perf_counter() - start)
    medians = {name: median(taken[1:]) for name, taken in seconds.items()}  # the first one warms the caches
    baseline = next(iter(medians.values()))
    for name, taken in medians.items():
        print(f"{name:<40} {taken * 1000:8.1f} ms {taken / baseline:6.2f}x")
