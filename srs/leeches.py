"""Leeches: cards that are forgotten so often that it is their note that needs work."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from srs.card_state import CardState


def is_leech(state: "CardState", threshold: int) -> bool:
    """Whether a card was forgotten so often that it costs more than it gives; a threshold of 0 knows none."""
    return 0 < threshold <= state.lapses


@dataclass(frozen=True, slots=True)
class LeechRule:
    """When a card is a leech, with what becomes of it."""

    threshold: int = 8
    """So many lapses make a leech; 0: there are none."""
    suspends: bool = False
    """Whether a card is suspended when it becomes one."""

    def is_leech(self, state: "CardState") -> bool:
        """Whether a card was forgotten too often."""
        return is_leech(state, self.threshold)

    def strikes(self, before: "CardState", after: "CardState") -> bool:
        """Whether a grade made a card a leech, or reminds of it: at each half threshold, as in Anki."""
        if after.lapses == before.lapses or not self.is_leech(after):
            return False
        return (after.lapses - self.threshold) % -(-self.threshold // 2) == 0


DEFAULT_LEECHES = LeechRule()
