import os
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from srs.card_state import CardState
from srs.days import local_now, moment_of
from srs.events import CardKey, Review, new_event_id
from srs.history import History
from srs.sm2 import Grade
from tests.srs.reviewing import DECK, answered, command, piped, write_collection


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    return write_collection(tmp_path / "collection")


def notes(collection: Path) -> list[str]:
    with History(collection / "history.db") as history:
        return [event.card.note for event in history.events()]


def even_pick(output: str) -> str:
    """The numbers of the right options in the order they were shown."""
    return " ".join(re.findall(r"^(\d)\. (?:two|four)$", output, re.MULTILINE))


def test_all_three_kinds_in_plain_text(collection: Path) -> None:
    pick = even_pick(piped(collection, "", "", "q").stdout)
    (collection / "history.db").unlink()
    done = piped(collection, "", "", pick, "", "h", "my own words", "y", "y", "y", "n", "4")
    assert (done.returncode, done.stderr) == (0, "")
    out = done.stdout
    for line in (
        "Card 1 of 3 - Samples::Three kinds",
        "What is `[bold]2 + 2[/bold]`?",
        "It is *four*, and <b>html</b> is text. See [here](https://example.org/x).",
        "python:",
        "    print(2 + 2)",
        "output:",
        "    4",
        "1 Again (today, 1 day)  2 Hard (today, 1 day)  3 Good (1 day)  4 Easy (1 day)",
        "Your grade (Enter takes 3 Good): ",
        "Right.",
        "Even numbers are divided by two.",
        "think of the night",
        "You got 3/4 concepts.",
        "Your grade (Enter takes 2 Hard): 4",
        "3 reviews.",
    ):
        assert line in out.split("\n"), line
    assert "Done for today. The next card is due tomorrow" in out
    assert notes(collection) == ["sum", "even", "sleep"]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2500-\u259f]", out)


def test_a_wrong_pick_says_which_are_right_and_why(collection: Path) -> None:
    answered(collection, "", "", "q")
    out = answered(collection, "1 2 3", "").stdout
    assert re.search(r"Wrong\. The right answers are \d and \d\.", out)
    assert re.search(r"^\d\. It leaves one over\.$", out, re.MULTILINE)
    assert "Your grade (Enter takes 1 Again): " in out


def test_a_wrong_key_is_explained_and_loses_nothing(collection: Path) -> None:
    out = answered(collection, "x", "?", "", "7", "", "9", "two", "1,2", "4", "w", "maybe", "q").stdout
    assert "Recall the answer, then press Enter." in out
    assert "After Again or Hard it also comes back today" in out
    assert out.count("Type a number from 1 to 4, or press Enter for Good.") == 1
    assert out.count("from 1 to 3.") == 2
    assert "Type y for yes or n for no." in out
    assert "2 reviews." in out
    assert notes(collection) == ["sum", "even"]


def test_the_help_names_the_grades_of_the_learner(collection: Path) -> None:
    out = answered(collection, "?", "q", environment={"SRS_GRADING": "sm2"}).stdout
    assert "0 Blackout, 1 Again, 2 Familiar, 3 Hard, 4 Good, 5 Easy say how well" in out


def test_undo_and_quit_at_any_prompt(collection: Path) -> None:
    out = answered(collection, "u", "", "1", "u", "", "3", "1", "u", "", "u", "q").stdout
    assert "Nothing of today is left to take back." in out
    assert out.count("Took back Again for sum.") == 1
    assert out.count("Took back Good for sum.") == 1
    assert "0 reviews." in out
    with History(collection / "history.db") as history:
        assert history.states("sample.example") == {}


def test_the_last_grade_can_be_taken_back(collection: Path) -> None:
    out = answered(collection, "", "1", "", "3", "u", "", "4", "", options=("--limit", "1")).stdout
    assert "Took back Good for sum." in out
    assert "2 reviews, 1 of them Again." in out


def states(collection: Path) -> dict[str, CardState]:
    with History(collection / "history.db") as history:
        return {card.note: state for card, state in history.states("sample.example").items()}


