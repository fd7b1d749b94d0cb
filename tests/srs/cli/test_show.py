"""`srs show` prints a note as the learner sees it, and where it stands."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from content.collection import Loaded, load
from content.schemas import collection_schema
from srs.acting import do
from srs.actions import buried, flagged
from srs.card_state import CardState
from srs.cli.note_on_screen import show_note
from srs.cli.screen import PlainScreen, Screen
from srs.cli.styled import StyledScreen
from srs.events import CardKey, Review, Suspend, new_event_id
from srs.find import find_note
from srs.history import History
from srs.leeches import LeechRule
from srs.memory import FsrsMemory
from srs.show import ShownNote, note_with_states
from srs.sm2 import Grade
from tests.srs.cli.program import run
from tests.srs.reviewing import DECK, write_collection
from tests.srs.samples import MONDAY, NAMESPACE, moment

MORE = """
## Kept in {{c1::`.grad`}}, which `backward()` {{c2::adds to::adds or replaces?}}. {#grad .cloze .beginner}

## Detach? {#detach .reversed was=old}

Cuts the graph.
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return load(write_collection(tmp_path_factory.mktemp("collection"), DECK + MORE))


def note(loaded: Loaded, name: str, history_path: Path) -> ShownNote:
    with History(history_path) as history:
        return note_with_states(find_note(loaded, name), NAMESPACE, history)


def printed(shown: ShownNote, capsys: pytest.CaptureFixture[str], screen: Screen | None = None) -> str:
    show_note(shown, screen or PlainScreen(), MONDAY)
    return capsys.readouterr().out


