"""What executes runs: this machine, or a cluster of others."""

from types import TracebackType
from typing import Protocol, Self

from content.verify.outcome import Outcome
from content.verify.plan import Run
from content.verify.toolchain import Toolchain


class Machine(Protocol):
    """Executes runs side by side, as many as it can; in an `async with` block."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    @property
    def toolchain(self) -> Toolchain:
        """What it runs the decks with."""

    async def execute(self, run: Run) -> Outcome:
        """What `run` shows when it is executed now; raises `VerifyError` where nothing can be."""

    async def printed(self, run: Run) -> str | None:
        """What a run of our own code prints; nothing if it does not come to its end."""
