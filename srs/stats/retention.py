"""True retention: how much was still known when it was asked again."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from srs.stats.figures import AgeRetention, DeckRetention, MonthRetention, Recalls, Retention
from srs.stats.tables import Counted
from srs.stats.tallies import AgeTally, CardTally, DayTally

MATURE_DAYS = 21
"""From this interval on a card is mature, as in Anki."""
AGES_FROM_DAYS = (1, 7, MATURE_DAYS, 90, 365)
"""Where the groups of intervals begin."""


def retention(
    days: Iterable[DayTally], ages: Iterable[AgeTally], cards: Iterable[CardTally], counted: Counted
) -> Retention:
    """The figures of true retention."""
    ages = tuple(ages)
    return Retention(
        all=_sum(ages),
        young=_sum(age for age in ages if age.elapsed_days < MATURE_DAYS),
        mature=_sum(age for age in ages if age.elapsed_days >= MATURE_DAYS),
        by_month=_by_month(days),
        by_age=_by_age(ages),
        by_deck=_by_deck(cards, counted),
    )


def _by_month(days: Iterable[DayTally]) -> tuple[MonthRetention, ...]:
    recalls: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for day in days:
        month = date.fromordinal(day.day).isoformat()[:7]
        recalls[month] += day.recalls
        passed[month] += day.passed
    return tuple(
        MonthRetention(month, Recalls(passed[month], recalls[month]))
        for month in sorted(recalls)
        if recalls[month]
    )


def _by_age(ages: Sequence[AgeTally]) -> tuple[AgeRetention, ...]:
    groups: list[list[AgeTally]] = [[] for _ in AGES_FROM_DAYS]
    for age in ages:
        groups[bisect_right(AGES_FROM_DAYS, age.elapsed_days) - 1].append(age)
    ends = (*(start - 1 for start in AGES_FROM_DAYS[1:]), None)
    return tuple(
        AgeRetention(start, end, _sum(group))
        for start, end, group in zip(AGES_FROM_DAYS, ends, groups, strict=True)
        if group
    )


def _by_deck(cards: Iterable[CardTally], counted: Counted) -> tuple[DeckRetention, ...]:
    recalls: Counter[str | None] = Counter()
    passed: Counter[str | None] = Counter()
    for card in cards:
        deck = counted.deck(card.number)
        recalls[deck] += card.recalls
        passed[deck] += card.passed
    return tuple(
        DeckRetention(deck, Recalls(passed[deck], recalls[deck]))
        for deck in (*counted.decks, None)
        if recalls[deck]
    )


def _sum(tallies: Iterable[AgeTally]) -> Recalls:
    tallies = tuple(tallies)
    return Recalls(sum(one.passed for one in tallies), sum(one.recalls for one in tallies))
