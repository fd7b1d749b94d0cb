"""What a log says of a learner's memory: the recalls that schedulers learn from."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from srs.card_state import NEW, after, is_drill
from srs.events import CardKey, Event, Forget, Review, Undo
from srs.scheduling import Scheduling
from srs.sm2 import Grade


class Recall(NamedTuple):
    """One graded recall on a day."""

    day: date
    grade: Grade


def recalls_of(log: Iterable[Event]) -> list[list[Recall]]:
    """For each card the recalls that scheduled it, in order, of a log in replay order.

    A card that was forgotten on purpose begins again, as another. Neither what was taken back nor what was
    repeated on the same day is a recall that counts.
    """
    events = list(log)
    undone = {event.target for event in events if isinstance(event, Undo)}
    scheduling = Scheduling()
    states = dict.fromkeys((event.card for event in events), NEW)
    sequences: list[list[Recall]] = []
    latest: dict[CardKey, list[Recall]] = {}
    for event in events:
        if event.id in undone:
            continue
        state = states[event.card]
        states[event.card] = after(state, event, scheduling)
        match event:
            case Forget():
                latest.pop(event.card, None)
            case Review(practice=False) if not is_drill(state, event.moment.day):
                if event.card not in latest:
                    latest[event.card] = []
                    sequences.append(latest[event.card])
                latest[event.card].append(Recall(event.moment.day, event.grade))
    return sequences


def later_recalls(sequences: Iterable[list[Recall]]) -> int:
    """How many recalls say something of memory: those of a card that was seen on an earlier day."""
    return sum(len({recall.day for recall in sequence}) - 1 for sequence in sequences)
