"""A formatted deck says what it said, looks as it looked, has every id, and stays the same from then on."""

import re
from itertools import count
from pathlib import Path

import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from content.formatting import Formatted, format_deck
from content.front_matter import below_front_matter, front_matter_end
from content.layout import laid_out
from content.meaning import say_the_same
from content.models import Deck, NoteId
from content.source import Source
from exporters.html import render
from exporters.markdown import study_sheet
from tests.content.decks import parse
from tests.content.invariants import texts_of
from tests.content.sloppy import sloppy_decks
from tests.content.test_any_bytes import decks, spoiled

ROOT = Path(__file__).parents[2]
BRACES = re.compile(r"\s*\{[^{}]*\}(?=</h[1-6]>)")
ID = re.compile(r" \{#n\d\}|(?<=\{)#n\d ")
CLOSING = re.compile(r"[ \t]#+ \{#n\d")
"""Before an id, number signs are text; without it they would close the heading, and say nothing."""
TRAILING = re.compile(r"(?:\n[ \t]*)+\Z")


def fmt(text: str | bytes) -> Formatted:
    """The text formatted; the ids that it lacks are `new-1`, `new-2` ..."""
    numbers = count(1)
    data = text if isinstance(text, bytes) else text.encode()
    return format_deck("decks/deck.md", data, lambda _: NoteId(f"new-{next(numbers)}"))


def formatted(text: str) -> str:
    """A text that can be formatted, formatted."""
    done = fmt(text)
    assert done.errors == ()
    assert fmt(done.data) == Formatted(done.data)
    return done.data.decode()


def body(source: Source) -> str:
    """A deck file without its front matter and the blank lines at its end."""
    return TRAILING.sub("", below_front_matter(source, front_matter_end(source) or 0)) + "\n"


