"""SM-2 as a scheduler, with its options."""

from dataclasses import dataclass

from srs import fingerprints
from srs.memory import Memory
from srs.sm2 import MINIMUM_EASE_HUNDREDTHS, Grade, next_memory
from srs.sm2 import Memory as Sm2Memory

_LATE_HALVES = {Grade.GOOD: 1, Grade.EASY: 2}
"""The share of the days overdue that counts, in halves."""

RECALL_WHEN_DUE = 0.9
"""The probability of recall on the day a card is due, as far as SM-2 can be said to have one."""


@dataclass(frozen=True, slots=True)
class Sm2:
    """SM-2; canonical unless an option is set, and then its interval depends on the grades alone."""

    overdue_credit: bool = False
    """Whether days overdue count towards the interval of a card that was recalled.

    As in Anki: half of them for Good, all of them for Easy, none for Hard. They are added to the interval
    that the ease multiplies, from the second repetition on; the result is never shorter than without them.
    """
    ease_penalty_hundredths: int = 0
    """By how much a failed recall lowers the ease, which never falls below 1.3; Anki takes 20."""

    @property
    def fingerprint(self) -> str:
        """Its name with the values of its options."""
        return fingerprints.of_sm2(
            overdue_credit=self.overdue_credit, ease_penalty_hundredths=self.ease_penalty_hundredths
        )

    def check(self) -> None:
        """It can always schedule."""

    def after(self, memory: Memory | None, grade: Grade, elapsed_days: int) -> Sm2Memory:
        """The memory after a review."""
        if memory is None:
            memory = Sm2Memory()
        assert isinstance(memory, Sm2Memory)
        following = next_memory(memory, grade)
        if self.overdue_credit and grade.passes:
            return _credited(memory, following, grade, elapsed_days)
        if self.ease_penalty_hundredths and not grade.passes:
            return _penalised(following, self.ease_penalty_hundredths)
        return following

    @property
    def forgetting_curve(self) -> str:
        """What `recall_probability` is, in a few words for the learner."""
        return "SM-2 predicts nothing itself: an exponential curve through 90% when a card is due"

    def recall_probability(self, memory: Memory, elapsed_days: int) -> float:
        """The predicted probability of recall, so many days after the last review that scheduled.

        SM-2 itself predicts none. This is the exponential forgetting curve (Wozniak, Gorzelanczyk and
        Murakowski 1995: R = exp(-t/S)) with the stability at which 90 % are recalled after the interval, the
        forgetting index of 10 % that SuperMemo aims at by default.
        """
        return float(RECALL_WHEN_DUE ** (elapsed_days / memory.interval_days))


def _credited(memory: Sm2Memory, following: Sm2Memory, grade: Grade, elapsed_days: int) -> Sm2Memory:
    """`following`, with its interval lengthened by the days that `memory` lasted beyond its interval."""
    late_halves = _LATE_HALVES.get(grade, 0) * (elapsed_days - memory.interval_days)
    if memory.repetitions == 0 or late_halves <= 0:
        return following
    halves = 2 * memory.interval_days + late_halves
    interval_days = -(-halves * memory.ease_hundredths // 200)
    return Sm2Memory(
        following.repetitions, max(following.interval_days, interval_days), following.ease_hundredths
    )


def _penalised(following: Sm2Memory, hundredths: int) -> Sm2Memory:
    """`following` with its ease lowered."""
    ease_hundredths = max(MINIMUM_EASE_HUNDREDTHS, following.ease_hundredths - hundredths)
    return Sm2Memory(following.repetitions, following.interval_days, ease_hundredths)
