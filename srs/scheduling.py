"""How a collection is scheduled: a scheduler with the options that hold for any of them."""

from dataclasses import dataclass, field
from datetime import date

from srs.scheduler import Scheduler
from srs.sm2_scheduler import Sm2

CALENDAR_DAYS = date.max.toordinal()
"""The length of the calendar: a longer interval has no date."""


@dataclass(frozen=True, slots=True)
class Scheduling:
    """A scheduler with its bounds; the defaults are canonical SM-2."""

    scheduler: Scheduler = field(default_factory=Sm2)
    maximum_interval_days: int = CALENDAR_DAYS

    @property
    def fingerprint(self) -> str:
        """Whatever changes a state that is derived from the same events."""
        return f"{self.scheduler.fingerprint} maximum={self.maximum_interval_days}"
