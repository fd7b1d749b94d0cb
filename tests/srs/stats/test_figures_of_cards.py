"""How long answers take, how cards differ, and which are the hardest."""

from dataclasses import replace
from pathlib import Path

from srs.card_place import CardPlace
from srs.events import Event, Forget, Suspend, new_event_id
from srs.scheduling import Scheduling
from srs.sm2 import Grade
from srs.stats.figures import AnswerTime, Bin, HardCard, Recalls, SlowCard
from srs.stats.spreads import spread
from tests.srs.samples import key, moment, review
from tests.srs.stats.counting import counted, counted_in_full, scope


def timed(note: str, *durations_ms: int) -> list[Event]:
    return [
        replace(review(note, Grade.GOOD, moment(days=days)), duration_ms=duration_ms)
        for days, duration_ms in enumerate(durations_ms)
    ]


def lapsing(note: str, lapses: int, recalled: int = 0) -> list[Event]:
    """A card that is recalled and forgotten in turn, and recalled some times more."""
    grades = [Grade.GOOD, *[Grade.AGAIN, Grade.GOOD] * lapses, *[Grade.GOOD] * recalled]
    return [review(note, grade, moment(days=days)) for days, grade in enumerate(grades)]


def test_answers_of_more_than_a_minute_count_as_one(tmp_path: Path) -> None:
    events = [*timed("one", 2_000, 4_050, 3_600_000), *timed("three", 10_000)]
    times = counted(tmp_path, events).answer_times
    assert times.all == AnswerTime(None, 4, 4.0, 19.012)
    assert times.by_deck == (
        AnswerTime("First", 3, 4.0, 22.017),
        AnswerTime("Second::Below", 1, 10.0, 10.0),
    )


def test_where_nothing_was_answered_there_is_no_time(tmp_path: Path) -> None:
    assert counted(tmp_path, []).answer_times.all is None


def test_the_slowest_cards_are_those_that_took_the_most_time_in_all(tmp_path: Path) -> None:
    events = [
        *timed("one", 9_000),
        *timed("gone", 1_000, 3_600_000),
        *timed("two", 2_040, 3_000, 8_000, 9_000),
    ]
    assert counted(tmp_path, events).answer_times.slowest == (
        SlowCard("gone", "forward", None, 2, 61.0, 1.0),
        SlowCard("two", "forward", "First", 4, 22.04, 3.0),
        SlowCard("one", "forward", "First", 1, 9.0, 9.0),
    )


def test_a_value_falls_into_the_bin_that_begins_with_it() -> None:
    counts = [(1, 5), (6, 1), (7, 2), (400, 3)]
    assert spread(counts, (1, 2, 7, 21)).bins == (Bin(1, 2, 5), Bin(2, 7, 1), Bin(7, 21, 2), Bin(21, None, 3))


def test_the_median_is_the_lower_one_of_two() -> None:
    assert spread([(1, 2), (3, 1), (9, 1)], (1,)).median == 1
    assert spread([(1, 1), (3, 1), (9, 1)], (1,)).median == 3
    assert spread([], (1,)).median is None


def test_sm2_has_an_ease_and_fsrs_a_stability_and_a_difficulty(tmp_path: Path) -> None:
    from srs.fsrs_scheduler import Fsrs

    events = lapsing("one", 2)
    by_sm2 = counted(tmp_path, events)
    by_fsrs = counted_in_full(tmp_path, [], scheduling=Scheduling(Fsrs()))
    assert by_sm2.scheduler == "sm2"
    assert by_sm2.spreads.ease.median == 2.5
    assert by_sm2.spreads.stability_days.bins == by_sm2.spreads.difficulty.bins == ()
    assert by_fsrs.scheduler == "fsrs"
    assert by_fsrs.spreads.ease.bins == ()
    assert by_fsrs.spreads.stability_days.median is not None
    assert by_fsrs.spreads.difficulty.median is not None


def test_the_hardest_cards_are_those_with_the_most_lapses_then_the_least_retention(tmp_path: Path) -> None:
    events = [*lapsing("one", 1, recalled=3), *lapsing("two", 2), *lapsing("three", 1), *timed("gone", 1, 1)]
    assert [(card.note, card.lapses, card.recalls) for card in counted(tmp_path, events).hardest] == [
        ("two", 2, Recalls(2, 4)),
        ("three", 1, Recalls(1, 2)),
        ("one", 1, Recalls(4, 5)),
    ]


def test_a_hard_card_has_the_present_id_of_its_note(tmp_path: Path) -> None:
    renamed = {key("one"): CardPlace("First", "deck.md", 1, "renamed", (), None)}
    events = [*lapsing("one", 1), Suspend(new_event_id(), moment(days=9), key("one"))]
    (card,) = counted(tmp_path, events, scope(renamed)).hardest
    assert card == HardCard("renamed", "forward", "First", 1, Recalls(1, 2), suspended=True)


def test_a_hard_card_that_left_the_collection_has_its_id_and_no_deck(tmp_path: Path) -> None:
    (card,) = counted(tmp_path, lapsing("gone", 1)).hardest
    assert (card.note, card.deck) == ("gone", None)


def test_a_card_that_begins_anew_is_no_longer_hard(tmp_path: Path) -> None:
    events = [*lapsing("one", 1), Forget(new_event_id(), moment(days=9), key("one"))]
    assert counted(tmp_path, events).hardest == ()
