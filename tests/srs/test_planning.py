from dataclasses import replace
from datetime import timedelta

import pytest

from srs.card_place import CardPlace
from srs.card_state import NEW, CardState, after_review
from srs.events import CardKey
from srs.filters import Filter
from srs.planning import planned
from srs.queue import Queue
from srs.sm2 import Grade, Memory
from srs.wish import Rules, Wish
from tests.srs.samples import MONDAY, key, moment

CARDS = {key(name): CardPlace("AB"[name > "d"], "deck.md", 1, name, (), None) for name in "abcdefgh"}


def due_in(days: int) -> CardState:
    day = MONDAY + timedelta(days=days)
    return CardState(memory=Memory(3, 10, 250), due_day=day, last_day=day - timedelta(days=10), reviews=3)


STATES = {
    key("a"): due_in(3),
    key("b"): due_in(1),
    key("c"): due_in(0),
    key("d"): due_in(-2),
    key("e"): due_in(8),
    key("f"): replace(due_in(1), suspended=True),
}


def names(cards: tuple[CardKey, ...]) -> str:
    return "".join(card.note for card in cards)


def plan(wish: Wish, rules: Rules = Rules()) -> Queue:  # noqa: B008
    return planned(CARDS, STATES, MONDAY, rules, wish, leech_threshold=8)


def test_without_a_wish_it_is_the_queue_of_the_day() -> None:
    assert names(plan(Wish()).cards) == "dcgh"


@pytest.mark.parametrize(("days", "early"), [(1, "b"), (3, "ba"), (7, "ba"), (8, "bae"), (10**7, "bae")])
def test_looking_ahead_asks_what_is_due_by_then_after_the_cards_of_the_day(days: int, early: str) -> None:
    queue = plan(Wish(ahead_days=days))
    assert names(queue.early) == early
    assert names(queue.cards) == f"dcgh{early}"


@pytest.mark.parametrize(("at_least", "asked"), [(1, "dcgh"), (4, "dcgh"), (5, "dcghb"), (9, "dcghbae")])
def test_too_few_cards_are_topped_up_with_what_is_due_next(at_least: int, asked: str) -> None:
    assert names(plan(Wish(at_least=at_least)).cards) == asked


def test_topping_up_begins_with_what_the_limit_left_over() -> None:
    queue = plan(Wish(at_least=4), Rules(reviews_per_day=1, new_per_day=1))
    assert names(queue.cards) == "dcgb"
    assert names(queue.due_beyond_limit) == ""
    assert names(queue.new_beyond_limit) == "h"


def test_what_was_graded_today_is_not_asked_early() -> None:
    graded = {**STATES, key("g"): after_review(NEW, Grade.GOOD, moment())}
    queue = planned(CARDS, graded, MONDAY, wish=Wish(ahead_days=1))
    assert names(queue.early) == "b"


def test_cramming_asks_every_card_that_is_not_put_off_whatever_the_limits() -> None:
    queue = plan(Wish(cram=True), Rules(new_per_day=0, reviews_per_day=0, bury_siblings=True))
    assert names(queue.cards) == "dcghbae"


def test_a_filter_narrows_what_is_asked() -> None:
    assert names(plan(Wish(Filter(decks=("A",)))).cards) == "dc"
    assert names(plan(Wish(Filter(decks=("A",)), ahead_days=3)).cards) == "dcba"
    assert names(plan(Wish(Filter(ids=("e", "g")), cram=True)).cards) == "ge"


def test_the_limits_hold_for_all_decks_together() -> None:
    states = {**STATES, key("g"): after_review(NEW, Grade.GOOD, moment())}
    queue = planned(CARDS, states, MONDAY, Rules(new_per_day=1), Wish(Filter(ids=("h",))))
    assert names(queue.new) == ""
    assert names(queue.new_beyond_limit) == "h"
