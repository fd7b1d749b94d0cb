"""How long answers take."""

from collections.abc import Iterable
from itertools import groupby

from srs.stats.figures import AnswerTime, AnswerTimes, SlowCard
from srs.stats.tables import Counted
from srs.stats.tallies import CardTimeTally, TimeTally


def answer_times(
    tallies: Iterable[TimeTally], slowest: Iterable[CardTimeTally], counted: Counted
) -> AnswerTimes:
    """The figures of answer times; `tallies` come by deck."""
    all_of_them = tuple(tallies)
    by_number = {number: tuple(group) for number, group in groupby(all_of_them, key=lambda tally: tally.deck)}
    named = [*enumerate(counted.decks), (None, None)]
    return AnswerTimes(
        all=_answer_time(None, all_of_them) if all_of_them else None,
        by_deck=tuple(_answer_time(deck, by_number[number]) for number, deck in named if number in by_number),
        slowest=tuple(_slow_card(tally, counted) for tally in slowest),
    )


def _slow_card(tally: CardTimeTally, counted: Counted) -> SlowCard:
    return SlowCard(
        note=counted.note(tally.number),
        card=counted.key(tally.number).card,
        deck=counted.deck(tally.number),
        reviews=len(tally.tenths),
        total_s=round(tally.duration_ms / 1000, 3),
        median_s=tally.tenths[(len(tally.tenths) - 1) // 2] / 10,
    )


def _answer_time(deck: str | None, tallies: Iterable[TimeTally]) -> AnswerTime:
    ordered = sorted(tallies, key=lambda tally: tally.tenths)
    reviews = sum(tally.reviews for tally in ordered)
    duration_ms = sum(tally.duration_ms for tally in ordered)
    return AnswerTime(
        deck=deck,
        reviews=reviews,
        median_s=_lower_median(ordered, reviews) / 10,
        mean_s=round(duration_ms / reviews / 1000, 3),
    )


def _lower_median(ordered: Iterable[TimeTally], reviews: int) -> int:
    """Of two answers in the middle it is the quicker one."""
    before = 0
    for tally in ordered:
        before += tally.reviews
        if 2 * before >= reviews:
            return tally.tenths
    raise ValueError("there is no answer")
