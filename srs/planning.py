"""Which cards one sitting asks: what the learner asks for besides the rules of every day."""

from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import date

from srs.card_place import CardPlace
from srs.card_state import NEW, CardState
from srs.days import days_later
from srs.events import CardKey
from srs.filters import matching
from srs.queue import Queue, queue_of
from srs.wish import CARDS_OF_THE_DAY, EVERYTHING, Rules, Wish


def planned(
    cards: Mapping[CardKey, CardPlace],
    states: Mapping[CardKey, CardState],
    today: date,
    rules: Rules = EVERYTHING,
    wish: Wish = CARDS_OF_THE_DAY,
    leech_threshold: int = 0,
    seen: Set[tuple[str, str, str]] = frozenset(),
) -> Queue:
    """The queue of a sitting.

    `seen` is as in `queue_of`; for a wish that reaches ahead, `states` must hold all states.
    """
    if not wish.chosen.is_empty:
        wanted = matching(cards, states, wish.chosen, leech_threshold)
        cards = {card: cards[card] for card in wanted}
    if wish.cram:
        rules = Rules(order=rules.order)
    queue = queue_of(cards, states, today, rules, seen)
    if not wish.reaches_ahead:
        return queue
    waiting = _waiting(cards, states, today)
    if wish.cram:
        early = [card for _, card in waiting if card not in frozenset(queue.drills)]
    else:
        last_day = days_later(today, wish.ahead_days)
        fresh = [(day, card) for day, card in waiting if states[card].last_day != today]
        early = [card for day, card in fresh if day <= last_day]
        missing = max(0, wish.at_least - len(queue) - len(early))
        held_back = queue.due_beyond_limit[:missing]
        missing -= len(held_back)
        early += [card for day, card in fresh if day > last_day][:missing]
        queue = replace(
            queue,
            due=queue.due + held_back,
            due_beyond_limit=queue.due_beyond_limit[len(held_back) :],
        )
    return replace(queue, early=tuple(early))


def _waiting(
    cards: Mapping[CardKey, CardPlace], states: Mapping[CardKey, CardState], today: date
) -> list[tuple[date, CardKey]]:
    """The cards that are due on later days, with that day, the next first."""
    waiting = []
    for card in cards:
        state = states.get(card, NEW)
        if state.due_day is not None and state.due_day > today and not state.is_hidden(today):
            waiting.append((state.due_day, card))
    return sorted(waiting, key=lambda item: item[0])
