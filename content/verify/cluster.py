"""Has runs executed by the workers of a Dask cluster, which schedules, balances and repeats them."""

import asyncio
import logging
import warnings
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, suppress
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from distributed import Client, Future
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from content.verify.cache import harness
from content.verify.errors import VerifyError
from content.verify.outcome import Outcome, Reason, Verdict
from content.verify.plan import Run
from content.verify.toolchain import Toolchain
from content.verify.worker import Equipment, LauncherPlugin, Terms, equipment, execute, printed

CONNECT_S = 10
WATCH_S = 5
WITHOUT_WORKERS_S = 60
"""How long the cluster may be without any worker: those that died may be started again."""

Result = TypeVar("Result")


class Cluster:
    """The workers of one scheduler, all equipped alike."""

    def __init__(self, address: str, interpreter: Path | None, *, is_trusted: bool, timeout_s: float) -> None:
        """`interpreter` is one that every worker has, or else its own."""
        self._address = address
        self._terms = Terms(interpreter, is_trusted, timeout_s)
        self._open = AsyncExitStack()
        self._lost: asyncio.Future[None]

    async def __aenter__(self) -> Self:
        """Connect; raises `VerifyError` where that is not possible, or workers differ."""
        async with AsyncExitStack() as opened:
            _quieten(opened)
            self._client = await opened.enter_async_context(await self._connected())
            self._equipment = await self._ask_workers()
            await self._client.register_plugin(LauncherPlugin(self._terms))
            self._lost = asyncio.get_running_loop().create_future()
            watch = asyncio.create_task(self._watch())
            opened.callback(watch.cancel)
            self._open = opened.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    @property
    def toolchain(self) -> Toolchain:
        """What every worker has."""
        return self._equipment.toolchain

    async def execute(self, run: Run) -> Outcome:
        """What `run` shows on the worker that Dask chooses.

        A run whose worker dies is done again elsewhere, until Dask takes it for the reason.
        """
        try:
            return await self._done(execute, run)
        except KilledWorker:
            return Outcome(verdict=Verdict.ESCAPED, reason=Reason.KILLED_WORKERS)

    async def printed(self, run: Run) -> str | None:
        """What a run of our own code prints; nothing if it does not come to its end."""
        try:
            return await self._done(printed, run)
        except KilledWorker:
            return None

    async def _done(self, task: Callable[[str, Equipment, Run], Awaitable[Result]], run: Run) -> Result:
        """What a worker that Dask chooses makes of `run`."""
        future = self._client.submit(task, self._terms.name, self._equipment, run, pure=False)
        asking: asyncio.Task[Result] = asyncio.create_task(_result(future))
        try:
            waited_for: set[asyncio.Future[Any]] = {asking, self._lost}
            await asyncio.wait(waited_for, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                self._lost.result()
            return asking.result()
        except _CancelledRunError as error:
            raise VerifyError(
                f"the connection to the Dask scheduler at {self._address} was lost ({error}): check "
                "again when it is back; what was confirmed so far is remembered"
            ) from None
        finally:
            asking.cancel()
            future.release()

    async def _connected(self) -> Client:
        client = Client(self._address, asynchronous=True, timeout=CONNECT_S, set_as_default=False)
        try:
            await client
        except (OSError, ValueError, ImportError) as error:
            await client.close()
            raise VerifyError(
                f"there is no Dask scheduler at {self._address!r} ({error}): give the address that "
                "`dask scheduler` prints, such as tcp://127.0.0.1:8786"
            ) from None
        return client

    async def _ask_workers(self) -> Equipment:
        """What every worker has."""
        told = await self._client.run(equipment, self._terms.interpreter, on_error="return")
        if not told:
            raise VerifyError(
                f"the cluster at {self._address} has no workers: start some, with "
                f"`dask worker {self._address}`"
            )
        return _agreed({address: _equipped(address, answer) for address, answer in told.items()})

    async def _watch(self) -> None:
        """Give up on a cluster that stays without workers."""
        absent_s = 0
        while absent_s < WITHOUT_WORKERS_S:
            await asyncio.sleep(WATCH_S)
            # A lost connection is noticed by those who wait for an outcome.
            with suppress(OSError, asyncio.TimeoutError):
                absent_s = 0 if await self._client.nthreads() else absent_s + WATCH_S
        self._lost.set_exception(
            VerifyError(
                f"the cluster at {self._address} has no workers any more: start some, then check again; what "
                "was confirmed so far is remembered"
            )
        )


def _equipped(address: str, answer: object) -> Equipment:
    """What a worker answered; raises `VerifyError` where it cannot do what it is needed for."""
    here = version("srs")
    match answer:
        case Equipment() if answer.harness == harness():
            return answer
        case Equipment():
            what = f"has another version of srs: install srs {here} there, the same as here"
        case VerifyError():
            what = f"cannot run decks: {answer}"
        case _:
            what = f"cannot run decks ({type(answer).__name__}: {answer}): install srs {here} there"
    raise VerifyError(f"the worker {address} {what}")


def _agreed(equipment: Mapping[str, Equipment]) -> Equipment:
    """What all workers have; raises `VerifyError` where they differ."""
    (first, agreed), *others = equipment.items()
    for address, other in others:
        if other != agreed:
            difference = f"{first} has {agreed.toolchain}, {address} has {other.toolchain}"
            if str(agreed.toolchain) == str(other.toolchain):
                difference += ", on another system or with other packages"
            raise VerifyError(
                f"the workers differ, and so might their verdicts: {difference}. Give each kind of worker a "
                "scheduler of its own"
            )
    return agreed


class _CancelledRunError(Exception):
    """Dask gave a run up."""


async def _result(future: Future[Result]) -> Result:
    try:
        result: Result = await future
        return result
    except FutureCancelledError as error:  # which asyncio would take for the end of this task
        raise _CancelledRunError(error.reason) from None


def _quieten(opened: AsyncExitStack) -> None:
    """Keep what Dask logs and warns of off the terminal: what matters is said by errors."""
    opened.callback(logging.disable, logging.root.manager.disable)
    logging.disable()
    opened.enter_context(warnings.catch_warnings())
    warnings.simplefilter("ignore")
