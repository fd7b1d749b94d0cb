"""The commands that do something to cards: what they change, say, refuse, and how it is taken back."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from srs.card_state import CardState
from srs.days import days_later, local_now
from srs.events import CardKey, Review, new_event_id
from srs.history import History
from srs.sm2 import Grade
from tests.srs.cli.program import files_below, run
from tests.srs.reviewing import DECK, write_collection

NAMESPACE = "sample.example"
CLOZE = "\n## {{c1::Dogs}} chase {{c2::cats}}. {#chase .cloze was=hunt}\n"
COMMANDS = {
    "suspend": (),
    "unsuspend": (),
    "bury": (),
    "flag": (),
    "unflag": (),
    "forget": (),
    "reschedule": ("--in", "3"),
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return write_collection(tmp_path, DECK + CLOZE)


def srs(home: Path, *arguments: str) -> str:
    """What a call that succeeds prints."""
    done = run(*arguments, "--history", "history.db", home=home)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def states(home: Path) -> dict[str, CardState]:
    with History(home / "history.db") as history:
        return {f"{key.note}/{key.card}": state for key, state in history.states(NAMESPACE).items()}


def review(home: Path, note: str, card: str = "forward") -> None:
    with History(home / "history.db") as history:
        moment = local_now()
        history.record(Review(new_event_id(), moment, CardKey(NAMESPACE, note, card), Grade.GOOD, 1000))


def today() -> date:
    return local_now().day


def test_suspended_cards_are_not_asked_until_they_are_unsuspended(home: Path) -> None:
    assert srs(home, "suspend", "sum", "even") == "Suspended 2 cards. `srs undo` takes it back.\n"
    assert srs(home, "due", "--count") == "3\n"
    assert srs(home, "unsuspend", "--all") == (
        "Unsuspended 2 cards. `srs undo` takes it back.\n3 cards were not suspended.\n"
    )
    assert srs(home, "due", "--count") == "5\n"


def test_one_card_of_a_note_can_be_named(home: Path) -> None:
    srs(home, "suspend", "chase/c2")
    assert {name for name, state in states(home).items() if state.suspended} == {"hunt/c2"}


@pytest.mark.parametrize("name", ["chase", "hunt", "cha"])
def test_a_note_is_all_of_its_cards(name: str, home: Path) -> None:
    srs(home, "suspend", name)
    assert {name for name, state in states(home).items() if state.suspended} == {"hunt/c1", "hunt/c2"}


def test_buried_cards_come_back_tomorrow_or_later(home: Path) -> None:
    assert srs(home, "bury", "sum") == "Buried 1 card until tomorrow. `srs undo` takes it back.\n"
    until = days_later(today(), 7)
    assert srs(home, "bury", "even", "--days", "7") == (
        f"Buried 1 card for 7 days, until {until}. `srs undo` takes it back.\n"
    )
    found = states(home)
    assert (found["sum/forward"].buried_until, found["even/choice"].buried_until) == (
        days_later(today(), 1),
        until,
    )


def test_a_flag_says_why_until_the_note_is_mended(home: Path) -> None:
    srs(home, "flag", "sum", "--why", "  it is\x1b[2J\nfive ")
    assert states(home)["sum/forward"].flag == "it is\ufffd[2J five"
    srs(home, "flag", "sum")
    assert states(home)["sum/forward"].flag == ""
    assert srs(home, "unflag", "--flagged") == "Unflagged 1 card. `srs undo` takes it back.\n"
    assert states(home) == {}


def test_forgotten_cards_are_new_again(home: Path) -> None:
    review(home, "sum")
    srs(home, "suspend", "sum")
    assert srs(home, "forget", "sum", "even") == (
        "Forgot 1 card. `srs undo` takes it back.\n1 card was new already.\n"
        "1 of them is suspended, and not asked until `srs unsuspend`.\n"
    )
    assert states(home)["sum/forward"].due_day is None


@pytest.mark.parametrize(
    ("options", "days"),
    [
        (("--in", "0"), [0, 0, 0, 0, 0]),
        (("--in", "3"), [3, 3, 3, 3, 3]),
        (("--in", "1-2"), [1, 2, 1, 2, 1]),
        (("--to", "9999-12-31"), None),
    ],
)
def test_rescheduled_cards_are_due_then(options: tuple[str, ...], days: list[int] | None, home: Path) -> None:
    assert srs(home, "reschedule", "--all", *options).startswith("Rescheduled 5 cards to ")
    names = ("sum/forward", "even/choice", "sleep/explain", "hunt/c1", "hunt/c2")
    due = [states(home)[name].due_day for name in names]
    assert due == ([date.max] * 5 if days is None else [today() + timedelta(days=day) for day in days])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_dry_run_lists_the_cards_and_changes_nothing(command: str, home: Path) -> None:
    review(home, "sum")
    srs(home, "suspend", "sum")
    srs(home, "flag", "sum")
    before = states(home)
    done = run(command, "sum", *COMMANDS[command], "--dry-run", "--history", "history.db", home=home)
    if command in ("suspend", "flag"):
        assert done.stdout == ""
        assert done.stderr.startswith("1 card was ")
    else:
        assert done.stdout.startswith("sum  decks/three.md:7")
        assert done.stderr.startswith(f"Would {command} 1 card")
    assert states(home) == before


def test_a_dry_run_writes_no_history(home: Path) -> None:
    before = files_below(home)
    assert srs(home, "reschedule", "--all", "--in", "1", "--dry-run")
    assert files_below(home) == before


def test_a_dry_run_tells_cards_of_a_note_apart_and_what_becomes_of_them(home: Path) -> None:
    listed = srs(home, "reschedule", "--all", "--in", "1-2", "--dry-run").splitlines()
    first, second = (days_later(today(), days) for days in (1, 2))
    assert listed == [
        f"sum       decks/three.md:7   due {first}",
        f"even      decks/three.md:19  due {second}",
        f"sleep     decks/three.md:29  due {first}",
        f"chase/c1  decks/three.md:38  due {second}",
        f"chase/c2  decks/three.md:38  due {first}",
        f"Would reschedule 5 cards to the days from {first} to {second}; nothing was changed.",
    ]


def test_json_names_each_card_that_was_changed(home: Path) -> None:
    srs(home, "flag", "sum", "--why", "wrong")
    found = json.loads(srs(home, "bury", "--level", "beginner", "--json"))
    assert found == {"action": "bury", "dry_run": False, "changed": [], "unchanged": 0}
    found = json.loads(srs(home, "flag", "sum", "hunt/c1", "--why", "wrong", "--json", "--dry-run"))
    assert found == {
        "action": "flag",
        "dry_run": True,
        "changed": [
            {
                "id": "chase",
                "card": "c1",
                "deck": "Samples::Three kinds",
                "path": "decks/three.md",
                "line": 38,
                "flag": "wrong",
            }
        ],
        "unchanged": 1,
    }


@pytest.mark.parametrize("command", COMMANDS)
def test_everything_is_never_meant_by_accident(command: str, home: Path) -> None:
    done = run(command, *COMMANDS[command], home=home)
    assert done.returncode == 2
    assert "say which cards: ids of notes, options such as --deck or --tag, or --all" in done.stderr
    assert files_below(home).keys() == {"srs.toml", "decks/three.md"}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (("suspend", "nothing"), "no card has the id `nothing`; `srs search WORDS` finds notes"),
        (("suspend", "su", "s"), "several ids begin with `s`: `sum`, `sleep`"),
        (("suspend", "--deck", "Sample"), "no card has the deck `Sample`; did you mean `Samples`?"),
        (("suspend", "sum", "--all"), "--all means every card: leave it out to choose some of them"),
        (("bury", "sum", "--days", "0"), "0 is not in the range"),
        (("bury", "sum", "--days", "two"), "'two' is not a valid integer range"),
        (("reschedule", "sum"), "say when, in one way: --to 2026-03-31, --in 3, or --in 1-7"),
        (("reschedule", "sum", "--in", "1", "--to", "2099-01-01"), "say when, in one way"),
        (("reschedule", "sum", "--to", "2020-02-30"), "`2020-02-30` is no day of the calendar: write one as"),
        (("reschedule", "sum", "--to", "2020-02-29"), "2020-02-29 is in the past; to have cards asked today"),
        (("reschedule", "sum", "--in", "-1"), "`-1` is no number of days: write 3, or 1-7"),
        (("reschedule", "sum", "--in", "soon"), "`soon` is no number of days"),
        (("reschedule", "sum", "--in", "7-1"), "`7-1` runs backwards: write 1-7"),
        (("reschedule", "sum", "--in", "4000000"), "in 4000000 days the calendar is over"),
        (("undo", "sum"), "unexpected extra argument"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_call_is_explained_and_changes_nothing(
    call: tuple[str, ...], message: str, home: Path
) -> None:
    done = run(*call, "--history", "history.db", home=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert not (home / "history.db").exists()


def test_notes_with_mistakes_are_said_to_be_left_out(home: Path) -> None:
    (home / "decks" / "bad.md").write_text("## Two?\n\nNo id.\n")
    assert srs(home, "suspend", "--all").endswith(
        "Some notes have mistakes and are left out: `srs check` names them.\n"
    )


def test_to_choose_no_card_is_no_error(home: Path) -> None:
    assert srs(home, "suspend", "--leeches") == "No card is like that; nothing was changed.\n"
    assert srs(home, "undo") == "Nothing of today is left to take back.\n"


def test_a_history_that_cannot_be_written_is_an_error_of_the_environment(home: Path) -> None:
    done = run("suspend", "sum", "--history", "srs.toml/history.db", home=home)
    assert (done.returncode, done.stdout) == (3, "")
    assert "cannot be opened for writing" in done.stderr


def test_a_card_that_is_made_due_again_is_asked_once_more_today(home: Path) -> None:
    review(home, "sum")
    srs(home, "reschedule", "sum", "--in", "0")
    done = run("review", "--id", "sum", "--history", "history.db", home=home, replies="\n3\n\n")
    assert "Saved: Good.\n\nThat was the last card." in done.stdout
    assert states(home)["sum/forward"].due_day == days_later(today(), 6)


def test_undo_takes_back_one_command_at_a_time_the_last_one_first(home: Path) -> None:
    review(home, "sum")
    srs(home, "suspend", "--all")
    srs(home, "flag", "chase/c1", "--why", "wrong")
    listed = [line.split("  ", 1)[1] for line in srs(home, "undo", "--list").splitlines()]
    assert listed == ["flag of chase", "suspend of 5 cards", "Good for sum"]
    assert [srs(home, "undo") for _ in listed] == [f"Took back {line}.\n" for line in listed]
    assert states(home) == {}


def test_undo_in_json_names_each_event(home: Path) -> None:
    srs(home, "suspend", "chase")
    (listed,) = json.loads(srs(home, "undo", "--list", "--json"))["undoable"]
    (taken_back,) = json.loads(srs(home, "undo", "--json"))["taken_back"]
    assert listed == taken_back
    assert taken_back["what"] == "suspend of 2 cards"
    events = sorted(taken_back["events"], key=lambda event: event["card"])
    assert events == [{"kind": "suspend", "id": "chase", "card": card} for card in ("c1", "c2")]
    assert json.loads(srs(home, "undo", "--json")) == {"taken_back": []}
