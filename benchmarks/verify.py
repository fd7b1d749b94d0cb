"""What verifying costs: runs against fresh interpreters, a check from cold, an unchanged check, memory."""

import asyncio
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.notes import proved_deck
from content.collection import load
from content.models import Code, Role, Span
from content.verify.cache import OutcomeCache
from content.verify.conversation import LIMITS
from content.verify.executor import Executor
from content.verify.outcome import Verdict
from content.verify.plan import Run, Stage, Step
from content.verify.this_machine import ThisMachine
from content.verify.toolchain import this_interpreter
from content.verify.verification import verify

RUNS = 1_000
ROUNDS = 8
NOTES = 300
TIMEOUT_S = 30.0
SAMPLE_S = 0.1

SETUP = "import torch\nfrom torch import nn\n"
ANSWERS = (
    (
        "weight = torch.tensor([{n}.0], requires_grad=True)\n(weight**2).sum().backward()\n",
        "assert weight.grad.item() == 2 * {n}\n",
    ),
    (
        "layer = nn.Linear({n}, 3)\nresult = layer(torch.zeros(2, {n}))\n",
        "assert result.shape == (2, 3)\nassert torch.equal(result[0], layer.bias)\n",
    ),
    (
        "model = nn.Sequential(nn.Linear(4, {n}), nn.ReLU(), nn.Linear({n}, 1))\n"
        "optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "before = model[2].bias.item()\n"
        "model(torch.ones(1, 4)).sum().backward()\n"
        "optimizer.step()\n",
        "assert abs(before - 0.1 - model[2].bias.item()) < 1e-5\n",
    ),
    (
        "table = torch.arange({n}).unsqueeze(1) + torch.arange(5)\n",
        "assert table.shape == ({n}, 5)\nassert table[-1, -1] == {n} + 3\n",
    ),
)


def answers(count: int) -> Iterator[tuple[str, str]]:
    """That many different code answers with checks that they pass."""
    for number in range(count):
        answer, check = ANSWERS[number % len(ANSWERS)]
        yield answer.format(n=number // len(ANSWERS) + 1), check.format(n=number // len(ANSWERS) + 1)


def code(role: Role, source: str) -> Code:
    return Code(role=role, language="python", source=source, span=Span(1, 1, 1, 10), first_line=2)


def runs(count: int) -> list[Run]:
    setup = Step(Stage.SETUP, code(Role.SETUP, SETUP))
    return [
        Run((setup, Step(Stage.ANSWER, code(Role.ANSWER, answer))), (code(Role.CHECK, check),))
        for answer, check in answers(count)
    ]


async def execute(executor: Executor, wanted: list[Run]) -> None:
    outcomes = await asyncio.gather(*map(executor.outcome, wanted))
    assert all(outcome.verdict is Verdict.PASS for outcome in outcomes)


async def confined(count: int, rounds: int = ROUNDS) -> tuple[float, float, float]:
    """Seconds for a fresh interpreter, for the launcher with its first run, and for each of `count` runs.

    Fresh interpreters and runs take turns, so that a machine that slows down slows both.
    """
    first, *wanted = runs(count + 1)
    with OutcomeCache(None) as cache:
        machine = ThisMachine(this_interpreter(), is_trusted=False, timeout_s=TIMEOUT_S)
        executor = Executor(machine, cache)
        async with machine:
            started = time.perf_counter()
            await execute(executor, [first])
            start = time.perf_counter() - started
            in_fresh, in_runs = [], []
            for number in range(rounds):
                answer, check = list(answers(count))[number * count // rounds]
                in_fresh.append(fresh(SETUP + answer + check))
                started = time.perf_counter()
                await execute(executor, wanted[number::rounds])
                in_runs.append((time.perf_counter() - started) * rounds / count)
            return median(in_fresh), start, median(in_runs)


def fresh(program: str) -> float:
    """Seconds that an interpreter takes which does nothing else."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    return time.perf_counter() - start


def check_whole(folder: Path) -> tuple[float, float, int]:
    """Seconds for a check of a collection from cold, and for a second one in which nothing has changed."""
    (folder / "decks").mkdir()
    (folder / "srs.toml").write_text('title = "Benchmark"\nnamespace = "benchmark"\n')
    for number in range(10):
        deck = proved_deck(list(answers(NOTES))[number::10], SETUP, f"deck-{number}")
        (folder / "decks" / f"{number}.md").write_text(deck)
    taken = []
    ran = 0
    for _ in range(2):
        start = time.perf_counter()
        report = verify(load(folder).collection, cache_path=folder / "verdicts.sqlite3")
        taken.append(time.perf_counter() - start)
        assert set(report.verdicts.values()) == {Verdict.PASS}
        assert not ran or report.runs == 0
        ran = ran or report.runs
    assert "torch" not in sys.modules
    return taken[0], taken[1], ran


def descendants(pid: int) -> Iterator[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return
    for child in map(int, children):
        yield child
        yield from descendants(child)


def pss_mib(pid: int) -> float:
    """A process's part of the memory that it uses, shared pages divided among those who share them."""
    try:
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


@contextmanager
def peak_mib() -> Iterator[list[float]]:
    """The most memory that this process and all that it started used together, sampled."""
    peak = [0.0]
    stop = threading.Event()

    def sample() -> None:
        while not stop.wait(SAMPLE_S):
            processes = [os.getpid(), *descendants(os.getpid())]
            peak[0] = max(peak[0], sum(map(pss_mib, processes)))

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield peak
    finally:
        stop.set()
        thread.join()


def torch_mib() -> float:
    """What importing torch once takes."""
    program = "import torch, sys; print(flush=True); sys.stdin.read()"
    command = [sys.executable, "-W", "ignore", "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        taken = pss_mib(process.pid)
        process.communicate()
    return taken


def main() -> None:
    baseline, start, each = asyncio.run(confined(RUNS))
    with_start = each + start / RUNS
    print(f"a fresh interpreter     {baseline * 1000:8.1f} ms {baseline / each:7.1f}x")
    print(f"a confined run          {each * 1000:8.1f} ms {1.0:7.1f}x")
    print(f"... with the start      {with_start * 1000:8.1f} ms {with_start / each:7.1f}x")
    with TemporaryDirectory() as folder:
        cold, again, ran = check_whole(Path(folder))
    print(f"{NOTES} notes from cold    {cold:8.2f} s  {1.0:8.4f}x  ({ran} runs)")
    print(f"{NOTES} notes, unchanged   {again:8.2f} s  {again / cold:8.4f}x")
    once = torch_mib()
    with peak_mib() as peak:
        asyncio.run(confined(RUNS, rounds=1))
    workers = os.cpu_count() or 1
    bound = 1.5 * once + workers * LIMITS["memory_bytes"] / 2**20
    print(f"importing torch once    {once:8.0f} MiB")
    print(f"peak of {RUNS} runs       {peak[0]:8.0f} MiB, {peak[0] / once:.2f}x; bound: {bound:.0f} MiB")


if __name__ == "__main__":
    main()
