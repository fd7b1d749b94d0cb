"""Events, and whole histories, to test with."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from hypothesis import strategies as st

from srs.card_state import NEW, CardState, fold
from srs.days import Moment
from srs.events import (
    Bury,
    CardKey,
    Event,
    Flag,
    Forget,
    Reschedule,
    Review,
    Suspend,
    Undo,
    Unflag,
    Unsuspend,
    new_action_id,
    new_event_id,
)
from srs.scheduling import Scheduling
from srs.sm2 import Grade
from tests.srs.samples import MONDAY, key, moment

NOTES = ("a", "b", "c")
days = st.dates(MONDAY - timedelta(days=400), MONDAY + timedelta(days=4000))
moments = st.builds(moment, days=st.integers(0, 400), minutes=st.integers(0, 600))


def changes(at: st.SearchStrategy[Moment]) -> st.SearchStrategy[Event]:
    """Any event that takes nothing back."""
    ids, cards = st.builds(new_event_id), st.sampled_from(NOTES).map(key)
    actions = st.builds(lambda alone: None if alone else new_action_id(), st.booleans())
    grades, durations = st.sampled_from(Grade), st.integers(0, 10**9)
    reasons = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    return st.one_of(
        st.builds(Review, ids, at, cards, grades, durations, practice=st.booleans(), action=actions),
        *[st.builds(Review, ids, at, cards, grades, durations)] * 4,
        st.builds(Suspend, ids, at, cards, action=actions),
        st.builds(Unsuspend, ids, at, cards, action=actions),
        st.builds(Bury, ids, at, cards, days, action=actions),
        st.builds(Flag, ids, at, cards, reasons, action=actions),
        st.builds(Unflag, ids, at, cards, action=actions),
        st.builds(Forget, ids, at, cards, action=actions),
        st.builds(Reschedule, ids, at, cards, days, action=actions),
    )


@st.composite
def logs(draw: st.DrawFn, max_size: int = 12) -> list[Event]:
    """Events of a few cards, some of them taken back."""
    log: list[Event] = draw(st.lists(changes(moments), max_size=max_size))
    for event in draw(st.lists(st.sampled_from(log), max_size=3)) if log else ():
        log.append(Undo(new_event_id(), draw(moments), event.card, event.id))
    return log


def states_of(log: Iterable[Event], scheduling: Scheduling) -> dict[CardKey, CardState]:
    """What a log comes to, card by card."""
    events = list(log)
    states = {key(note): fold((e for e in events if e.card == key(note)), scheduling) for note in NOTES}
    return {card: state for card, state in states.items() if state != NEW}


def reviews_of(notes: Iterable[str], day: date = MONDAY) -> Iterator[Review]:
    """A Good for each note, a minute apart."""
    for minutes, note in enumerate(notes):
        at = moment(days=(day - MONDAY).days, minutes=minutes)
        yield Review(new_event_id(), at, key(note), Grade.GOOD, 1000)
