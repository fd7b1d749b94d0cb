"""Get the outcome of a run: remembered, or by having it executed now."""

from content.verify.cache import OutcomeCache, key_of
from content.verify.machine import Machine
from content.verify.outcome import Outcome
from content.verify.plan import Run
from content.verify.toolchain import Toolchain


class Executor:
    """Has the runs executed whose outcome is not remembered, and remembers it."""

    def __init__(self, machine: Machine, cache: OutcomeCache) -> None:
        self._machine = machine
        self.cache = cache
        self.runs = 0
        self.cached = 0
        self._confined: list[tuple[str, ...]] = []

    @property
    def toolchain(self) -> Toolchain:
        """What runs the decks."""
        return self._machine.toolchain

    @property
    def confined(self) -> tuple[str, ...]:
        """What kept every one of the runs, remembered ones too, from harming the machine it ran on."""
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
        outcome = await self._machine.execute(run)
        self.runs += 1
        if outcome.is_repeatable or (run.is_mutant and outcome.is_repeatable_kill):
            self.cache.put(key, outcome)
        return outcome

    async def printed(self, run: Run) -> str | None:
        """What a run of our own code prints; nothing if it does not come to its end."""
        return await self._machine.printed(run)