def test_a_basic_note(loaded: Loaded, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(note(loaded, "sum", tmp_path / "none.db"), capsys) == (
        "sum - Samples::Three kinds - decks/three.md:7\nbasic\nnew\n\n"
        "What is `[bold]2 + 2[/bold]`?\n\nAnswer\n"
        "It is *four*, and <b>html</b> is text. See [here](https://example.org/x).\n\n"
        "python:\n    print(2 + 2)\n\noutput:\n    4\n"
    )


def test_a_choice_note(loaded: Loaded, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(note(loaded, "even", tmp_path / "none.db"), capsys).split("\n\n", 1)[1] == (
        "Which are even?\n\n1. two\n2. three\n3. four\n\nRight: 1 and 3\n\n"
        "1. Half of it is one.\n2. It leaves one over.\n\n"
        "Explanation\nEven numbers are divided by two.\n"
    )


def test_an_explain_note(loaded: Loaded, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(note(loaded, "sleep", tmp_path / "none.db"), capsys).split("\n\n", 1)[1] == (
        "Why do we sleep?\n\nHint\nthink of the night\n\nConcepts\n1. rest\n2. memory\n3. growth\n4. dreams\n"
    )


def test_a_cloze_note_card_by_card(
    loaded: Loaded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert printed(note(loaded, "grad", tmp_path / "none.db"), capsys) == (
        "grad - Samples::Three kinds - decks/three.md:38\ncloze beginner\nc1: new\nc2: new\n\n"
        "Card c1\nKept in [...], which `backward()` adds to.\n\n"
        "Answer\n`.grad`\n\nKept in `.grad`, which `backward()` adds to.\n\n"
        "Card c2\nKept in `.grad`, which `backward()` [adds or replaces?].\n\n"
        "Answer\nadds to\n\nKept in `.grad`, which `backward()` adds to.\n"
    )


def test_the_state_of_each_card_comes_from_the_history(
    loaded: Loaded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "history.db"
    with History(path) as history:
        for days in (-30, -29):
            review = Review(
                new_event_id(), moment(days), CardKey(NAMESPACE, "old", "forward"), Grade.GOOD, 1000
            )
            history.record(review)
    shown = note(loaded, "detach", path)
    assert (
        "\nforward: due since 2026-02-07, interval 6 days, ease 2.50, 2 reviews, 0 lapses\nreverse: new\n"
        in (printed(shown, capsys))
    )
    (forward, reverse) = json.loads(json.dumps(shown.as_json()))["cards"]
    assert (forward["due"], forward["interval_days"], forward["ease"], forward["reviews"]) == (
        "2026-02-07", 6, 2.5, 2
    )  # fmt: skip
    assert (reverse["due"], reverse["front"], reverse["back"]) == (None, "Cuts the graph.", "Detach?")


@pytest.mark.parametrize(("days", "told"), [(0.02, "below 0.1"), (0.1, "0.1"), (12.34, "12.3")])
def test_a_stability_is_never_shown_as_none(
    days: float, told: str, loaded: Loaded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = note(loaded, "sum", tmp_path / "history.db")
    state = CardState(FsrsMemory(1, 1, days, 5.0), MONDAY, MONDAY, MONDAY, reviews=1)
    cards = tuple((one, state) for one, _ in shown.cards)
    assert f"stability {told} days" in printed(replace(shown, cards=cards), capsys)


def test_what_keeps_a_card_from_being_asked_is_said(
    loaded: Loaded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "history.db"
    with History(path) as history:
        c1, c2 = (Suspend, flagged("is it\x1b so?")), (buried(moment(3).day), flagged(""))
        for card, change in (*(("c1", one) for one in c1), *(("c2", one) for one in c2)):
            do(history, NAMESPACE, {CardKey(NAMESPACE, "grad", card): change}, moment())
    shown = note(loaded, "grad", path)
    assert printed(shown, capsys).split("\n\n")[0].split("\n")[2:] == [
        "c1: new",
        "c1: suspended",
        "c1: flagged: is it\ufffd so?",
        "c2: new",
        "c2: buried: asked again in 3 days (2026-03-05)",
        "c2: flagged",
    ]
    first, second = json.loads(json.dumps(shown.as_json()))["cards"]
    assert [first[name] for name in ("suspended", "buried_until", "flag")] == [True, None, "is it\x1b so?"]
    assert [second[name] for name in ("suspended", "buried_until", "flag")] == [False, "2026-03-05", ""]


def test_a_leech_is_told(loaded: Loaded, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "history.db"
    with History(path) as history:
        for days, grade in ((-9, Grade.GOOD), (-8, Grade.AGAIN)):
            card = CardKey(NAMESPACE, "sum", "forward")
            history.record(Review(new_event_id(), moment(days), card, grade, 1000))
        found = find_note(loaded, "sum")
        shown = note_with_states(found, NAMESPACE, history, LeechRule(threshold=1))
        known = note_with_states(found, NAMESPACE, history, LeechRule(threshold=2))
    assert "a leech: forgotten so often that its note needs work\n" in printed(shown, capsys)
    assert "leech" not in printed(known, capsys)
    assert json.loads(json.dumps(shown.as_json()))["cards"][0]["leech"] is True


@pytest.mark.parametrize("name", ["sum", "even", "sleep", "grad", "detach"])
def test_a_styled_screen_shows_the_same_words(
    name: str, loaded: Loaded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = note(loaded, name, tmp_path / "none.db")
    plain = printed(shown, capsys)
    styled = printed(shown, capsys, StyledScreen())
    for word in ("Answer", "Concepts", "Right: 1 and 3", "Card c2"):
        assert (word in plain) == (word in styled)


@pytest.mark.parametrize("name", ["sum", "even", "sleep", "grad", "detach"])
def test_the_note_in_json_is_as_the_published_schema_says(name: str, loaded: Loaded, tmp_path: Path) -> None:
    found = note(loaded, name, tmp_path / "none.db").as_json()
    schema = {**collection_schema(), "$ref": "#/$defs/" + str(found["kind"]).capitalize()}
    for keyword in ("properties", "required", "type", "additionalProperties"):
        schema.pop(keyword)
    Draft202012Validator(schema).validate(found["note"])


def test_the_program_prints_text_and_json(tmp_path: Path) -> None:
    home = write_collection(tmp_path)
    done = run("show", "sle", home=home)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("sleep - Samples::Three kinds - decks/three.md:29\n")
    found = json.loads(run("show", "sleep", "--json", home=home).stdout)
    assert [found[key] for key in ("id", "kind", "deck", "path", "line")] == [
        "sleep", "explain", "Samples::Three kinds", "decks/three.md", 29
    ]  # fmt: skip


def test_an_unknown_id_is_a_wrong_call_that_names_the_nearest(tmp_path: Path) -> None:
    done = run("show", "slepe", home=write_collection(tmp_path))
    assert done.returncode == 2
    assert done.stderr == "error: no note has the id `slepe`; did you mean `sleep`?\n"
