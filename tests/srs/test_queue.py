from dataclasses import replace
from datetime import timedelta

import pytest

from srs.card_place import CardPlace
from srs.card_state import NEW, CardState, after_review
from srs.config.settings import ORDERS as SETTING_ORDERS
from srs.events import CardKey
from srs.orders import ORDERS
from srs.queue import queue_of
from srs.sm2 import Grade, Memory
from srs.wish import Rules
from tests.srs.samples import MONDAY, key, moment


def due(days_ago: int, interval_days: int) -> CardState:
    day = MONDAY - timedelta(days=days_ago)
    return CardState(
        memory=Memory(3, interval_days, 250),
        due_day=day,
        last_day=day - timedelta(days=interval_days),
        reviews=3,
    )


def deck(names: str, deck: str = "Deck") -> dict[CardKey, CardPlace]:
    return {key(name): CardPlace(deck, "deck.md", 1, name, (), None) for name in names}


CARDS = deck("abcdef")


def names(cards: tuple[CardKey, ...]) -> str:
    return "".join(card.note for card in cards)


def test_the_most_overdue_relative_to_its_interval_comes_first() -> None:
    states = {key("a"): due(10, 100), key("b"): due(0, 1), key("c"): due(3, 6), key("d"): due(2, 2)}
    queue = queue_of(deck("abcd"), states, MONDAY, Rules(order="relative-overdueness"))
    assert names(queue.due) == "dcab"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("due-date", "acdb"),
        ("relative-overdueness", "dcab"),
        ("shortest-interval", "bdca"),
        ("longest-interval", "acdb"),
        ("hardest", "bcad"),
        ("easiest", "dacb"),
        ("deck", "abcd"),
    ],
)
def test_the_order_of_due_cards_can_be_chosen(order: str, expected: str) -> None:
    standings = {"a": (10, 100, 200), "b": (0, 1, 130), "c": (3, 6, 190), "d": (2, 2, 250)}
    states = {
        key(name): replace(due(days_ago, interval), memory=Memory(3, interval, ease))
        for name, (days_ago, interval, ease) in standings.items()
    }
    assert names(queue_of(deck("abcd"), states, MONDAY, Rules(order=order)).due) == expected


def test_a_random_order_stays_the_same_all_day() -> None:
    states = {key(name): due(0, 1) for name in "abcdefgh"}
    cards, rules = deck("abcdefgh"), Rules(order="random")
    today = queue_of(cards, states, MONDAY, rules)
    assert queue_of(cards, states, MONDAY, rules) == today
    tomorrow = queue_of(cards, states, MONDAY + timedelta(days=1), rules)
    assert len({names(today.due), names(tomorrow.due), "abcdefgh"}) == 3


def test_settings_offer_the_orders_there_are_and_the_same_default() -> None:
    assert tuple(ORDERS) == SETTING_ORDERS
    assert SETTING_ORDERS[0] == Rules().order


def test_equally_urgent_cards_of_two_decks_mix_evenly() -> None:
    cards = {**deck("abcdef", "A"), **deck("xy", "B")}
    states = {card: due(0, 3) for card in cards}
    assert names(queue_of(cards, states, MONDAY).due) == "abxcdeyf"


def test_new_cards_come_from_each_deck_in_turn() -> None:
    cards = {**deck("abcd", "A"), **deck("xy", "B")}
    assert names(queue_of(cards, {}, MONDAY, Rules(new_per_day=3)).new) == "axb"
    states = {key("a"): after_review(NEW, Grade.GOOD, moment())}
    assert names(queue_of(cards, states, MONDAY, Rules(new_per_day=3)).new) == "xb"


def test_new_cards_for_beginners_come_first_and_advanced_ones_last() -> None:
    levels = {"a": "advanced", "b": None, "c": "beginner", "d": "intermediate", "e": "beginner"}
    cards = {card: place._replace(level=levels[card.note]) for card, place in deck("abcde").items()}
    assert names(queue_of(cards, {}, MONDAY).new) == "cebda"


def test_ties_keep_the_order_of_the_deck() -> None:
    states = {key(name): due(2, 4) for name in "cab"}
    assert names(queue_of(deck("abc"), states, MONDAY).due) == "abc"


def test_new_cards_follow_in_deck_order_and_drills_come_last() -> None:
    failed = after_review(NEW, Grade.AGAIN, moment(minutes=5))
    failed_before = after_review(NEW, Grade.HARD, moment(minutes=1))
    states = {key("a"): failed, key("b"): failed_before, key("e"): due(0, 6)}
    queue = queue_of(CARDS, states, MONDAY)
    assert (names(queue.due), names(queue.new), names(queue.drills)) == ("e", "cdf", "ba")
    assert names(queue.cards) == "ecdfba"


def test_what_was_not_drilled_waits_for_its_due_day() -> None:
    hard = after_review(after_review(NEW, Grade.GOOD, moment(days=-1)), Grade.HARD, moment())
    queue = queue_of(deck("a"), {key("a"): hard}, MONDAY + timedelta(days=1))
    assert queue.cards == ()
    assert queue.next_due == MONDAY + timedelta(days=6)


def test_a_drill_goes_on_after_a_flight_across_the_date_line() -> None:
    failed = after_review(NEW, Grade.AGAIN, moment())
    assert names(queue_of(deck("a"), {key("a"): failed}, MONDAY - timedelta(days=1)).drills) == "a"


def test_cards_that_left_the_collection_are_not_asked() -> None:
    queue = queue_of(deck("a"), {key("gone"): due(3, 1)}, MONDAY)
    assert names(queue.cards) == "a"
    assert queue.next_due is None
