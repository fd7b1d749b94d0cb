"""Deletions are found, hidden and shown as Anki would."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.cloze import answers, find_deletions, hidden, numbers, shown


@pytest.mark.parametrize(
    ("markdown", "visible", "first_hidden"),
    [
        ("a {{c1::b}} c", "a b c", "a [...] c"),
        ("{{c1::b::a letter}}", "b", "[a letter]"),
        ("{{c2::b}} {{c1::c}}", "b c", "b [...]"),
        ("{{c1::b {{c2::c}}}}", "b c", "[...]"),
        ("{{c2::b {{c1::c::d}} e}}", "b c e", "b [d] e"),
        (r"{{c1::$\frac{1}{\sqrt{2}}$}}", r"$\frac{1}{\sqrt{2}}$", "[...]"),
        ("{{c1::{1: {2}}}}", "{1: {2}}", "[...]"),
        (r"{{c1::a\}b}}", r"a\}b", "[...]"),
        ("f{{c1::.detach}}(x)", "f.detach(x)", "f[...] (x)"),
        ("{{c1::std::vector}}", "std", "[vector]"),
        ("no deletion, {{Field}} and {c1::x}", "no deletion, {{Field}} and {c1::x}", None),
    ],
)
def test_a_text_with_its_deletions_shown_and_hidden(
    markdown: str, visible: str, first_hidden: str | None
) -> None:
    deletions, flaws = find_deletions(markdown)
    assert flaws == []
    assert shown(markdown) == visible
    assert hidden(markdown, 1) == (first_hidden or markdown)
    assert (1 in numbers(deletions)) is (first_hidden is not None)


def test_what_a_card_asks_for_is_what_its_deletions_hide() -> None:
    text = "{{c1::one}} {{c2::two {{c1::three::hint}}}}"
    assert answers(text, 1) == ("one", "three")
    assert answers(text, 2) == ("two three",)


@pytest.mark.parametrize(
    ("markdown", "start", "end", "message"),
    [
        ("x {{c1::y", 2, 8, "never closed"),
        ("x {{c1::{y}}", 2, 8, "never closed"),
        ("{{c0::y}}", 0, 6, "from 1 to 499"),
        ("{{c500::y}}", 0, 8, "from 1 to 499"),
        ("{{c1:: }}", 0, 9, "hides nothing"),
        ("{{c1::::hint}}", 0, 14, "hides nothing"),
    ],
)
def test_a_deletion_that_cannot_be_used_is_said_to_be(
    markdown: str, start: int, end: int, message: str
) -> None:
    _, (flaw,) = find_deletions(markdown)
    assert (flaw.start, flaw.end) == (start, end)
    assert message in flaw.message


PIECES = st.lists(st.sampled_from(["{{c1::", "{{c2::", "}}", "::", "{", "}", "\\", "a", " ", "\n", "("]))


@given(PIECES.map("".join))
def test_deletions_nest_and_showing_them_leaves_no_mark_of_theirs(markdown: str) -> None:
    deletions, flaws = find_deletions(markdown)
    for deletion in deletions:
        assert deletion.start < deletion.text_start <= deletion.text_end < deletion.end <= len(markdown)
    for one, other in combinations(deletions, 2):  # in the order of their starts
        assert one.end <= other.start or other.end <= one.text_end or other.start >= one.text_end
    if not flaws:
        assert find_deletions(shown(markdown))[0] == []
