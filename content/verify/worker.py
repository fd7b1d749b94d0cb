"""A Dask worker's side: runs are executed there as on this machine, by a launcher that the worker keeps."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from distributed import Worker, WorkerPlugin, get_worker

from content.verify.cache import harness
from content.verify.errors import VerifyError
from content.verify.outcome import Outcome
from content.verify.plan import Run
from content.verify.this_machine import ThisMachine
from content.verify.toolchain import Interpreter, Toolchain, interpreter_at, this_interpreter


class WorkerError(VerifyError):
    """A worker cannot do what it is asked for."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a worker is to execute runs."""

    interpreter: Path | None
    """Its own Python, if None."""
    is_trusted: bool
    timeout_s: float

    @property
    def name(self) -> str:
        """What the plugin for these terms is called."""
        return f"srs-{hashlib.sha256(f'{self} {harness()}'.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a worker must have in common with all others, or else verdicts would depend on who gave them."""

    toolchain: Toolchain
    harness: str
    """A hash of the modules that execute and judge runs."""


def equipment(interpreter: Path | None) -> Equipment:
    """What this worker has; raises `VerifierMissing`."""
    return Equipment(_interpreter(interpreter).toolchain, harness())


class LauncherPlugin(WorkerPlugin):
    """Keeps one launcher in a worker, from its first run until it closes."""

    idempotent = True

    def __init__(self, terms: Terms) -> None:
        self.name = terms.name
        self._terms = terms
        self._machine: ThisMachine | None = None

    def setup(self, worker: Worker) -> None:
        """Remember how many runs the worker may have under way."""
        self._jobs = worker.state.nthreads

    def machine(self) -> ThisMachine:
        """This machine, for runs on the plugin's terms; raises `VerifierMissing`."""
        if self._machine is None:
            terms = self._terms
            self._machine = ThisMachine(
                _interpreter(terms.interpreter),
                is_trusted=terms.is_trusted,
                timeout_s=terms.timeout_s,
                jobs=self._jobs,
            )
        return self._machine

    def teardown(self, worker: Worker) -> None:
        """Leave no process behind."""
        if self._machine is not None:
            self._machine.close()


async def execute(name: str, expected: Equipment, run: Run) -> Outcome:
    """What `run` shows on this worker, where the plugin `name` is; raises `WorkerError`."""
    with _machine(name, expected) as machine:
        return await machine.execute(run)


async def printed(name: str, expected: Equipment, run: Run) -> str | None:
    """What a run of our own code prints on this worker; nothing if it does not come to its end."""
    with _machine(name, expected) as machine:
        return await machine.printed(run)


@contextmanager
def _machine(name: str, expected: Equipment) -> Iterator[ThisMachine]:
    worker = get_worker()
    plugin = worker.plugins.get(name)
    try:
        if not isinstance(plugin, LauncherPlugin):
            raise WorkerError("it has another version of srs than those that were asked before")
        machine = plugin.machine()
        if Equipment(machine.toolchain, harness()) != expected:
            raise WorkerError(f"it has {machine.toolchain}, and not the same as those that were asked before")
        yield machine
    except VerifyError as error:
        raise WorkerError(f"the worker {worker.address} cannot run decks: {error}") from None


def _interpreter(named: Path | None) -> Interpreter:
    return this_interpreter() if named is None else interpreter_at(named)
