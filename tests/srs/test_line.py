"""The cards of one note stand apart, wherever that is possible."""

from collections import Counter
from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from srs.events import CardKey
from srs.line import Line
from tests.srs.samples import key


def cards(notes: str) -> list[CardKey]:
    """A card for each letter, which is its note."""
    seen: Counter[str] = Counter()
    found = []
    for note in notes:
        seen[note] += 1
        found.append(key(note, f"c{seen[note]}"))
    return found


def notes(line: Line) -> str:
    return "".join(card.note for card in line)


def meetings(asked: list[str]) -> int:
    return sum(one == other for one, other in pairwise(asked))


some_notes = st.text("abcd", max_size=7)
previous = st.none() | st.sampled_from("abz")


def test_a_card_lets_others_pass_after_its_sibling() -> None:
    assert notes(Line(cards("aabbc"))) == "ababc"


def test_a_note_with_many_cards_comes_in_time() -> None:
    assert notes(Line(cards("bcaaa"))) == "abaca"


def test_cards_that_stand_apart_keep_their_order() -> None:
    assert notes(Line(cards("abcab"))) == "abcab"


def test_the_first_card_is_none_of_the_note_asked_before() -> None:
    assert notes(Line(cards("abc"), "a")) == "bac"


@given(some_notes, previous)
def test_nothing_is_lost_or_doubled(letters: str, before: str | None) -> None:
    asked = list(Line(cards(letters), before))
    assert sorted(asked) == sorted(cards(letters))


@given(some_notes, previous)
def test_cards_of_a_note_meet_as_seldom_as_possible(letters: str, before: str | None) -> None:
    asked = [before or "", *notes(Line(cards(letters), before))]
    best = min(meetings([before or "", *order]) for order in set(permutations(letters)))
    assert meetings(asked) == best


@given(some_notes, previous)
def test_what_was_asked_leaves_the_others_as_they_were(letters: str, before: str | None) -> None:
    line = Line(cards(letters), before)
    expected = list(line)
    for place, card in enumerate(expected):
        assert list(line) == expected[place:]
        assert line.first == card
        line.take(card)
    assert line.first is None
    assert len(line) == 0


@given(some_notes, st.data())
def test_a_line_that_changes_is_one_made_anew(letters: str, data: st.DataObject) -> None:
    line = Line(cards(letters))
    waiting = cards(letters)
    for _ in range(3):
        if not waiting:
            break
        card = data.draw(st.sampled_from(waiting))
        waiting.remove(card)
        if data.draw(st.booleans()):
            line.append(card)
            waiting.append(card)
        else:
            line.remove(card)
        assert list(line) == list(Line(waiting))
        assert len(line) == len(waiting)
        assert (card in line) == (card in waiting)
