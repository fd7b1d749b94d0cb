"""What is remembered after a month with a backlog, by the order in which due cards are asked.

A learner who was away has 1,000 cards due, and reviews so many a day for 30 days; what is left waits. The
cards are scheduled by SM-2 and the order is taken from `srs.orders`, both as they ship. Whether a card is
recalled is decided by a model of memory that neither of them knows: FSRS-6 with its default weights, which
were fitted to reviews of Anki's users (Ye, Su and Cao, "A Stochastic Shortest Path Algorithm for Optimizing
Spaced Repetition Scheduling", KDD 2022; github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm).
Each card is forgotten at a pace of its own, log-normal around that of the model.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import fmean, stdev

from srs.card_state import NEW, CardState, after_review
from srs.days import Moment, moment_of
from srs.events import CardKey
from srs.fsrs_scheduler import DEFAULT_PARAMETERS, Fsrs
from srs.memory import FsrsMemory
from srs.orders import ORDERS, DueCard
from srs.sm2 import Grade

BACKLOG = 1000
DAYS = 30
REVIEWS_PER_DAY = (20, 35, 50)
PACES = (1.0, 3.0)
"""How fast the learner forgets, as multiples of the model's pace: 3 is a hard subject, or a tired learner."""
SEEDS = range(12)
AWAY_DAYS = 45
STUDIED_DAYS = 240
PACE_SIGMA = 0.6
"""Of the log-normal distribution of the cards' paces."""
FIRST_GRADES = {Grade.AGAIN: 24, Grade.HARD: 10, Grade.GOOD: 49, Grade.EASY: 17}
RECALLED_GRADES = {Grade.HARD: 20, Grade.GOOD: 65, Grade.EASY: 15}
"""In percent; assumed, and the same for every order."""

_RETURN = date(2026, 1, 1)
_DECAY = -DEFAULT_PARAMETERS[20]
_FACTOR = 0.9 ** (1 / _DECAY) - 1
_TRUTH = Fsrs()


@dataclass(frozen=True, slots=True)
class Card:
    """A card as srs sees it, with the memory that srs does not see."""

    key: CardKey
    place: int
    pace: float
    """How fast it is forgotten: days count so many times."""
    state: CardState = NEW
    truth: FsrsMemory | None = None
    seen: date = _RETURN

    def recall(self, day: date) -> float:
        """The probability that it is recalled on a day."""
        assert self.truth is not None
        days = (day - self.seen).days * self.pace
        return float((1 + _FACTOR * days / self.truth.stability) ** _DECAY)

    def reviewed(self, day: date, random: Random) -> "Card":
        """The card after a review."""
        if self.truth is None:
            grade, days = _drawn(FIRST_GRADES, random), 0
        else:
            recalled = random.random() < self.recall(day)
            grade = _drawn(RECALLED_GRADES, random) if recalled else Grade.AGAIN
            days = max(1, round((day - self.seen).days * self.pace))
        return replace(
            self,
            state=after_review(self.state, grade, _noon(day)),
            truth=_TRUTH.after(self.truth, grade, days),
            seen=day,
        )


Rank = Callable[[Card, date], float]
"""The card with the greatest is asked first."""


def _of_srs(name: str) -> Rank:
    def rank(card: Card, day: date) -> float:
        assert card.state.due_day is not None
        return ORDERS[name](DueCard(card.key, card.state, (day - card.state.due_day).days, day, card.place))

    return rank


RANKS: Mapping[str, Rank] = {
    **{name: _of_srs(name) for name in ORDERS},
    "least overdue, relative to the interval": lambda card, day: -_of_srs("relative-overdueness")(card, day),
    "(knows the memory: likeliest recalled first)": lambda card, day: card.recall(day),
    "(knows the memory: likeliest forgotten first)": lambda card, day: -card.recall(day),
}


def backlog(pace: float, random: Random) -> list[Card]:
    """The cards that are due after the learner was away, until which each was reviewed on its day."""
    cards: list[Card] = []
    left = _RETURN - timedelta(days=AWAY_DAYS)
    while len(cards) < BACKLOG:
        place = len(cards)
        key = CardKey("benchmark", f"note-{place}", "forward")
        card = Card(key, place, pace * random.lognormvariate(0, PACE_SIGMA))
        day = left - timedelta(days=random.randrange(STUDIED_DAYS))
        while day < left:
            card = card.reviewed(day, random)
            assert card.state.due_day is not None
            day = card.state.due_day
        if card.truth is not None and day <= _RETURN:
            cards.append(card)
    random.shuffle(cards)
    return [replace(card, place=place) for place, card in enumerate(cards)]


def retention(cards: Sequence[Card], rank: Rank, reviews_per_day: int, random: Random) -> float:
    """The share of the cards that would be recalled after `DAYS` days of reviews in some order."""
    now = list(cards)
    for days in range(DAYS):
        day = _RETURN + timedelta(days=days)
        due = [card for card in now if card.state.due_day is not None and card.state.due_day <= day]
        due.sort(key=lambda card: (-rank(card, day), card.place))
        for card in due[:reviews_per_day]:
            now[card.place] = card.reviewed(day, random)
    end = _RETURN + timedelta(days=DAYS)
    return fmean(card.recall(end) for card in now)


def main() -> None:
    columns = [(pace, number) for pace in PACES for number in REVIEWS_PER_DAY]
    found: dict[str, dict[tuple[float, int], list[float]]] = {name: {} for name in RANKS}
    for pace in PACES:
        for seed in SEEDS:
            cards = backlog(pace, Random(seed))
            for number in REVIEWS_PER_DAY:
                for name, rank in RANKS.items():
                    share = retention(cards, rank, number, Random(seed))
                    found[name].setdefault((pace, number), []).append(100 * share)
    means = {name: fmean(map(fmean, shares.values())) for name, shares in found.items()}
    heads = " | ".join(f"pace {pace:g}, {number} a day" for pace, number in columns)
    print(f"| order | mean | {heads} |")
    print("|---" * (2 + len(columns)) + "|")
    for name in sorted(found, key=lambda name: -means[name]):
        shares = (found[name][column] for column in columns)
        cells = " | ".join(f"{fmean(share):.1f} ± {stdev(share):.1f}" for share in shares)
        print(f"| {name} | {means[name]:.2f} | {cells} |")


def _drawn(shares: Mapping[Grade, int], random: Random) -> Grade:
    return random.choices(tuple(shares), tuple(shares.values()))[0]


def _noon(day: date) -> Moment:
    return moment_of(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


if __name__ == "__main__":
    main()
