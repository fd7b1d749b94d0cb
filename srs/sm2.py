"""SM-2, the scheduling algorithm of SuperMemo 2 (Wozniak 1990)."""

from dataclasses import dataclass
from enum import IntEnum

FIRST_INTERVAL_DAYS = 1
SECOND_INTERVAL_DAYS = 6
INITIAL_EASE_HUNDREDTHS = 250
MINIMUM_EASE_HUNDREDTHS = 130


class Grade(IntEnum):
    """The quality of a recall; Again, Hard, Good and Easy are the four that buttons offer."""

    BLACKOUT = 0
    """Nothing came back."""
    AGAIN = 1
    """Wrong, but the answer was recognised."""
    FAMILIAR = 2
    """Wrong, but the answer seemed easy once seen."""
    HARD = 3
    """Right, with serious difficulty: the lowest grade that passes."""
    GOOD = 4
    """Right, after a hesitation: the lowest grade that is not repeated on the same day."""
    EASY = 5
    """Right, at once."""

    @property
    def passes(self) -> bool:
        """Whether the card was recalled, so that its interval grows."""
        return self >= Grade.HARD


@dataclass(frozen=True, slots=True)
class Memory:
    """What SM-2 knows of a card; the defaults are a new card."""

    repetitions: int = 0
    """Successful reviews since the card was new or was last forgotten."""
    interval_days: int = 0
    ease_hundredths: int = INITIAL_EASE_HUNDREDTHS
    """The E-Factor times 100: an integer, so that it never drifts."""


def next_memory(memory: Memory, grade: Grade) -> Memory:
    """The memory after a review; a failed recall starts the repetitions again, with the ease as it was."""
    if not grade.passes:
        return Memory(0, FIRST_INTERVAL_DAYS, memory.ease_hundredths)
    return Memory(memory.repetitions + 1, _next_interval_days(memory), _next_ease_hundredths(memory, grade))


def _next_interval_days(memory: Memory) -> int:
    """Steps 3 and 6: 1, 6, then the last interval times the ease from before this review, rounded up."""
    if memory.repetitions > 1:
        return -(-memory.interval_days * memory.ease_hundredths // 100)
    return SECOND_INTERVAL_DAYS if memory.repetitions else FIRST_INTERVAL_DAYS


def _next_ease_hundredths(memory: Memory, grade: Grade) -> int:
    """Step 5: EF + 0.1 - (5-q) * (0.08 + (5-q) * 0.02), and never below 1.3."""
    missing = 5 - grade
    ease_hundredths = memory.ease_hundredths + 10 - missing * (8 + missing * 2)
    return ease_hundredths if ease_hundredths > MINIMUM_EASE_HUNDREDTHS else MINIMUM_EASE_HUNDREDTHS
