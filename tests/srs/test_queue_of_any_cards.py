"""What holds for the queue of any cards on any day."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from srs.card_place import CardPlace
from srs.card_state import NEW, CardState, after_review
from srs.events import CardKey
from srs.orders import ORDERS
from srs.queue import Queue, queue_of
from srs.sm2 import Grade, Memory
from srs.wish import Rules
from tests.srs.samples import MONDAY, key, moment

Cards = dict[CardKey, CardPlace]
States = dict[CardKey, CardState]

_days = st.integers(-20, 20).map(lambda days: MONDAY + timedelta(days=days))


@st.composite
def standings(draw: st.DrawFn) -> CardState:
    if draw(st.booleans()):
        return NEW
    due_day, interval = draw(_days), draw(st.integers(1, 40))
    last_day = draw(st.sampled_from([MONDAY, due_day - timedelta(days=interval)]))
    return CardState(
        memory=Memory(3, interval, draw(st.integers(130, 300))),
        due_day=due_day if last_day < MONDAY else max(due_day, MONDAY + timedelta(days=1)),
        first_day=draw(st.sampled_from([last_day, MONDAY - timedelta(days=90)])),
        last_day=min(last_day, MONDAY),
        drill_pending=draw(st.booleans()),
        reviews=3,
        last_at_ms=draw(st.integers(0, 10**6)),
        suspended=draw(st.sampled_from([False, False, False, True])),
        buried_until=draw(st.none() | _days),
    )


@st.composite
def collections(draw: st.DrawFn) -> tuple[Cards, States]:
    cards: Cards = {}
    for number in range(draw(st.integers(0, 12))):
        deck = draw(st.sampled_from("AB"))
        level = draw(st.sampled_from([None, "beginner", "advanced"]))
        for name in range(draw(st.integers(1, 3))):
            note = f"note-{number}"
            cards[key(note, f"c{name}")] = CardPlace(deck, f"{deck}.md", number + 1, note, (), level)
    return cards, {card: draw(standings()) for card in cards}


rules = st.builds(
    Rules,
    order=st.sampled_from(sorted(ORDERS)),
    new_per_day=st.none() | st.integers(0, 6),
    reviews_per_day=st.none() | st.integers(0, 6),
    bury_siblings=st.booleans(),
)


def is_waiting(state: CardState, today: date) -> bool:
    if state.is_hidden(today):
        return False
    if state.due_day is None or state.due_day <= today:
        return True
    return state.drill_pending and state.last_day == today


def done_today(states: Mapping[CardKey, CardState]) -> tuple[int, int]:
    done = [state for state in states.values() if state.last_day == MONDAY]
    new = sum(state.first_day == MONDAY for state in done)
    return new, len(done) - new


def everything(queue: Queue) -> list[CardKey]:
    return [*queue.cards, *queue.due_beyond_limit, *queue.new_beyond_limit, *queue.siblings]


@given(collections(), rules)
def test_each_card_that_waits_is_asked_or_left_for_a_reason(
    collection: tuple[Cards, States], rules: Rules
) -> None:
    cards, states = collection
    queue = queue_of(cards, states, MONDAY, rules)
    expected = [card for card in cards if is_waiting(states[card], MONDAY)]
    assert sorted(everything(queue)) == sorted(expected)
    assert sorted(queue.by_kind) == sorted(queue.cards)
    assert len(queue) == len(queue.cards)


@given(collections(), rules)
def test_the_limits_of_the_day_hold(collection: tuple[Cards, States], rules: Rules) -> None:
    cards, states = collection
    queue = queue_of(cards, states, MONDAY, rules)
    new_done, reviews_done = done_today(states)
    if rules.new_per_day is not None:
        assert len(queue.new) <= max(0, rules.new_per_day - new_done)
    if rules.reviews_per_day is not None:
        assert len(queue.due) <= max(0, rules.reviews_per_day - reviews_done)


@given(collections(), rules)
def test_buried_siblings_leave_one_card_of_a_note_a_day(
    collection: tuple[Cards, States], rules: Rules
) -> None:
    cards, states = collection
    queue = queue_of(cards, states, MONDAY, Rules(bury_siblings=True))
    done = [card.note for card, state in states.items() if state.last_day == MONDAY]
    asked = Counter(card.note for card in (*queue.due, *queue.new))
    assert all(number == 1 for number in asked.values())
    assert not asked.keys() & set(done)


@given(collections(), rules)
def test_siblings_are_never_next_to_each_other_if_that_can_be_avoided(
    collection: tuple[Cards, States], rules: Rules
) -> None:
    cards, states = collection
    queue = queue_of(cards, states, MONDAY, rules)
    asked = [card.note for card in queue.cards]
    most = max(Counter(asked).values(), default=0)
    if 2 * most <= len(asked):
        assert all(one != other for one, other in pairwise(asked))


@given(collections(), rules)
def test_a_card_that_is_graded_leaves_the_order_of_the_others(
    collection: tuple[Cards, States], rules: Rules
) -> None:
    cards, states = collection
    queue = queue_of(cards, states, MONDAY, rules)
    for number in range(len(queue.due) + len(queue.new)):
        first, *others = queue.cards
        if first in queue.drills:
            return
        states = {**states, first: after_review(states[first], Grade.GOOD, moment(minutes=number * 20))}
        queue = queue_of(cards, states, MONDAY, rules)
        assert list(queue.cards) == others


@given(collections(), rules)
def test_the_queue_depends_on_its_arguments_alone(collection: tuple[Cards, States], rules: Rules) -> None:
    cards, states = collection
    shuffled = dict(sorted(states.items(), key=lambda item: item[1].last_at_ms))
    assert queue_of(cards, states, MONDAY, rules) == queue_of(cards, shuffled, MONDAY, rules)


@given(collections(), rules)
def test_states_of_cards_that_wait_for_later_are_not_needed(
    collection: tuple[Cards, States], rules: Rules
) -> None:
    cards, states = collection
    later = {
        card
        for card, state in states.items()
        if state.due_day is not None
        and state.due_day > MONDAY
        and state.last_day != MONDAY
        and not state.is_hidden(MONDAY)
    }
    known = {card: state for card, state in states.items() if card not in later}
    whole, lean = queue_of(cards, states, MONDAY, rules), queue_of(cards, known, MONDAY, rules, later)
    assert lean.cards == whole.cards
    assert everything(lean) == everything(whole)
