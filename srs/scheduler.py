"""The interface that schedulers share."""

from typing import Protocol

from srs.memory import Memory
from srs.sm2 import Grade


class Scheduler(Protocol):
    """Decides after how many days a card comes back.

    Pure: a card's whole past is in its memory, and the day comes in as a distance. So any scheduler can be
    computed by replaying a log.
    """

    @property
    def fingerprint(self) -> str:
        """Its name with the values of its options: another text, other intervals."""

    def check(self) -> None:
        """Raises `SrsError` where it cannot schedule: better before the first answer than after it."""

    def after(self, memory: Memory | None, grade: Grade, elapsed_days: int) -> Memory:
        """The memory after a review.

        `memory` is None for a new card; `elapsed_days` are those since the last review that scheduled, 0 for
        a new card. The interval in the result is at least 1 day.
        """

    @property
    def forgetting_curve(self) -> str:
        """What `recall_probability` is, in a few words for the learner."""

    def recall_probability(self, memory: Memory, elapsed_days: int) -> float:
        """The predicted probability of recall, so many days after the last review that scheduled."""