def on_github(markdown: str) -> str:
    """The HTML that a reader like GitHub's makes of it, but for the braces that end headings."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(tasklists_plugin)
    return BRACES.sub("", parser.render(markdown))


def shown(deck: Deck) -> list[str]:
    """All that learners see of a deck, as HTML."""
    texts = [text for note in deck.notes for text in texts_of(note)]
    texts += [deck.introduction] if deck.introduction else []
    return [on_github(study_sheet(deck)), *(render(text.markdown, {}) for text in texts)]


@given(sloppy_decks())
def test_a_formatted_deck_says_and_looks_the_same(text: str) -> None:
    done = fmt(text)
    event("has a mistake" if done.errors else "changes" if done.data != text.encode() else "stays")
    if done.errors:
        assert done.data == text.encode()
        return
    assert fmt(done.data) == Formatted(done.data)
    before, after = parse(text), parse(done.data)
    assert say_the_same(before, after)
    assert shown(after.deck) == shown(before.deck)
    assert on_github(body(after.source)) == on_github(body(before.source))
    assert after.source.text == laid_out(before.source)  # no layout that the last check had to refuse


@settings(max_examples=50)
@given(sloppy_decks().map(lambda text: text.replace("$$", "")))
@example("## What # {#n0}\n\nYes a\n")
def test_missing_ids_are_written_and_nothing_else(text: str) -> None:
    whole = fmt(text).data.decode()
    done = fmt(ID.sub("", whole))
    if fmt(text).errors or done.errors or CLOSING.search(whole):
        return
    numbers = count(1)
    assert done.data.decode() == re.sub(r"(?<=\{#)n\d", lambda _: f"new-{next(numbers)}", whole)
    assert done.ids == tuple(note.id for note in parse(done.data).deck.notes)


@settings(max_examples=50)
@given(st.one_of(decks(), spoiled().map(lambda data: data.decode(errors="replace"))))
@example("- $$\n- What is a tensor? \t\n- $$\n\n")
@example("- \n\n\n\n- \n\n")
@example("> ```python\n> \n> ~~~\n\n")
@example("```python\n\n~~~\n\n[ ] \n")
@example("- ```python\n- \n- ```\n\n")
@example("- a\n- <!--\n## b\n")
def test_the_layout_of_any_markdown_can_be_made_canonical_and_nobody_notices(text: str) -> None:
    before = Source("", text)
    after = Source("", laid_out(before))
    assert laid_out(after) == after.text
    assert on_github(body(after)) == on_github(body(before))
    assert BRACES.sub("", render(body(after), {})) == BRACES.sub("", render(body(before), {}))


@settings(max_examples=50)
@given(st.one_of(st.binary(), decks().map(str.encode), spoiled()))
@example(b"\xef\xbb\xbf\xef\xbb\xbf---\n---")
@example("\n\n\ufeffa\n".encode())
@example(b"\n\n---\ndeck: A\n---\n")
@example(b"")
@example(b"\r")
def test_any_bytes_are_formatted_or_left_as_they_are(data: bytes) -> None:
    done = fmt(data)
    assert not done.errors or (done.data, done.ids) == (data, ())
    assert fmt(done.data) == (done if done.errors else Formatted(done.data))
    if not done.errors and not done.ids:
        assert say_the_same(parse(done.data), parse(data))


CHANGES = {
    "line ends": ("# A\r\n\r\nb\r\n", "# A\n\nb\n"),
    "a byte order mark": ("\ufeff# A\n", "# A\n"),
    "the end of the file": ("# A\n\nb\n \n\n", "# A\n\nb\n"),
    "no end of the last line": ("# A\n\nb", "# A\n\nb\n"),
    "blank lines at the top": ("\n \n# A\n", "# A\n"),
    "blank lines": ("# A\n\n \n\nb\n\n\n- c\n\n\nd\n", "# A\n\nb\n\n- c\n\nd\n"),
    "headings": ("a\n## B? {#b}\nc\n\n### D\ne\n", "a\n\n## B? {#b}\n\nc\n\n### D\n\ne\n"),
    "fences": (
        "a\n```text  \nb  \n``` \nc\n## D? {#d}\n\ne\n",
        "a\n\n```text\nb  \n```\n\nc\n\n## D? {#d}\n\ne\n",
    ),
    "below the front matter": ("---\ndeck:  A\n---\n# A\n", "---\ndeck:  A\n---\n\n# A\n"),
    "spaces in a heading": ("  ##   A?\t{#a}  \n\nb\n\n#### c ##  \n", "## A? {#a}\n\nb\n\n#### c\n"),
    "braces": (
        '## A? {was="o"\t.beginner  .reversed #a }\n\nb\n',
        "## A? {#a .reversed .beginner was=o}\n\nb\n",
    ),
    "more braces": (
        "## A? {.multiple .advanced .choice #a}\n\n- [x] b\n- [x] c\n",
        "## A? {#a .choice .multiple .advanced}\n\n- [x] b\n- [x] c\n",
    ),
    "white space that ends lines": ("a \n`b` \n- c  \n  d \n\n***  \n", "a\n`b`\n- c  \n  d\n\n***\n"),
}
SAME = {
    "breaks of lines": "a  \nb\\\nc\n",
    "a code span over two lines": "a `b \nc`\n",
    "an escape before a space": "a\\ \nb\n",
    "math": "$$ \na\n```text\nb\n```\n",
    "what a fence holds": "```text\n\n\na \t \n\n\n```\n",
    "a fence in a list": "- a\n\n\n  ```text\n  b \n\n  ```\n",
    "quotes": "> a \n>\n>\n> ```text \n> b\n> ```\n",
    "tables": "| a | \n|---|\n| b |  \n",
    "HTML that holds blank lines": "<pre>\n\n\na \n</pre>\n",
    "lists": "- a\n\n\n- b\n\n\n\n  c\n",
    "a list with an empty item": "- a\n- \n\n\nb\n",
    "an open checkbox": "- [ ] \n- a\n",
    "the front matter": "---\ndeck:   A  \n\n\ntags: [ a ]\n---\n\nb\n",
    "a rule at the top": "\n---\n\na\n",
    "a heading that ends in #": "# A \\#\n",
    "an underlined title": "A\n===\nb\n",
    "the spaces that begin a line": "a\n  b\n\n  c\n",
    "other white space": "a\u00a0\nb\u3000\n",
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_canonical(name: str) -> None:
    before, after = CHANGES[name]
    assert formatted(before) == after


@pytest.mark.parametrize("name", SAME)
def test_what_is_left_as_it_is(name: str) -> None:
    assert formatted(SAME[name]) == SAME[name]


@pytest.mark.parametrize(
    ("heading", "written"),
    [
        ("## A?", "## A? {#new-1}"),
        ("##   A?  ##", "## A? {#new-1}"),
        ("## A? {.beginner .reversed}", "## A? {#new-1 .reversed .beginner}"),
        ("## A? {was=o}", "## A? {#new-1 was=o}"),
        ("## A? \\{#a}", "## A? \\{#a} {#new-1}"),
        ("## A {b}", "## A {b} {#new-1}"),
        ("## A \\", "## A \\ {#new-1}"),
    ],
)
def test_a_missing_id_is_written_into_the_braces(heading: str, written: str) -> None:
    assert formatted(f"{heading}\n\nYes.\n") == f"{written}\n\nYes.\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("## A? {#a} more\n\nYes.\n", "missing-id"),
        ("## A? {#a .choice\n\nYes.\n", "missing-id"),
        ("##\n\nYes.\n", "empty-question"),
        ("## A?\n", "empty-answer"),
        ("## A?\n\nYes.\n\n## B? {#b}\n\n```python\nx = 1\n", "unclosed-fence"),
        ("## " + "a" * 9_995 + "\n\nYes.\n", "too-long"),
    ],
    ids=str,
)
def test_a_deck_with_other_mistakes_stays_as_it_is(text: str, code: str) -> None:
    done = fmt(text)
    assert (done.data, done.ids) == (text.encode(), ())
    assert [error.code for error in done.errors] == [code]


def test_a_layout_that_would_be_too_long_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "### a\n" * 40
    monkeypatch.setattr("content.limits.MAX_LINES", 50)
    assert fmt(text) == Formatted(text.encode())


def test_what_ships_is_formatted() -> None:
    files = [*(ROOT / "content" / "decks").rglob("*.md")]
    assert files
    for file in files:
        assert fmt(file.read_bytes()) == Formatted(file.read_bytes()), file


def test_an_id_goes_where_the_number_signs_that_close_a_heading_were() -> None:
    assert formatted("## What? ##\n\nThat.\n") == "## What? {#new-1}\n\nThat.\n"