@pytest.mark.parametrize("before", [(), ("",)], ids=["at the question", "at the grades"])
def test_a_card_is_suspended_and_the_next_one_shown(before: tuple[str, ...], collection: Path) -> None:
    out = answered(collection, *before, "s", "q").stdout
    assert "Suspended: it is not asked until `srs unsuspend sum`." in out
    assert "Card 1 of 2" in out
    assert out.endswith("0 reviews.\n2 cards still to review today.\n")
    assert states(collection)["sum"].suspended


def test_a_card_is_buried_until_tomorrow_and_the_next_one_shown(collection: Path) -> None:
    out = answered(collection, "b", "q").stdout
    assert "Buried until tomorrow." in out
    assert "Card 1 of 2" in out
    assert states(collection)["sum"].buried_until == local_now().day + timedelta(days=1)


@pytest.mark.parametrize(("why", "reason"), [("it is\x1b five", "it is\ufffd five"), ("", "")])
def test_a_flagged_card_stays_in_view_to_be_graded(why: str, reason: str, collection: Path) -> None:
    out = answered(collection, "", "!", why, "3", "q").stdout
    assert "Flagged; now grade it, or b buries it until tomorrow." in out
    assert "Saved: Good." in out
    state = states(collection)["sum"]
    assert (state.flag, state.reviews) == (reason, 1)


def test_undo_takes_back_whatever_was_done_last(collection: Path) -> None:
    out = answered(collection, "s", "b", "!", "wrong", *"uuuu", "q").stdout
    told = [line for line in out.splitlines() if line.startswith(("Took back", "Nothing"))]
    assert told == [
        "Took back flag of sleep.",
        "Took back bury of even.",
        "Took back suspend of sum.",
        "Nothing of today is left to take back.",
    ]
    assert states(collection) == {}


def test_the_last_card_can_be_put_off_and_brought_back(collection: Path) -> None:
    out = answered(collection, "s", "s", "u", "", options=("--limit", "1")).stdout
    assert "No card is in view: u brings back the last one." in out
    assert "Took back suspend of sum." in out
    assert out.count("Card 1 of 1") == 2


def test_a_note_can_be_edited_and_its_card_is_asked_as_it_is_now(collection: Path) -> None:
    environment = {"VISUAL": "sed -i s/2...2/3+3/"}
    out = answered(collection, "!", "dull", "e", "x", "y", "q", environment=environment).stdout
    assert "sum is flagged (dull). Is it mended, so that the flag can go? y or n: x" in out
    assert "Type y for yes or n for no." in out
    assert out.index("What is `[bold]2 + 2[/bold]`?") < out.index("What is `[bold]3+3[/bold]`?")
    assert states(collection) == {}


def test_a_note_that_an_edit_breaks_is_left_out(collection: Path) -> None:
    environment = {"VISUAL": "sed -i s/{#sum}/{#/"}
    out = answered(collection, "e", "q", environment=environment).stdout
    assert "sum cannot be asked as it is now: `srs check` says why.\n\nCard 1 of 2" in out


def test_an_editor_that_is_missing_loses_no_card(collection: Path) -> None:
    environment = {"VISUAL": "", "EDITOR": ""}
    out = answered(collection, "", "e", "3", "q", environment=environment).stdout
    assert "That cannot be done: no editor is set" in out
    assert "Saved: Good." in out


def forgotten(collection: Path, times: int) -> None:
    """The history of a card that was forgotten some times, and is due today."""
    with History(collection / "history.db") as history:
        key = CardKey("sample.example", "sum", "forward")
        days = [(-4 * back + later, grade) for back in range(times + 1, 1, -1) for later, grade in LAPSE]
        for day, grade in (*days, (-2, Grade.GOOD)):
            moment = moment_of(datetime.now().astimezone() + timedelta(days=day))
            history.record(Review(new_event_id(), moment, key, grade, 1000))
        assert history.state(key).lapses == times


LAPSE = ((0, Grade.GOOD), (2, Grade.AGAIN))


def test_a_card_that_is_forgotten_again_and_again_calls_for_its_author(collection: Path) -> None:
    forgotten(collection, 7)
    out = answered(collection, "", "1", "q").stdout
    hint = "You forgot this card 8 times: rewrite its note, shorter or as two (`srs edit sum`)."
    assert f"Saved: Again.\n{hint}\n" in out
    assert not states(collection)["sum"].suspended


