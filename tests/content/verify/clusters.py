"""A Dask cluster on loopback: a scheduler in this process, workers in processes of their own."""

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from distributed import Scheduler


class Cluster:
    """A scheduler in this process, with workers in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

        async def start() -> Scheduler:
            scheduler: Scheduler = await Scheduler(host="127.0.0.1", port=0, dashboard=False)
            return scheduler

        self.scheduler = asyncio.run_coroutine_threadsafe(start(), self._loop).result()
        self.address: str = self.scheduler.address

    def with_workers(self, count: int) -> str:
        """The address, as soon as there are just so many workers."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        while len(self.workers) > count:
            self.kill(self.workers.pop())
        while len(self.workers) < count:
            self.workers.append(self._start_worker())
        until(lambda: len(self.scheduler.workers) == count)
        return self.address

    def _start_worker(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "distributed.cli.dask_worker", self.address]
        options = "--host 127.0.0.1 --no-nanny --nthreads 1 --no-dashboard --memory-limit 0"
        return subprocess.Popen(
            [*command, *options.split(), "--local-directory", str(self.folder)],
            cwd=Path(__file__).parents[3], env={**os.environ, "TMPDIR": str(self.folder)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def busy(self) -> list[subprocess.Popen[bytes]]:
        """The workers that have a run under way."""
        pids = {worker.pid for worker in [*self.scheduler.workers.values()] if worker.processing}
        return [worker for worker in self.workers if worker.pid in pids]

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        worker.kill()
        worker.wait()

    def close(self) -> None:
        for worker in self.workers:
            worker.terminate()
            worker.wait()
        asyncio.run_coroutine_threadsafe(self.scheduler.close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def until(holds: Callable[[], object]) -> None:
    while not holds():
        time.sleep(0.02)
