"""`srs optimise` fits FSRS to a history."""

import json
import sys
from pathlib import Path
from random import Random

import pytest

from srs.cli.optimise import when_they_count
from srs.config.mistakes import Layer, Origin
from srs.fsrs_scheduler import DEFAULT_PARAMETERS, Fsrs
from srs.history import History
from srs.optimising import LEAST_RECALLS
from srs.sm2 import Grade
from tests.srs.cli.program import run
from tests.srs.reviewing import write_collection
from tests.srs.samples import moment, review

REVIEWS_OF_A_CARD = 9


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return write_collection(tmp_path)


def remember(home: Path, recalls: int) -> None:
    """A history with so many recalls of a learner who forgets faster than most."""
    random = Random(6)
    log = []
    for number in range(-(-recalls // (REVIEWS_OF_A_CARD - 1))):
        day = 0
        for _ in range(min(REVIEWS_OF_A_CARD, recalls + 1)):
            grade = random.choice((Grade.AGAIN, Grade.HARD, Grade.GOOD, Grade.GOOD))
            log.append(review(f"n{number}", grade, moment(days=day)))
            day += random.randrange(1, 25)
    with History(home / "history.db") as history:
        history.record(*log)


def test_too_few_reviews_are_refused_with_their_number(home: Path) -> None:
    remember(home, 5)
    done = run("optimise", home=home, SRS_HISTORY="history.db")
    assert (done.returncode, done.stdout) == (3, "")
    assert "your history holds 5 reviews" in done.stderr
    assert f"takes {LEAST_RECALLS}" in done.stderr


def test_without_the_packages_one_line_says_what_to_install(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("srs.optimising.LEAST_RECALLS", 1)
    monkeypatch.setattr("srs.optimising._PACKAGES", ("fsrs", "no_such_package"))
    remember(home, 5)
    done = run("optimise", home=home, SRS_HISTORY="history.db")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.endswith("`pip install 'fsrs[optimizer]>=6.3,<7'`\n")


def test_the_layer_that_keeps_the_parameters_from_counting_is_named() -> None:
    assert "SRS_SCHEDULER sets another" in when_they_count(Origin(Layer.ENVIRONMENT, "SRS_SCHEDULER"))
    for layer in (Layer.DEFAULT, Layer.USER):
        assert when_they_count(Origin(layer)) == "They count from `srs config scheduler fsrs` on."


def test_the_process_that_fits_ends_silently_when_it_is_interrupted(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "interrupted.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\ninput()\n")
    monkeypatch.setenv("PYTHONPATH", str(home))
    monkeypatch.setattr("srs.optimising.LEAST_RECALLS", 1)
    monkeypatch.setattr("srs.optimising._FITTING", "interrupted")
    remember(home, 5)
    done = run("optimise", home=home, SRS_HISTORY="history.db")
    assert done.stderr == "error: fitting FSRS failed, and nothing was changed: it said nothing\n"


@pytest.mark.slow
def test_a_history_that_is_long_enough_gives_parameters_that_predict_it_better(home: Path) -> None:
    remember(home, LEAST_RECALLS)
    imported = set(sys.modules)
    done = run("optimise", home=home, SRS_HISTORY="history.db")
    assert done.returncode == 0, done.stderr
    assert f"predicting {LEAST_RECALLS} recalls" in done.stdout
    assert "They count from `srs config scheduler fsrs` on." in done.stderr
    assert "torch" not in set(sys.modules) - imported
    setting = json.loads(run("config", "fsrs_parameters", "--json", home=home).stdout)
    found = tuple(setting["value"])
    assert found != DEFAULT_PARAMETERS
    Fsrs(found).check()
