"""How a collection is scheduled: a scheduler with the options that hold for any of them."""

from dataclasses import dataclass, field, replace

from srs import fingerprints
from srs.card_key import CardKey
from srs.days import CALENDAR_DAYS as CALENDAR_DAYS
from srs.fuzz import fuzzed
from srs.memory import Memory
from srs.scheduler import Scheduler
from srs.sm2 import Grade
from srs.sm2_scheduler import Sm2


@dataclass(frozen=True, slots=True)
class Scheduling:
    """A scheduler with its bounds; the defaults are canonical SM-2."""

    scheduler: Scheduler = field(default_factory=Sm2)
    maximum_interval_days: int = CALENDAR_DAYS
    """No interval is longer, and no later one grows from a longer one."""
    fuzz: bool = False
    """Whether the day on which a card is due varies a little, so that cards learnt together come apart."""

    @property
    def fingerprint(self) -> str:
        """Whatever changes a state that is derived from the same events."""
        return fingerprints.of_scheduling(
            self.scheduler.fingerprint, maximum_interval_days=self.maximum_interval_days, fuzz=self.fuzz
        )

    def after(self, memory: Memory | None, grade: Grade, elapsed_days: int) -> Memory:
        """The memory after a review, its interval within the maximum; see `Scheduler.after`."""
        following = self.scheduler.after(memory, grade, elapsed_days)
        if following.interval_days > self.maximum_interval_days:
            return replace(following, interval_days=self.maximum_interval_days)
        return following

    def due_in_days(self, interval_days: int, card: CardKey | None, reviews: int) -> int:
        """After how many days a card is due whose memory has this interval.

        A function of its arguments alone, `reviews` being how often the card was graded before: what a
        button shows is what the grade gives. The memory keeps its exact interval, so that nothing drifts.
        """
        if not self.fuzz:
            return interval_days
        assert card is not None
        return fuzzed(interval_days, self.maximum_interval_days, card, reviews)
