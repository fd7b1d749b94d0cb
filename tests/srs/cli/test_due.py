"""`srs due` and the options that choose what it, and a review, asks."""

import json
from pathlib import Path

import pytest

from tests.srs.cli.program import run

NUMBERS = """\
---
deck: Numbers::Small
tags: [numbers, small]
---

# Small

## One? {#one .beginner}

1

## Two? {#two .advanced}

2

## Three? {#turned .reversed}

3
"""
WORDS = """\
---
deck: Words
tags: [words]
---

# Words

## Ja? {#ja}

Yes.

## Nein? {#nein}

No.
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "decks").mkdir()
    (tmp_path / "srs.toml").write_text('title = "Mixed"\nnamespace = "mixed.example"\n')
    (tmp_path / "decks" / "numbers.md").write_text(NUMBERS)
    (tmp_path / "decks" / "words.md").write_text(WORDS)
    return tmp_path


def due(home: Path, *options: str) -> str:
    done = run("due", *options, "--history", "history.db", home=home)
    assert done.returncode == 0, done.stderr
    return done.stdout


def review(home: Path, *options: str, replies: str = "") -> str:
    done = run("review", *options, "--history", "history.db", home=home, replies=replies)
    assert done.returncode == 0, done.stderr
    return done.stdout


def act(home: Path, *words: str) -> None:
    assert run(*words, "--history", "history.db", home=home).returncode == 0


@pytest.mark.parametrize(
    ("options", "number"),
    [
        ((), 6),
        (("--deck", "Numbers"), 4),
        (("--deck", "numbers::small", "--deck", "Words"), 6),
        (("--tag", "words"), 2),
        (("--level", "beginner"), 1),
        (("--id", "turned"), 2),
        (("--id", "turned/reverse", "--id", "ja"), 2),
        (("--id", "tu"), 2),
        (("--deck", "Numbers", "--level", "advanced"), 1),
        (("--limit", "2"), 2),
        (("-o", "new_per_day=3"), 3),
        (("-o", "new_per_day=3", "--deck", "Words"), 2),
        (("-o", "new_per_day=0"), 0),
        (("-o", "bury_siblings=true"), 5),
        (("-o", "new_per_day=0", "--cram"), 6),
        (("--leeches",), 0),
        (("--flagged",), 0),
    ],
    ids=str,
)
def test_options_choose_what_waits(home: Path, options: tuple[str, ...], number: int) -> None:
    assert due(home, "--count", *options) == f"{number}\n"


def test_the_number_and_the_whole_agree(home: Path) -> None:
    review(home, "--limit", "2", replies="\n1\n\n3\nq\n")
    found = json.loads(due(home, "--json"))
    assert due(home, "--count") == f"{found['due'] + found['new'] + found['drills']}\n"
    assert (found["new"], found["drills"]) == (4, 1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--deck", "Number"), "no card has the deck `Number`; did you mean `Numbers`, `Numbers::Small`?"),
        (("--tag", "word"), "no card has the tag `word`; did you mean `words`?"),
        (("--id", "nien"), "no card has the id `nien`; did you mean `nein`?"),
        (("--level", "expert"), "'expert' is not one of 'beginner', 'intermediate', 'advanced'"),
        (("--cram", "--ahead", "3"), "--cram asks for every card: leave out --at-least and --ahead"),
        (("--limit", "0"), "0 is not in the range x>=1"),
    ],
    ids=str,
)
@pytest.mark.parametrize("command", ["due", "review"])
def test_what_does_not_exist_is_a_wrong_call(
    home: Path, command: str, options: tuple[str, ...], message: str
) -> None:
    done = run(command, *options, home=home)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_choice_of_cards_leads_to_a_review_of_the_same(home: Path) -> None:
    assert due(home, "--limit", "1").splitlines()[-1] == "Next: srs review, with the same options"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--count", "--json"), "--count prints just the number: leave out --why and --json"),
        (("--count", "--why"), "--count prints just the number: leave out --why and --json"),
        (("--limit", "2", "--at-least", "4"), "--limit 2 asks fewer cards than --at-least 4"),
    ],
    ids=str,
)
def test_options_that_contradict_each_other_are_a_wrong_call(
    home: Path, options: tuple[str, ...], message: str
) -> None:
    done = run("due", *options, home=home)
    assert done.returncode == 2
    assert message in done.stderr


def test_what_is_left_for_other_days_is_said(home: Path) -> None:
    said = due(home, "-o", "new_per_day=2", "-o", "bury_siblings=true")
    assert said.splitlines() == [
        "Mixed: 2 new.",
        "  Numbers::Small  1 new",
        "  Words           1 new",
        "Left for other days: 3 new beyond today's limit and 1 sibling of cards that are asked today.",
        "Next: srs review",
    ]


def test_where_nothing_is_left_it_is_said_what_waits(home: Path) -> None:
    assert due(home, "-o", "new_per_day=0").startswith("Mixed: nothing is due. The next card is due tomorrow")
    act(home, "suspend", "--all")
    assert due(home) == "Mixed: nothing is due, and no card waits for a day to come.\n"


def test_each_card_is_listed_in_its_order_with_the_reason_why(home: Path) -> None:
    review(home, "--id", "ja", "--limit", "1", replies="\n1\nq\n")
    assert due(home, "--why", "-o", "new_per_day=4").splitlines() == [
        "1  one/forward     Numbers::Small  new, 1 of 3, for beginners",
        "2  turned/forward  Numbers::Small  new, 2 of 3",
        "3  nein/forward    Words           new, 3 of 3",
        "4  ja/forward      Words           graded below Good today: again until it gets Good",
        "Left for other days: 2 new beyond today's limit.",
    ]


def test_cards_that_leave_their_place_for_a_sibling_are_listed_with_that(home: Path) -> None:
    said = due(home, "--why", "--id", "turned", "--id", "two")
    assert [line.split("  ")[-1] for line in said.splitlines()] == [
        "new, 1 of 3",
        "new, 3 of 3, advanced",
        "new, 2 of 3; later than its turn, apart from its sibling",
    ]


def test_the_reasons_as_json(home: Path) -> None:
    act(home, "reschedule", "ja", "--in", "0")
    review(home, "--id", "ja", replies="\n3\n")
    found = json.loads(due(home, "--why", "--json", "--at-least", "7"))
    assert [card["kind"] for card in found["cards"]] == ["new"] * 5
    first = found["cards"][0]
    assert (first["id"], first["card"], first["path"], first["line"]) == (
        "one",
        "forward",
        "decks/numbers.md",
        8,
    )
    assert found["left"] == {"due": 0, "new": 0, "siblings": 0}


def test_flagged_cards_are_listed_with_the_reason_and_the_place(home: Path) -> None:
    act(home, "flag", "two", "--why", "not true for sets")
    act(home, "flag", "nein")
    assert due(home, "--flagged").splitlines() == [
        "two/forward   decks/numbers.md:12  not true for sets",
        "nein/forward  decks/words.md:12    flagged",
    ]
    (card,) = json.loads(due(home, "--flagged", "--deck", "Words", "--json"))["cards"]
    assert (card["id"], card["flag"], card["line"], card["leech"]) == ("nein", "", 12, False)
    assert due(home, "--flagged", "--count") == "2\n"
    assert "Two?" in review(home, "--flagged", "--deck", "Numbers", replies="q\n")


def test_leeches_are_listed_with_how_often_they_were_forgotten(home: Path) -> None:
    assert due(home, "--leeches") == ""


def test_a_review_asks_for_the_cards_that_are_chosen(home: Path) -> None:
    said = review(home, "--tag", "words", replies="\n3\n\n3\n")
    assert [question for question in ("One?", "Two?", "Three?", "Ja?", "Nein?") if question in said] == [
        "Ja?",
        "Nein?",
    ]


def test_a_review_of_cards_that_do_not_wait_says_so(home: Path) -> None:
    review(home, "--id", "ja", replies="\n3\n")
    assert "No card of those that you chose waits today; 5 other cards wait." in review(home, "--id", "ja")
    act(home, "suspend", "--all")
    assert review(home) == "Nothing is due, and no card waits for a day to come.\n"


def test_looking_ahead_asks_what_is_due_soon(home: Path) -> None:
    review(home, "--id", "ja", replies="\n3\n")
    act(home, "reschedule", "ja", "--in", "3")
    assert json.loads(due(home, "--json", "--tag", "words", "--ahead", "3"))["early"] == 0, "reviewed today"


def test_all_grades_of_sm2_can_be_typed(home: Path) -> None:
    said = review(home, "--id", "one", "-o", "grading=sm2", replies="\n2\n\n0\n\n5\n")
    assert (
        "0 Blackout (today, 1 day)  1 Again (today, 1 day)  2 Familiar (today, 1 day)  3 Hard (today, 1 day)"
        in said
    )
    assert "Saved: Familiar." in said
    assert "Saved: Easy." in said


@pytest.mark.parametrize(
    ("option", "typed", "completed"),
    [
        ("--deck", "num", ["Numbers", "Numbers::Small"]),
        ("--tag", "w", ["words"]),
        ("--id", "t", ["two", "turned"]),
        ("--level", "b", ["beginner"]),
    ],
)
def test_the_shell_completes_what_can_be_chosen(
    home: Path, monkeypatch: pytest.MonkeyPatch, option: str, typed: str, completed: list[str]
) -> None:
    from tests.srs.cli.test_completion import items

    monkeypatch.chdir(home)
    assert [item.value for item in items(("review", option), typed)] == completed
