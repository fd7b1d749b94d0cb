"""Work grows with the size of a text, not with its square: four times the text, four times the calls."""

import sys
from collections.abc import Callable

import pytest

from content.diagnostics import render
from content.limits import MAX_FILE_BYTES, MAX_LINES, MAX_LINKS
from content.lint import lint_deck, lint_together
from content.markdown import parse_deck
from exporters.html import render as html
from exporters.literal import without_html
from tests.content.decks import mistake, parse

PIECES = [
    *(
        "[",
        "]",
        "*",
        "_",
        "<",
        ">",
        "> ",
        "`",
        "`a ",
        "- ",
        "|",
        "![",
        "![](",
        "[](",
        "$",
        "$$",
        "\\",
        "#",
        "{#",
    ),
    *("~~~", "{", "}", "{{c1::", "{{c1::a}}", "{{c1,2::a::b}} ", ":", "&", "<!--", "<!-- srs: x\n", "[^1]"),
    *("[^1]: a\n", "[a]: b\n", "x\n", "x\n\n", "- x\n", "> x\n", "> > - x\n", "|a|b\n|-|-\n", "## x {#x}\n"),
    *("### x\n", "x\n---\n", "```python\n", "```python check\n```\n", "- [ ] x\n", "![a](b.png) ", "a: b\n"),
    *(
        "![a](b) ",
        "\t",
        "    x\n",
        "<!-- srs: allow a: b -->\n",
        "<!-- srs: accept `",
        "é",
        "\u200b",
        "\0",
        "\r",
    ),
]
IN_LINE = [piece for piece in PIECES if "\n" not in piece]
BLOCKS = {
    "basic": "## Q {#q}\n\n",
    "cloze": "## Q {#q .cloze}\n\n",
    "choice": "## Q {#q .choice}\n\n- [x] a\n- [ ] ",
}
LINES = {
    "heading": "## ",
    "attributes": "## Q {#q ",
    "info": "## Q {#q}\n\n```python ",
    "front matter": "---\n",
}
SIZE = 300


def calls(work: Callable[[], object]) -> int:
    """How many calls of functions, Python's and C's, the work takes."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def repeated(piece: str, size: int) -> str:
    return piece * (size // len(piece))


def read(text: str) -> None:
    parsed = parse_deck("decks/deck.md", text.encode(), name="Deck")
    notes = parsed.deck.notes
    for found in (*parsed.diagnostics, *lint_deck(parsed.deck), *lint_together([*notes, *notes])):
        render(found, lambda _, number: parsed.source.line(number))


def grows_with_the_text(work: Callable[[str], object], head: str, piece: str) -> bool:
    work(head + piece)  # what is made once
    once = calls(lambda: work(head + repeated(piece, SIZE)))
    four_times = calls(lambda: work(head + repeated(piece, 4 * SIZE)))
    return four_times < 5 * once + 1_000


@pytest.mark.parametrize("head", BLOCKS)
def test_reading_takes_time_that_grows_with_the_text(head: str) -> None:
    slow = [piece for piece in PIECES if not grows_with_the_text(read, BLOCKS[head], piece)]
    assert slow == []


@pytest.mark.parametrize("head", LINES)
def test_reading_one_line_takes_time_that_grows_with_it(head: str) -> None:
    slow = [piece for piece in IN_LINE if not grows_with_the_text(read, LINES[head], piece)]
    assert slow == []


@pytest.mark.parametrize("work", [lambda text: html(text, {}), without_html], ids=["html", "study sheet"])
def test_what_was_read_is_exported_in_time_that_grows_with_it(work: Callable[[str], object]) -> None:
    slow = [piece for piece in IN_LINE if piece not in "[![" and not grows_with_the_text(work, "", piece)]
    assert slow == []


@pytest.mark.parametrize("piece", ["[", "*", "<", "{{c1::", "> ", "`", "- x\n", "x\n\n", "](", "\0", "\x80"])
def test_ten_megabytes_of_anything_in_a_line_are_answered_at_once(piece: str) -> None:
    data = piece.encode("latin-1") * (10_000_000 // len(piece))
    assert calls(lambda: parse_deck("decks/deck.md", data, name="Deck")) < 50_000
    assert parse(data).diagnostics[-1].code == {"\x80": "not-utf8"}.get(piece, "too-long")


def test_a_larger_file_is_refused_unread() -> None:
    data = b"a" * (MAX_FILE_BYTES + 1)
    assert calls(lambda: parse_deck("decks/deck.md", data, name="Deck")) < 500
    assert mistake(data).code == "too-long"


@pytest.mark.parametrize(
    "data",
    [b"a" * MAX_FILE_BYTES, b"a\n" * MAX_LINES, b"[a](b)\n\n" * (MAX_LINKS + 1)],
    ids=["one line", "lines", "links"],
)
def test_a_file_at_the_limits_has_one_diagnostic(data: bytes) -> None:
    assert mistake(data).code == "too-long"


def test_a_file_of_too_many_parts_has_one_diagnostic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("content.blocks.MAX_BLOCKS", 100)
    found = mistake("## Q {#q}\n\n" + "- - - - - a\n" * 20)
    assert (found.code, found.span.line) == ("too-long", 8)
