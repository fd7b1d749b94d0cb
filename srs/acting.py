"""The actions of a learner in the history: doing them, and taking them back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from srs.actions import Action, Change, plan, taking_back
from srs.days import Moment
from srs.events import CardKey, Event
from srs.history import History


class Now:
    """The present moment for the cards of a collection, later than anything that happened to each.

    A clock may stand still or be set back; the order in which a learner did things is kept all the same, over
    all cards within a day, and for each card always.
    """

    def __init__(self, history: History, namespace: str, moment: Moment) -> None:
        self._history = history
        self._moment = moment
        self._at_ms = max(moment.at_ms, history.latest_on(moment.day, namespace) + 1)

    def __call__(self, card: CardKey) -> Moment:
        """The moment for one card."""
        return replace(self._moment, at_ms=max(self._at_ms, self._history.latest_at_ms(card) + 1))


def planned(history: History, namespace: str, changes: Mapping[CardKey, Change], moment: Moment) -> Action:
    """What making the changes would do; nothing is recorded."""
    when = Now(history, namespace, moment)
    states = {card: history.state(card) for card in changes}
    return plan(changes, states, when, history.scheduling)


def do(history: History, namespace: str, changes: Mapping[CardKey, Change], moment: Moment) -> Action:
    """Make the changes; when this returns, they are on disk."""
    action = planned(history, namespace, changes, moment)
    if action.events:
        history.record(*action.events)
    return action


def flags_of(history: History, namespace: str, note: str) -> dict[CardKey, str]:
    """The flagged cards of a note, each with why it is to be mended."""
    return {
        card: state.flag
        for card, state in history.states(namespace).items()
        if card.note == note and state.flag is not None
    }


def undoable(history: History, namespace: str, day: date) -> list[tuple[Event, ...]]:
    """The actions of a day that can be taken back, the last one first."""
    return history.actions_on(day, namespace)[::-1]


def take_back_last(
    history: History, namespace: str, moment: Moment, since: date | None = None
) -> tuple[Event, ...]:
    """Take back the last action of the day; its events, or none if there is no action left.

    `since` is the day on which a sitting began that may have gone on over the night: its actions come next.
    """
    for day in dict.fromkeys((moment.day, since or moment.day)):
        for events in undoable(history, namespace, day)[:1]:
            history.record(*taking_back(events, Now(history, namespace, moment)))
            return events
    return ()
