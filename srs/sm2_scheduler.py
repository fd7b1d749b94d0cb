"""SM-2 as a scheduler."""

from dataclasses import dataclass

from srs import sm2
from srs.memory import Memory
from srs.sm2 import Grade, next_memory


@dataclass(frozen=True, slots=True)
class Sm2:
    """Canonical SM-2: the interval depends on the grades, not on the day on which a review took place."""

    @property
    def fingerprint(self) -> str:
        """Its name with the values of its options."""
        return "sm2"

    def after(self, memory: Memory | None, grade: Grade, elapsed_days: int) -> Memory:
        """The memory after a review."""
        assert memory is None or isinstance(memory, sm2.Memory)
        return next_memory(memory or sm2.Memory(), grade)
