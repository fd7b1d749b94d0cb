"""The scheduling that settings ask for."""

from typing import TYPE_CHECKING

from srs import fingerprints
from srs.config import Settings
from srs.days import CALENDAR_DAYS

if TYPE_CHECKING:  # what counts cards for a shell prompt needs their names only
    from srs.scheduler import Scheduler
    from srs.scheduling import Scheduling


def fingerprint_of(settings: Settings) -> str:
    """The fingerprint of `scheduling_of`, without making what it is of."""
    if settings.scheduler != "sm2":
        return scheduling_of(settings).fingerprint
    return fingerprints.of_scheduling(
        fingerprints.of_sm2(
            overdue_credit=settings.overdue_credit, ease_penalty_hundredths=settings.ease_penalty_hundredths
        ),
        maximum_interval_days=settings.maximum_interval_days or CALENDAR_DAYS,
        fuzz=settings.fuzz,
    )


def scheduling_of(settings: Settings) -> "Scheduling":
    """The scheduler that is set, with its options and the bounds that hold for any.

    What an FSRS that is set cannot be (not installed, parameters out of bounds) shows when it is first
    needed: see `Fsrs.check`.
    """
    from srs.scheduling import Scheduling

    return Scheduling(
        scheduler=_scheduler_of(settings),
        maximum_interval_days=settings.maximum_interval_days or CALENDAR_DAYS,
        fuzz=settings.fuzz,
    )


def _scheduler_of(settings: Settings) -> "Scheduler":
    match settings.scheduler:
        case "sm2":
            from srs.sm2_scheduler import Sm2

            return Sm2(settings.overdue_credit, settings.ease_penalty_hundredths)
        case "fsrs":
            from srs.fsrs_scheduler import (  # whoever stays with SM-2 needs none of it
                DEFAULT_PARAMETERS,
                Fsrs,
            )

            return Fsrs(settings.fsrs_parameters or DEFAULT_PARAMETERS, settings.desired_retention)
