"""What a learner does to cards besides reviewing them: one action, whose events are taken back together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol

from srs.card_state import CANONICAL, NEW, CardState, after
from srs.days import Moment, days_later
from srs.events import (
    ActionId,
    Bury,
    CardKey,
    Event,
    EventId,
    Flag,
    Reschedule,
    Undo,
    new_action_id,
    new_event_id,
)
from srs.scheduling import Scheduling

When = Callable[[CardKey], Moment]
"""The present moment, later than anything that happened to a card."""


class Change(Protocol):
    """Makes the event that does something to a card, as `Suspend`, `Unsuspend`, `Unflag` and `Forget` do."""

    def __call__(self, id: EventId, moment: Moment, card: CardKey, /, *, action: ActionId) -> Event:
        """The event."""


@dataclass(frozen=True, slots=True)
class Action:
    """What is done to some cards at once."""

    events: tuple[Event, ...]
    unchanged: tuple[CardKey, ...]
    """Cards that were asked for, on which it would change nothing."""


def buried(until_day: date) -> Change:
    """Puts a card off until a day."""
    return partial(Bury, until_day=until_day)


def flagged(reason: str) -> Change:
    """Marks a card as one to mend; `reason` may be empty."""
    return partial(Flag, reason=reason)


def rescheduled(cards: Iterable[CardKey], first_day: date, last_day: date) -> dict[CardKey, Change]:
    """Makes cards due on the days from `first_day` to `last_day`, as many on each as on any other.

    Neighbours get different days, and the same cards always get the same ones.
    """
    days = (last_day - first_day).days + 1
    return {
        card: partial(Reschedule, due_day=days_later(first_day, place % days))
        for place, card in enumerate(cards)
    }


def plan(
    changes: Mapping[CardKey, Change],
    states: Mapping[CardKey, CardState],
    when: When,
    scheduling: Scheduling = CANONICAL,
) -> Action:
    """The events that make the changes, on the cards that they change."""
    action = new_action_id()
    events, unchanged = [], []
    for card, change in changes.items():
        state = states.get(card, NEW)
        event = change(new_event_id(), when(card), card, action=action)
        if after(state, event, scheduling) == state:
            unchanged.append(card)
        else:
            events.append(event)
    return Action(tuple(events), tuple(unchanged))


def taking_back(events: Sequence[Event], when: When) -> tuple[Undo, ...]:
    """The events that take back an action, in one action."""
    action = new_action_id()
    return tuple(
        Undo(new_event_id(), when(event.card), event.card, event.id, action=action) for event in events
    )
