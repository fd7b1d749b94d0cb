"""What a scheduler knows of a card between two reviews."""

from dataclasses import dataclass

from srs import sm2


@dataclass(frozen=True, slots=True)
class FsrsMemory:
    """What FSRS knows of a card."""

    repetitions: int
    """Successful reviews since the card was new or was last forgotten."""
    interval_days: int
    stability: float
    """Days until the probability of recall falls to 90 %."""
    difficulty: float
    """From 1 to 10."""


Memory = sm2.Memory | FsrsMemory
