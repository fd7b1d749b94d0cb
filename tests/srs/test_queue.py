from datetime import timedelta

from srs.card_state import NEW, CardState, after_review
from srs.events import CardKey
from srs.queue import queue_of
from srs.sm2 import Grade, Memory
from tests.srs.samples import MONDAY, key, moment


def due(days_ago: int, interval_days: int) -> CardState:
    day = MONDAY - timedelta(days=days_ago)
    return CardState(
        memory=Memory(3, interval_days, 250),
        due_day=day,
        last_day=day - timedelta(days=interval_days),
        reviews=3,
    )


CARDS = [key(name) for name in "abcdef"]


def names(cards: tuple[CardKey, ...]) -> str:
    return "".join(card.note for card in cards)


def test_the_most_overdue_relative_to_its_interval_comes_first() -> None:
    states = {key("a"): due(10, 100), key("b"): due(0, 1), key("c"): due(3, 6), key("d"): due(2, 2)}
    queue = queue_of(CARDS[:4], states, MONDAY)
    assert names(queue.due) == "dcab"


def test_ties_keep_the_order_of_the_deck() -> None:
    states = {key(name): due(2, 4) for name in "cab"}
    assert names(queue_of(CARDS[:3], states, MONDAY).due) == "abc"


def test_new_cards_follow_in_deck_order_and_drills_come_last() -> None:
    failed = after_review(NEW, Grade.AGAIN, moment(minutes=5))
    failed_before = after_review(NEW, Grade.HARD, moment(minutes=1))
    states = {key("a"): failed, key("b"): failed_before, key("e"): due(0, 6)}
    queue = queue_of(CARDS, states, MONDAY)
    assert (names(queue.due), names(queue.new), names(queue.drills)) == ("e", "cdf", "ba")
    assert names(queue.cards) == "ecdfba"


def test_what_was_not_drilled_waits_for_its_due_day() -> None:
    hard = after_review(after_review(NEW, Grade.GOOD, moment(days=-1)), Grade.HARD, moment())
    queue = queue_of([key("a")], {key("a"): hard}, MONDAY + timedelta(days=1))
    assert queue.cards == ()
    assert queue.next_due == MONDAY + timedelta(days=6)


def test_a_drill_goes_on_after_a_flight_across_the_date_line() -> None:
    failed = after_review(NEW, Grade.AGAIN, moment())
    assert names(queue_of([key("a")], {key("a"): failed}, MONDAY - timedelta(days=1)).drills) == "a"


def test_cards_that_left_the_collection_are_not_asked() -> None:
    queue = queue_of([key("a")], {key("gone"): due(3, 1)}, MONDAY)
    assert names(queue.cards) == "a"
    assert queue.next_due is None
