"""Get the outcome of a run: remembered, or by executing it now."""

import asyncio
import os
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from content.verify.cache import OutcomeCache, Toolchain, key_of
from content.verify.conversation import converse
from content.verify.judge import judge
from content.verify.launcher import Launcher, LauncherLostError
from content.verify.outcome import Outcome, Reason, Verdict
from content.verify.plan import Run


class Executor:
    """Executes runs side by side, each once; starts the launcher only when something has to run."""

    def __init__(
        self,
        interpreter: Path,
        toolchain: Toolchain,
        cache: OutcomeCache,
        *,
        is_trusted: bool,
        jobs: int | None,
        timeout_s: float,
    ) -> None:
        self.toolchain = toolchain
        self.cache = cache
        self._timeout_s = timeout_s
        self._jobs = jobs or (os.cpu_count() or 1) + 1  # one starts while another ends
        self._slots = asyncio.Semaphore(self._jobs)
        self._alone = asyncio.Lock()
        self._scratch = tempfile.TemporaryDirectory(prefix="srs-verify-", ignore_cleanup_errors=True)
        self._launcher = Launcher(interpreter, Path(self._scratch.name), is_trusted=is_trusted)
        self.runs = 0
        self.cached = 0
        self._confined: list[tuple[str, ...]] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._launcher.close()
        self._scratch.cleanup()

    @property
    def confined(self) -> tuple[str, ...]:
        """What kept every one of the runs, remembered ones too, from harming the machine."""
        first, *others = self._confined or [()]
        return tuple(layer for layer in first if all(layer in other for other in others))

    async def outcome(self, run: Run) -> Outcome:
        """What `run` shows."""
        outcome = await self._outcome(run)
        self._confined.append(outcome.confined)
        return outcome

    async def _outcome(self, run: Run) -> Outcome:
        key = key_of(run, self.toolchain)
        remembered = self.cache.get(key)
        if remembered is not None:
            self.cached += 1
            return remembered
        shown = await self._execute(run)
        outcome = shown.model_copy(update={"confined": self._launcher.confined})
        self.runs += 1
        if outcome.is_repeatable or (run.is_mutant and outcome.is_repeatable_kill):
            self.cache.put(key, outcome)
        return outcome

    async def printed(self, run: Run) -> str | None:
        """What a run of our own code prints; nothing if it does not come to its end."""
        try:
            async with self._slots:
                transcript = await converse(run, self._launcher, self._timeout_s)
        except LauncherLostError:
            return None
        return transcript.printed if transcript.is_done else None

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
