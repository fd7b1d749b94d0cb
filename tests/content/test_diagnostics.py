"""A diagnostic marks what it speaks of, whatever the line holds, and never floods or drives a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from content.diagnostics import Diagnostic, Related, Severity, render
from content.models import Span


def shown(text: str, start: int, end: int) -> tuple[str, str]:
    """The line and the marks under it, of characters counted from 0."""
    span = Span(7, start + 1, 7, end + 1)
    found = Diagnostic(Severity.ERROR, "some-code", "decks/deck.md", span, "Wrong")
    _, _, _, line, marks, *_ = render(found, lambda path, number: text).split("\n")
    return line.removeprefix("7 | "), marks.removeprefix("  | ")


@pytest.mark.parametrize(
    ("text", "word", "line", "marks"),
    [
        ("plain bad end", "bad", "plain bad end", "      ^^^"),
        ("\tbad", "bad", "    bad", "    ^^^"),
        ("a\tbad\tc", "bad", "a   bad c", "    ^^^"),
        ("日本 bad", "bad", "日本 bad", "     ^^^"),
        ("a 日本 b", "日本", "a 日本 b", "  ^^^^"),
        ("😀 bad", "bad", "😀 bad", "   ^^^"),
        ("e\u0301e\u0301 bad", "bad", "e\u0301e\u0301 bad", "   ^^^"),
        ("a\u200bbad", "bad", "a\ufffdbad", "  ^^^"),
        ("\x1b[2Jbad", "bad", "\ufffd[2Jbad", "    ^^^"),
        ("日\t\u0301bad", "bad", "日   \u0301bad", "     ^^^"),
    ],
)
def test_the_mark_stands_under_what_is_meant(text: str, word: str, line: str, marks: str) -> None:
    start = text.index(word)
    assert shown(text, start, start + len(word)) == (line, marks)


@pytest.mark.parametrize("before", [0, 30, 500, 5_000_000])
def test_of_a_long_line_the_part_around_the_mark_is_shown(before: int) -> None:
    text = "日" * before + "bad" + "x" * 1_000_000
    line, marks = shown(text, before, before + 3)
    assert len(line) < 300
    assert line.endswith("...")
    assert line.startswith("...") is (before > 100)
    start = len(marks) - 3
    assert marks == " " * start + "^^^"
    assert cell_len(line[: line.index("bad")]) == start


def test_a_mark_longer_than_what_is_shown_ends_with_it() -> None:
    line, marks = shown("a" * 1_000, 0, 1_000)
    assert len(marks) <= len(line)


def test_of_several_lines_the_first_is_marked() -> None:
    found = Diagnostic(Severity.ERROR, "some-code", "decks/deck.md", Span(1, 3, 4, 2), "Wrong")
    assert "  | " + "  ^^^^^^^" in render(found, lambda path, number: "- bad one  ").split("\n")


@given(st.text(), st.text(), st.integers(0, 50), st.integers(0, 50))
def test_whatever_a_diagnostic_says_is_printable(text: str, line: str, start: int, length: int) -> None:
    span = Span(3, start + 1, 3, start + length + 1)
    found = Diagnostic(
        Severity.WARNING,
        "some-code",
        text,
        span,
        text,
        label=text,
        notes=(text, text * 50),
        help=text,
        related=(Related(text, span, text),),
    )
    assert all(part.isprintable() for part in render(found, lambda path, number: line).split("\n"))


def test_long_words_are_cut() -> None:
    found = Diagnostic(
        Severity.ERROR,
        "some-code",
        "decks/deck.md",
        Span(1, 1, 1, 2),
        "a" * 10_000_000,
        notes=("b\n" * 100_000,),
    )
    assert len(render(found, lambda path, number: "")) < 3_000
