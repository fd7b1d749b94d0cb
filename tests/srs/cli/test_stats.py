"""What `srs stats` prints."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from srs.days import Moment
from srs.events import CardKey, Event, Forget, Suspend, new_event_id
from srs.history import History
from srs.sm2 import Grade
from tests.srs.cli.program import files_below, run
from tests.srs.samples import MONDAY, moment, review
from tests.srs.stats.learner import Learner

NAMESPACE = "golden.example"
GOLDEN = Path(__file__).parent.parent.parent / "golden"
TODAY = date(2026, 3, 2)
ESCAPE = "\x1b"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("srs.cli.stats.local_now", lambda *_: Moment(0, TODAY, 0))


def card(note: str) -> CardKey:
    return CardKey(NAMESPACE, note, "forward")


def write_collection(folder: Path) -> Path:
    (folder / "decks").mkdir(parents=True)
    (folder / "srs.toml").write_text(f'title = "Golden"\nnamespace = "{NAMESPACE}"\n')
    decks = {"PyTorch::Autograd": "autograd", "Transfer learning::Freezing layers": "freezing"}
    for deck, name in decks.items():
        notes = "".join(
            f"## What is {name} {number}? {{#{name}-{number}}}\n\nIt.\n\n" for number in range(20)
        )
        text = f"---\ndeck: {deck}\ntags: [{name}]\n---\n\n# {name}\n\n{notes}"
        (folder / "decks" / f"{name}.md").write_text(text)
    return folder


def record(home: Path, events: Sequence[Event]) -> None:
    with History(home / "srs" / "history.db") as history:
        history.record(*events)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A collection that was reviewed for half a year, one of whose cards is gone."""
    home = write_collection(tmp_path)
    learnt = [card(f"{name}-{number}") for number in range(18) for name in ("autograd", "freezing")]
    reviews = [*Learner(new_per_day=2).reviews([*learnt, card("gone")], TODAY - timedelta(days=180), 180)]
    record(home, [*reviews, Suspend(new_event_id(), reviews[-1].moment, card("autograd-3"))])
    return home


def stats(home: Path, *options: str, **variables: str) -> CompletedProcess[str]:
    done = run("stats", *options, home=home, **variables)
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.parametrize(
    ("name", "options", "columns"),
    [("stats", (), "80"), ("stats-wide", ("--calibration",), "140"), ("stats-plain", ("--plain",), "80")],
)
def test_the_whole_output(name: str, options: tuple[str, ...], columns: str, home: Path) -> None:
    printed = stats(home, *options, COLUMNS=columns).stdout
    trimmed = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
    assert trimmed == (GOLDEN / f"{name}.txt").read_text()


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 116, 140, 300])
def test_no_line_is_wider_than_the_terminal(columns: int, home: Path) -> None:
    lines = stats(home, COLUMNS=str(columns)).stdout.splitlines()
    assert max(map(len, lines)) <= columns


def test_output_in_a_pipe_has_no_colours(home: Path) -> None:
    assert ESCAPE not in stats(home).stdout


@pytest.mark.parametrize("options", [("--plain",), ()])
def test_a_reader_of_words_gets_no_bars(options: tuple[str, ...], home: Path) -> None:
    printed = stats(home, *options, TERM="dumb").stdout
    assert re.search("[^\x00-\x7f]", printed) is None
    assert "2026-02: " in printed


def test_the_page_is_written_and_named(home: Path) -> None:
    assert stats(home, "--html", "stats.html").stdout == "stats.html\n"
    assert (home / "stats.html").read_text().startswith("<!DOCTYPE html>")


