"""Switching the scheduler, and what each command then does."""

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from srs.fsrs_scheduler import DEFAULT_PARAMETERS
from srs.history import History
from srs.sm2 import Grade
from tests.srs.cli.program import run
from tests.srs.reviewing import write_collection
from tests.srs.samples import key, moment, review


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A collection whose three cards were learnt and forgotten long ago."""
    write_collection(tmp_path)
    log = [
        replace(review(note, grade, moment(days=days)), card=key(note, card))
        for note, card in (("sum", "forward"), ("even", "choice"), ("sleep", "explain"))
        for days, grade in ((0, Grade.GOOD), (1, Grade.GOOD), (7, Grade.AGAIN))
    ]
    with History(tmp_path / "history.db") as history:
        history.record(*log)
    return tmp_path


def srs(home: Path, *arguments: str, **variables: str) -> str:
    done = run(*arguments, home=home, SRS_HISTORY=str(home / "history.db"), **variables)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def refused(home: Path, *arguments: str) -> str:
    done = run(*arguments, home=home, SRS_HISTORY=str(home / "history.db"))
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_a_switch_says_how_the_load_changes_before_it_is_made(home: Path) -> None:
    said = srs(home, "config", "scheduler", "fsrs")
    loads = re.search(
        r"^scheduler: sm2 -> fsrs\nReviews in the next 30 days, if each gets Good: (\d+) -> (\d+)\n", said
    )
    assert loads
    assert int(loads[1]) == 12  # each of three cards today, tomorrow, and after six and fifteen days more
    assert 3 <= int(loads[2]) < 12
    assert "`srs config scheduler sm2` goes back" in said


def test_cards_that_left_the_collection_are_no_load(home: Path) -> None:
    with History(home / "history.db") as history:
        history.record(review("gone", Grade.GOOD, moment()))
    assert "Reviews in the next 30 days, if each gets Good: 12 -> " in srs(
        home, "config", "scheduler", "fsrs"
    )


def test_after_a_switch_the_states_are_those_of_fsrs_and_back_those_of_sm2(home: Path) -> None:
    before = json.loads(srs(home, "show", "sum", "--json"))["cards"][0]
    srs(home, "config", "scheduler", "fsrs")
    by_fsrs = json.loads(srs(home, "show", "sum", "--json"))["cards"][0]
    srs(home, "config", "scheduler", "sm2")
    assert "ease" in before
    assert "stability" in by_fsrs
    assert json.loads(srs(home, "show", "sum", "--json"))["cards"][0] == before


def test_an_option_of_the_scheduler_is_previewed_too(home: Path) -> None:
    said = srs(home, "config", "maximum_interval_days", "2")
    assert "Reviews in the next 30 days, if each gets Good: 12 -> 48\n" in said


def test_a_setting_that_schedules_nothing_says_nothing_of_the_load(home: Path) -> None:
    assert "Reviews" not in srs(home, "config", "new_per_day", "20")


def test_without_the_package_a_switch_is_refused_and_nothing_is_written(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fsrs", None)
    assert "pip install 'fsrs>=6.3,<7'" in refused(
        home,
        "config",
        "scheduler",
        "fsrs",
    )
    assert "sm2" in srs(home, "config", "scheduler")


def test_parameters_that_cannot_be_are_refused_and_nothing_is_written(home: Path) -> None:
    srs(home, "config", "scheduler", "fsrs")
    wrong = ", ".join(map(str, (500.0, *DEFAULT_PARAMETERS[1:])))
    done = run("config", "fsrs_parameters", wrong, home=home, SRS_HISTORY=str(home / "history.db"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "`fsrs_parameters[0]` is 500.0, and must be from 0.001 to 100.0" in done.stderr
    assert "none" in srs(home, "config", "fsrs_parameters")


def test_a_broken_collection_keeps_no_setting_from_being_changed(home: Path) -> None:
    (home / "srs.toml").write_text("title =")
    srs(home, "config", "overdue_credit", "true")


def test_a_review_schedules_as_the_settings_say(home: Path) -> None:
    srs(home, "config", "scheduler", "fsrs")
    done = run("review", "--limit", "1", home=home, replies="\n4\n\n", SRS_HISTORY=str(home / "history.db"))
    assert done.returncode == 0, done.stderr
    cards = [json.loads(srs(home, "show", note, "--json"))["cards"][0] for note in ("sum", "even", "sleep")]
    (reviewed,) = (card for card in cards if card["reviews"] == 4)
    assert reviewed["stability"] > 1


def test_without_the_package_a_review_says_so_before_the_first_card(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    srs(home, "config", "scheduler", "fsrs")
    srs(home, "due")
    monkeypatch.setitem(sys.modules, "fsrs", None)
    message = refused(home, "review")
    assert "pip install 'fsrs>=6.3,<7'" in message
    assert message.startswith("error: srs/config.toml:1: `scheduler` is fsrs, which needs the package fsrs")
