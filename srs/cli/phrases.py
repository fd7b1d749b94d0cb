"""Numbers, days and actions as a learner reads them."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from srs.events import Bury, Event, Flag, Forget, Reschedule, Review, Suspend, Undo, Unflag, Unsuspend


def counted(number: int, noun: str) -> str:
    """`1 card`, `2 cards`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def when(day: date, today: date) -> str:
    """`tomorrow (2026-03-02)`, `in 5 days (2026-03-06)`."""
    days = (day - today).days
    distance = "tomorrow" if days == 1 else f"in {counted(days, 'day')}"
    return f"{distance} ({day.isoformat()})"


def listed(words: list[str]) -> str:
    """`1`, `1 and 2`, `1, 2 and 3`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def taken_back(action: Sequence[Event]) -> str:
    """What an action was, after `Took back`: `Good for some-note`, `suspend of 12 cards`."""
    match action[0]:
        case Review(grade=grade):
            what = f"{grade.name.capitalize()} for"
        case Suspend():
            what = "suspend of"
        case Unsuspend():
            what = "unsuspend of"
        case Bury():
            what = "bury of"
        case Flag():
            what = "flag of"
        case Unflag():
            what = "unflag of"
        case Forget():
            what = "forget of"
        case Reschedule():
            what = "reschedule of"
        case Undo():
            what = "undo of"
        case _ as unknown:
            assert_never(unknown)
    cards = {event.card for event in action}
    return f"{what} {action[0].card.note if len(cards) == 1 else counted(len(cards), 'card')}"