def test_the_page_needs_an_extra(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("srs.stats.page.find_spec", lambda _: None)
    done = run("stats", "--html", "stats.html", home=home)
    assert done.returncode == 3
    assert done.stderr == (
        "error: the page needs the package matplotlib: `pip install 'matplotlib>=3.8'` installs it\n"
    )
    assert not (home / "stats.html").exists()


def test_nothing_is_replayed_unless_it_is_asked_for(home: Path) -> None:
    quick, full = (json.loads(stats(home, "--json", *more).stdout) for more in ((), ("--calibration",)))
    assert quick["calibration"] is None
    assert quick["forecast"][0]["simulated"] is None
    assert full["calibration"]["recalls"] == full["retention"]["all"] == quick["retention"]["all"]
    assert full["forecast"][0]["simulated"] >= full["forecast"][0]["due"]


def test_cards_are_chosen_by_deck_and_by_tag(home: Path) -> None:
    by_deck, by_tag = (
        json.loads(stats(home, "--json", *chosen).stdout)
        for chosen in (("--deck", "pytorch"), ("--tag", "autograd"))
    )
    assert by_deck == by_tag
    assert by_deck["is_filtered"]
    assert by_deck["cards"]["total"] == 20
    assert [one["deck"] for one in by_deck["retention"]["by_deck"]] == ["PyTorch::Autograd"]


def test_days_and_since_say_where_to_begin(home: Path) -> None:
    days, since = (
        json.loads(stats(home, "--json", *options).stdout)
        for options in (("--days", "30"), ("--since", "2026-02-01"))
    )
    assert days == since
    assert days["since"] == "2026-02-01"
    assert days["days"][0]["day"] >= "2026-02-01"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--days", "3", "--since", "2026-02-01"), "choose one"),
        (("--json", "--html", "x.html"), "choose one"),
        (("--days", "0"), "0"),
        (("--days", "abc"), "`abc` is no number of days: write 30"),
        (("--days", "99999999999"), "36500 days is the most"),
        (("--since", "yesterday"), "`yesterday` is no day of the calendar: write one as 2026-03-31"),
        (("--since", "2026-03-03"), "--since 2026-03-03 lies ahead: today is 2026-03-02"),
        (("--html", "-"), "such as --html stats.html"),
        (("--html", ""), "such as --html stats.html"),
        (("--deck", "Nowhere"), "no card has the deck `Nowhere`"),
    ],
    ids=str,
)
def test_a_wrong_call_is_told(options: tuple[str, ...], message: str, home: Path) -> None:
    done = run("stats", *options, home=home)
    assert done.returncode == 2
    assert message in done.stderr


def grades(note: str, *given: Grade) -> list[Event]:
    reviews = [review(note, grade, moment(days=-9 + days)) for days, grade in enumerate(given)]
    return [type(one)(one.id, one.moment, card(note), one.grade, one.duration_ms) for one in reviews]


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ([], ["Reviews: none yet: `srs review` begins", "Cards: 40: 40 new"]),
        (grades("autograd-1", Grade.GOOD), ["Reviews: 1 on 1 day", "no card was asked on a second day yet"]),
        (grades("autograd-1", *[Grade.AGAIN] * 3), ["True retention: 0.0% of 2 recalls"]),
        (
            grades("autograd-1", Grade.GOOD, Grade.GOOD),
            ["True retention: 100.0% of 1 recall;", "in 2 seconds"],
        ),
        (
            [Suspend(new_event_id(), moment(days=-3), card("autograd-1"))],
            ["Cards: 40: 39 new, 1 suspended", "Reviews: none yet"],
        ),
        (
            grades("gone", Grade.GOOD, Grade.AGAIN),
            ["1 retired", "gone: 1 lapse, recalled 0.0% of 1; retired: it is no longer in the collection"],
        ),
        (
            [*grades("autograd-1", Grade.GOOD), Forget(new_event_id(), moment(), card("autograd-1"))],
            ["Cards: 40: 40 new", "Reviews: 1 on 1 day"],
        ),
    ],
    ids=[
        "nothing",
        "one review",
        "all failed",
        "one recall",
        "only a suspended card",
        "only a retired card",
        "forgotten",
    ],
)
def test_whatever_was_reviewed_it_has_something_sensible_to_say(
    events: Sequence[Event], told: Sequence[str], tmp_path: Path
) -> None:
    home = write_collection(tmp_path)
    record(home, events)
    words = stats(home, "--plain").stdout
    for one in told:
        assert one in words
    assert stats(home).stdout.startswith(f"Golden: statistics, {MONDAY}\n")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--flagged",), "Reviews: none: no card is chosen"),
        (("--id", "autograd-19"), "Reviews: none of the chosen cards"),
        (("--since", "2026-03-02"), "Reviews: none since 2026-03-02"),
    ],
    ids=str,
)
def test_where_others_were_reviewed_nobody_is_told_to_begin(
    options: tuple[str, ...], told: str, home: Path
) -> None:
    words = stats(home, "--plain", *options).stdout
    assert f"{told}\n" in words


def test_months_that_are_left_out_are_told(tmp_path: Path) -> None:
    home = write_collection(tmp_path)
    at = [moment(days=-31 * month) for month in range(14)]
    record(home, [replace(review("autograd-1", Grade.GOOD, when), card=card("autograd-1")) for when in at])
    words = stats(home, "--plain").stdout
    assert "every graded recall; the last 12 of 14 months" in words
    assert "2025-01: " not in words


def test_the_calibration_has_its_log_loss_and_its_rmse(home: Path) -> None:
    words = stats(home, "--plain", "--calibration").stdout
    assert re.search(r"^Calibration.*; log loss 0\.\d{3}, RMSE \d+\.\d%\)$", words, re.MULTILINE)


def test_no_line_ends_in_spaces(home: Path) -> None:
    lines = stats(home, "--calibration").stdout.splitlines()
    assert [line for line in lines if line != line.rstrip()] == []


def test_asking_writes_nothing(tmp_path: Path) -> None:
    home = write_collection(tmp_path)
    before = files_below(home)
    stats(home)
    assert files_below(home) == before
