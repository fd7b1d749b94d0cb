"""Whether what was predicted came true."""

from datetime import date
from math import log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srs.fsrs_scheduler import Fsrs
from srs.memory import FsrsMemory
from srs.scheduling import Scheduling
from srs.sm2 import Grade, Memory
from srs.sm2_scheduler import Sm2
from srs.stats.calibration import Prediction, calibration, confidence, predictions
from srs.stats.figures import Recalls
from tests.srs.samples import MONDAY, moment, review
from tests.srs.stats.counting import counted_in_full, scope

DAY = date(2026, 3, 2)


def of(*made: tuple[float, bool]) -> list[Prediction]:
    return [Prediction(DAY, probability, passed) for probability, passed in made]


@given(st.integers(1, 2000), st.integers(1, 4000))
def test_sm2_is_taken_to_predict_ninety_per_cent_when_a_card_is_due(interval: int, elapsed: int) -> None:
    memory, sm2 = Memory(interval_days=interval), Sm2()
    assert sm2.recall_probability(memory, interval) == pytest.approx(0.9)
    assert sm2.recall_probability(memory, 2 * interval) == pytest.approx(0.81)
    assert sm2.recall_probability(memory, elapsed + 1) < sm2.recall_probability(memory, elapsed)


@given(st.floats(0.01, 10_000))
def test_fsrs_predicts_ninety_per_cent_after_as_many_days_as_the_stability(stability: float) -> None:
    memory = FsrsMemory(1, 1, max(1.0, round(stability)), 5.0)
    days = round(memory.stability)
    assert Fsrs().recall_probability(memory, days) == pytest.approx(0.9)
    assert Fsrs().recall_probability(memory, 2 * days) < 0.9


def test_a_prediction_comes_before_each_true_recall() -> None:
    events = [
        review("one", Grade.GOOD, moment()),
        review("one", Grade.AGAIN, moment(days=1)),
        review("one", Grade.GOOD, moment(days=1, minutes=5)),
        review("one", Grade.GOOD, moment(days=3)),
    ]
    made = list(predictions(reversed(events), Scheduling()))
    assert [one.probability for one in made] == pytest.approx([0.9, 0.81])
    assert [one.passed for one in made] == [False, True]


def test_predictions_are_gathered_in_bins_of_five_per_cent() -> None:
    found = calibration("a model", of((0.91, True), (0.93, False), (0.52, True), (1.0, True)))
    assert [(one.low, one.high, one.recalls) for one in found.bins] == [
        (0.5, 0.55, Recalls(1, 1)),
        (0.9, 0.95, Recalls(1, 2)),
        (0.95, 1.0, Recalls(1, 1)),
    ]
    assert found.bins[1].predicted == pytest.approx(0.92)
    assert found.recalls == Recalls(3, 4)
    assert found.predicted == pytest.approx((0.91 + 0.93 + 0.52 + 1.0) / 4)
    surprise = -(log(0.91) + log(0.07) + log(0.52)) / 4
    assert found.log_loss == pytest.approx(surprise)


@pytest.mark.parametrize("count", [3, 7, 240])
def test_the_mean_of_equal_predictions_lies_in_their_bin(count: int) -> None:
    (one,) = calibration("m", of(*[(0.9, True)] * count)).bins
    assert (one.low, one.predicted) == (0.9, 0.9)


def test_a_certainty_that_fails_is_a_finite_surprise() -> None:
    found = calibration("a model", of((1.0, False), (0.0, True)))
    assert found.log_loss == pytest.approx(-log(1e-6))
    assert found.rmse == pytest.approx(1.0)


def test_without_recalls_there_is_nothing_to_say() -> None:
    found = calibration("a model", [])
    assert (found.predicted, found.log_loss, found.rmse, found.bins) == (None, None, None, ())


@given(st.integers(1, 5000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_confidence_interval_holds_the_rate(passed_of: tuple[int, int]) -> None:
    recalls = Recalls(*passed_of)
    low, high = confidence(recalls)
    assert recalls.rate is not None
    assert 0 <= low <= recalls.rate + 1e-9
    assert recalls.rate - 1e-9 <= high <= 1


def test_the_confidence_interval_is_that_of_wilson() -> None:
    assert confidence(Recalls(81, 263)) == pytest.approx((0.2553, 0.3662), abs=1e-4)  # Newcombe 1998, table I


def test_only_the_days_that_are_asked_for_count(tmp_path: Path) -> None:
    reviews = [review("one", Grade.GOOD, moment(days=days)) for days in (-9, -8, 0)]
    found = counted_in_full(tmp_path, reviews, scope(since=MONDAY)).calibration
    assert found is not None
    assert found.recalls == Recalls(1, 1)
