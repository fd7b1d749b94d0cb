"""A made-up learner, who forgets as people do: the same events every time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from srs.card_state import NEW, CardState, after_review
from srs.days import moment_of
from srs.events import CardKey, EventId, Review
from srs.sm2 import Grade


@dataclass(frozen=True)
class Learner:
    """Somebody who learns a few new cards a day, and takes a day off now and then."""

    new_per_day: int = 8
    most_reviews: int = 10_000
    days_off: float = 0.12
    seed: int = 1

    def reviews(self, cards: Sequence[CardKey], first_day: date, days: int) -> Iterator[Review]:
        """What the learner reviews on these days, in order."""
        random = Random(self.seed)
        ease = {card: random.gauss(1.0, 0.35) for card in cards}
        states = dict.fromkeys(cards, NEW)
        for ahead in range(days):
            day = first_day + timedelta(days=ahead)
            if random.random() < self.days_off or (day.month == 8 and day.day < 12):
                continue
            clock = datetime(day.year, day.month, day.day, 7, 30, tzinfo=UTC)
            new = [card for card in cards if states[card].due_day is None][: self.new_per_day]
            due = [card for card in cards if (when := states[card].due_day) is not None and when <= day]
            waiting = [*due[: self.most_reviews], *new]
            while waiting:
                card = waiting.pop(0)
                grade = _grade(random, states[card], day, ease[card])
                seconds = random.lognormvariate(2.1, 0.6)
                clock += timedelta(seconds=seconds + 1)
                moment = moment_of(clock)
                id_ = EventId(f"{random.getrandbits(128):032x}")
                yield Review(id_, moment, card, grade, round(seconds * 1000))
                states[card] = after_review(states[card], grade, moment)
                if states[card].drill_pending:
                    waiting.append(card)


def _grade(random: Random, state: CardState, day: date, ease: float) -> Grade:
    if state.memory is None or state.last_day is None:
        return random.choices((Grade.AGAIN, Grade.HARD, Grade.GOOD, Grade.EASY), (20, 10, 60, 10))[0]
    late = (day - state.last_day).days / state.memory.interval_days
    recalled = 0.91 ** (late / max(0.3, ease)) if late else 0.85
    if random.random() > recalled:
        return Grade.AGAIN
    return random.choices((Grade.HARD, Grade.GOOD, Grade.EASY), (12, 70, 18))[0]
