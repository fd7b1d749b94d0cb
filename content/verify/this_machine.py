"""Executes runs on this machine, side by side."""

import asyncio
import os
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from content.verify.conversation import converse
from content.verify.judge import judge
from content.verify.launcher import Launcher, LauncherLostError
from content.verify.outcome import Outcome, Reason, Verdict
from content.verify.plan import Run
from content.verify.toolchain import Interpreter, Toolchain


class ThisMachine:
    """Starts the launcher only when something has to run."""

    def __init__(
        self, interpreter: Interpreter, *, is_trusted: bool, timeout_s: float, jobs: int | None = None
    ) -> None:
        """`jobs` is how many runs are under way at once: as many as keep all processors busy, if None."""
        self._toolchain = interpreter.toolchain
        self._timeout_s = timeout_s
        self._jobs = jobs or (os.cpu_count() or 1) + 1  # one starts while another ends
        self._slots = asyncio.Semaphore(self._jobs)
        self._alone = asyncio.Lock()
        self._scratch = tempfile.TemporaryDirectory(prefix="srs-verify-", ignore_cleanup_errors=True)
        self._launcher = Launcher(interpreter.executable, Path(self._scratch.name), is_trusted=is_trusted)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def toolchain(self) -> Toolchain:
        """What the interpreter has."""
        return self._toolchain

    async def execute(self, run: Run) -> Outcome:
        """What `run` shows, with what confined it."""
        outcome = await self._execute(run)
        return outcome.model_copy(update={"confined": self._launcher.confined})

    async def printed(self, run: Run) -> str | None:
        """What a run of our own code prints; nothing if it does not come to its end."""
        try:
            async with self._slots:
                transcript = await converse(run, self._launcher, self._timeout_s)
        except LauncherLostError:
            return None
        return transcript.printed if transcript.is_done else None

    def close(self) -> None:
        """Leave no process and no file behind."""
        self._launcher.close()
        self._scratch.cleanup()

    async def _execute(self, run: Run) -> Outcome:
        try:
            async with self._slots:
                return await self._attempt(run)
        except LauncherLostError:
            pass
        # One of the runs under way ended the launcher. Whoever does it again, alone, is the one.
        async with self._alone, AsyncExitStack() as slots:
            for _ in range(self._jobs):
                await slots.enter_async_context(self._slots)
            try:
                return await self._attempt(run)
            except LauncherLostError:
                return Outcome(verdict=Verdict.ESCAPED, reason=Reason.KILLED_LAUNCHER)

    async def _attempt(self, run: Run) -> Outcome:
        return judge(run, await converse(run, self._launcher, self._timeout_s))
