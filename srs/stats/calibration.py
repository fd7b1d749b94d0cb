"""Whether what a scheduler predicted came true."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import log, sqrt
from typing import NamedTuple

from srs.card_state import NEW, after
from srs.events import Event, Review, Undo, replay_order
from srs.scheduling import Scheduling
from srs.stats.figures import Calibration, CalibrationBin, Recalls

BINS = 20
"""Each is 5 % wide."""
_Z = 1.959964
"""The normal distribution has 95% of its weight within as many standard deviations."""
_LEAST_CHANCE = 1e-6
"""Bounds the surprise at what was predicted with certainty."""


class Prediction(NamedTuple):
    """The probability of recall just before a true recall, with what became of it."""

    day: date
    probability: float
    passed: bool


@dataclass(slots=True)
class _Tally:
    predicted: float = 0.0
    recalls: int = 0
    passed: int = 0

    def add(self, prediction: Prediction) -> None:
        self.predicted += prediction.probability
        self.recalls += 1
        self.passed += prediction.passed


def predictions(events: Iterable[Event], scheduling: Scheduling) -> Iterator[Prediction]:
    """What was predicted of a card before each of its true recalls; `events` are all of its events."""
    ordered = sorted(events, key=replay_order)
    undone = {event.target for event in ordered if isinstance(event, Undo)}
    state = NEW
    for event in ordered:
        if event.id in undone:
            continue
        if isinstance(event, Review) and not event.practice and state.memory and state.last_day:
            day = event.moment.day
            elapsed_days = (day - state.last_day).days
            if elapsed_days > 0:
                probability = scheduling.scheduler.recall_probability(state.memory, elapsed_days)
                yield Prediction(day, probability, event.grade.passes)
        state = after(state, event, scheduling)


def calibration(model: str, made: Iterable[Prediction]) -> Calibration:
    """What predictions were worth."""
    bins = [_Tally() for _ in range(BINS)]
    surprise = 0.0
    for prediction in made:
        bins[min(int(prediction.probability * BINS), BINS - 1)].add(prediction)
        chance = prediction.probability if prediction.passed else 1 - prediction.probability
        surprise -= log(max(chance, _LEAST_CHANCE))
    total = sum(one.recalls for one in bins)
    squares = sum((one.predicted - one.passed) ** 2 / one.recalls for one in bins if one.recalls)
    return Calibration(
        model=model,
        recalls=Recalls(sum(one.passed for one in bins), total),
        predicted=sum(one.predicted for one in bins) / total if total else None,
        log_loss=surprise / total if total else None,
        rmse=sqrt(squares / total) if total else None,
        bins=tuple(_bin(number, tally) for number, tally in enumerate(bins) if tally.recalls),
    )


def confidence(recalls: Recalls) -> tuple[float, float]:
    """Wilson's 95% interval of the rate behind some recalls, of which there is at least one."""
    count = recalls.total
    rate = recalls.passed / count
    middle = rate + _Z**2 / (2 * count)
    margin = _Z * sqrt(rate * (1 - rate) / count + (_Z / (2 * count)) ** 2)
    scale = 1 + _Z**2 / count
    return max(0.0, (middle - margin) / scale), min(1.0, (middle + margin) / scale)


def _bin(number: int, tally: _Tally) -> CalibrationBin:
    recalls = Recalls(tally.passed, tally.recalls)
    low, high = confidence(recalls)
    least, most = number / BINS, (number + 1) / BINS
    return CalibrationBin(
        low=least,
        high=most,
        predicted=min(max(least, round(tally.predicted / tally.recalls, 12)), most),  # sums of floats drift
        recalls=recalls,
        observed_low=low,
        observed_high=high,
    )
