import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from srs.history import History
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
        "1 Again (1 day)  2 Hard (1 day)  3 Good (1 day)  4 Easy (1 day)",
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


def test_undo_and_quit_at_any_prompt(collection: Path) -> None:
    out = answered(collection, "u", "", "1", "u", "", "3", "1", "u", "", "u", "q").stdout
    assert "There is no grade of today to take back." in out
    assert out.count("Took back Again for sum.") == 1
    assert out.count("Took back Good for sum.") == 1
    assert "0 reviews." in out
    with History(collection / "history.db") as history:
        assert history.states("sample.example") == {}


def test_the_last_grade_can_be_taken_back(collection: Path) -> None:
    out = answered(collection, "", "1", "", "3", "u", "", "4", "", options=("--limit", "1")).stdout
    assert "Took back Good for sum." in out
    assert "2 reviews, 1 of them Again." in out


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
