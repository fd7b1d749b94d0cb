"""What waits for a learner, asked of the history."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from srs.card_place import CardPlace
from srs.card_state import NEW
from srs.events import CardKey
from srs.history import History
from srs.planning import planned
from srs.queue import Queue
from srs.wish import CARDS_OF_THE_DAY, EVERYTHING, Rules, Wish


def what_waits(
    cards: Mapping[CardKey, CardPlace],
    history: History,
    namespace: str,
    today: date,
    rules: Rules = EVERYTHING,
    wish: Wish = CARDS_OF_THE_DAY,
    leech_threshold: int = 0,
) -> Queue:
    """The queue of `today` for some cards of the collection of a namespace, as the history is now.

    It reads no more than that takes: of a card that is due later, nothing but that it is not new.
    """
    if wish.reaches_ahead:
        return planned(cards, history.states(namespace), today, rules, wish, leech_threshold)
    states, seen = history.on_day(namespace, today), history.seen(namespace)
    queue = planned(cards, states, today, rules, wish, leech_threshold, seen)
    later = (
        day
        for card, day in history.due_after(namespace, today)
        if card in cards and not states.get(card, NEW).is_hidden(today)
    )
    days = [day for day in (queue.next_due, next(later, None)) if day is not None]
    return replace(queue, next_due=min(days, default=None))