def test_a_leech_is_suspended_if_the_learner_wants_that_and_one_undo_brings_it_back(collection: Path) -> None:
    forgotten(collection, 2)
    environment = {"SRS_LEECH_THRESHOLD": "3", "SRS_LEECH_ACTION": "suspend"}
    out = answered(collection, "", "1", "u", "q", environment=environment).stdout
    assert "(`srs edit sum`). It is suspended until `srs unsuspend sum`.\n" in out
    assert "Took back Again for sum and suspend of sum.\n" in out
    state = states(collection)["sum"]
    assert (state.suspended, state.lapses) == (False, 2)


@pytest.mark.parametrize("replies", [("",), ("", ""), ("", "", "2"), ("", "", "1", "")])
def test_input_that_ends_is_quitting(collection: Path, replies: tuple[str, ...]) -> None:
    done = answered(collection, *replies)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(notes(collection)) == len(replies) // 2


def test_nothing_due_says_when_the_next_is(collection: Path) -> None:
    done = answered(collection, "", "", "", "", "", *"yyyy", "")
    assert "1 of them Again" in done.stdout
    answered(collection, "", "4")
    done = answered(collection)
    assert done.stdout.startswith("Nothing is due. The next card is due tomorrow (")


def test_a_limit_below_one_is_a_wrong_call(collection: Path) -> None:
    assert answered(collection, options=("--limit", "0")).returncode == 2


def test_a_rewording_keeps_progress(collection: Path) -> None:
    answered(collection, "", "3", "q")
    deck = DECK.replace("What is `[bold]2 + 2[/bold]`?", "How much is 2 + 2?").replace("*four*", "FOUR")
    (collection / "decks" / "three.md").unlink()
    (collection / "decks" / "renamed.md").write_text(deck)
    assert "Card 1 of 2" in answered(collection, "q").stdout


def test_a_damaged_history_is_refused_before_the_first_question(collection: Path) -> None:
    (collection / "history.db").write_bytes(b"not a history")
    done = answered(collection, "", "3")
    assert done.returncode == 3
    assert done.stdout == ""
    assert "left as it is" in done.stderr
    assert (collection / "history.db").read_bytes() == b"not a history"


def test_a_history_that_cannot_be_written_is_refused_before_the_first_question(collection: Path) -> None:
    done = answered(collection, "", "3", options=("--history", str(collection / "srs.toml" / "history.db")))
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1


def test_any_bytes_in_and_an_ascii_terminal(collection: Path) -> None:
    (collection / "decks" / "three.md").write_text(
        "## Was heißt „größer“? {#a}\n\nbigger ✓\n", encoding="utf-8"
    )
    done = subprocess.run(
        command(collection),
        input=b"\xff\xfe\x1b[2J\n\n3\n",
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"bigger" in done.stdout
    assert b"\x1b" not in done.stdout
    assert notes(collection) == ["a"]


def test_reviewing_needs_no_torch_and_no_exporter(collection: Path) -> None:
    script = f"""
import sys
from pathlib import Path
from srs.cli.context import Context
from srs.cli.review import review
root = Path({str(collection)!r})
review.main(["--plain"], obj=Context(root, root / "history.db"), standalone_mode=False)
print(sorted({{"torch", "genanki", "exporters", "rich.console", "readline"}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], input="\n3\n", capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("\n[]\n")


UNSOUND = """\
## What is three? {#unsound}

```python setup
1 / 0
```

```python
print(3)
```

```output
3
```
"""


@pytest.mark.slow
def test_a_code_answer_can_be_typed_and_is_run(collection: Path) -> None:
    (collection / "decks" / "a.md").write_text(UNSOUND)
    cannot_be_run = ("t", "print(4)", ".", "", "")
    done = piped(collection, *cannot_be_run, "t", "print(3)", ".", "t", "print(2 + 2)", ".", "", "", "q")
    assert (done.returncode, done.stderr) == (0, "")
    first, _, second = done.stdout.partition("Card 2 of ")
    for card in (first, second):
        assert "t lets you type the code, and runs it." in card
    assert "not your mistake" in first
    assert "It prints something else:" in second
    assert "It does what the card asks for." in second
    assert "Your grade (Enter takes 2 Hard): " in second
    assert notes(collection) == ["unsound", "sum"]
