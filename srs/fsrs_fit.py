"""The other side of `optimising.py`: a process of its own, since the optimiser of fsrs loads PyTorch.

It reads sequences of recalls as JSON, `[[[day, grade], ...], ...]`, with days counted from any day on. It
prints an object with the parameters that predict them best, and how well these and the published ones do.
"""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import log

from fsrs import Card, Optimizer, Rating, ReviewLog, Scheduler

from srs.fsrs_scheduler import DEFAULT_PARAMETERS, rating_of
from srs.sm2 import Grade

_FIRST_DAY = datetime(1, 1, 1, tzinfo=UTC)
_LEAST = 1e-6
"""No prediction counts as surer than this: one certain mistake would outweigh all others."""


def fit(sequences: Sequence[Sequence[tuple[int, int]]], *, shows_progress: bool) -> dict[str, object]:
    """The parameters that predict these recalls best."""
    logs = [
        ReviewLog(card, rating, day, None)
        for card, sequence in enumerate(_in_its_words(sequences))
        for day, rating in sequence
    ]
    found = Optimizer(logs).compute_optimal_parameters(verbose=shows_progress)
    parameters = [round(value, 4) for value in found]
    return {
        "parameters": parameters,
        "log_loss": log_loss(parameters, sequences),
        "published_log_loss": log_loss(DEFAULT_PARAMETERS, sequences),
    }


def log_loss(parameters: Sequence[float], sequences: Sequence[Sequence[tuple[int, int]]]) -> float:
    """How wrong the predictions of recall are on average: 0 is a prophet, 0.69 a coin."""
    scheduler = Scheduler(parameters, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    losses = []
    for sequence in _in_its_words(sequences):
        card = Card(card_id=0, due=_FIRST_DAY)
        for day, rating in sequence:
            if card.last_review and day > card.last_review:
                predicted = scheduler.get_card_retrievability(card, day)
                right = predicted if rating != Rating.Again else 1 - predicted
                losses.append(-log(max(_LEAST, right)))
            card, _ = scheduler.review_card(card, rating, day)
    return sum(losses) / len(losses)


def _in_its_words(
    sequences: Sequence[Sequence[tuple[int, int]]],
) -> list[list[tuple[datetime, Rating]]]:
    return [
        [(_FIRST_DAY + timedelta(days=day), rating_of(Grade(grade))) for day, grade in sequence]
        for sequence in sequences
    ]


if __name__ == "__main__":
    json.dump(fit(json.load(sys.stdin), shows_progress=sys.stderr.isatty()), sys.stdout)
