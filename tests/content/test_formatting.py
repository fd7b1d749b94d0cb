"""A formatted deck says what it said, looks as it looked, and has every id; formatting it again changes nothing."""

import re
from itertools import count
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from content.formatting import Formatted, format_deck
from content.front_matter import below_front_matter, front_matter_end
from content.headings import is_id
from content.layout import laid_out
from content.meaning import meaning
from content.models import Deck, NoteId
from content.source import Source
from exporters.html import render
from exporters.markdown import study_sheet
from tests.content.decks import deck_of, parse
from tests.content.invariants import texts_of
from tests.content.test_any_bytes import BLOCK, SHIPPED, decks, spoiled

ROOT = Path(__file__).parents[2]
TRAILING = re.compile(r"(?:\n[ \t]*)+\Z")
BRACES = re.compile(r"\s*\{[^{}]*\}(?=</h[1-6]>)")


def fmt(text: str | bytes) -> Formatted:
    """The text formatted; the ids that it lacks are `new-1`, `new-2` ..."""
    numbers = count(1)
    data = text if isinstance(text, bytes) else text.encode()
    return format_deck("decks/deck.md", data, lambda _: NoteId(f"new-{next(numbers)}"))


def formatted(text: str | bytes) -> str:
    """A text that can be formatted, formatted; what has to hold for each does."""
    done = fmt(text)
    assert done.errors == ()
    assert fmt(done.data) == Formatted(done.data)
    return done.data.decode()


def body(text: str) -> str:
    """A deck file without its front matter and the blank lines at its end."""
    source = Source("", text)
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


def says(data: str | bytes) -> list[object]:
    """What a deck says but for the ids of its notes, whose order tells them apart."""
    parsed = parse(data)
    notes = [note.model_copy(update={"id": NoteId(str(n))}) for n, note in enumerate(parsed.deck.notes)]
    return [meaning(parsed._replace(deck=parsed.deck.model_copy(update={"notes": tuple(notes)})))]


# ---------------------------------------------------------------------------------------------------------
# Decks without mistakes, laid out by somebody in a hurry
# ---------------------------------------------------------------------------------------------------------

END = st.sampled_from(["", "", "", " ", "  ", "   ", "\t", " \t", "\\"])
GAP = st.sampled_from(["\n", "\n\n", "\n\n", "\n\n\n", "\n \n", "\n\t\n\n\n", "\n  \n\n"])
WORD = st.sampled_from(
    r"a b *c* _d_ **e** `f` `` g` `` $h$ [i](j) ![k](l.png) <m> <!-- n --> \[ \{ { } é中 ~~o~~ &amp; # | -".split(" ")
)
WORDS = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
SENTENCE = st.builds("Yes {}{}".format, WORDS, END)
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=3).map("\n".join)
ACROSS = st.sampled_from(["`a{0}\nb`", "[a{0}\nb](c)", '[a](b "c{0}\nd")', "*a{0}\nb*", "$a{0}\nb$", "<a{0}\nb>", "![a{0}\nb](c.png)"])
ITEM = st.builds("{}{}{}".format, SENTENCE, st.sampled_from(["", "\n  more", "\n\n  more", "\n\n  ```text\n  x \n\n\n  ```"]), END)
SHOWN_BLOCK = st.one_of(
    PARAGRAPH,
    st.builds(str.format, ACROSS, END),
    st.lists(st.builds("- {}".format, ITEM), min_size=1, max_size=3).map("\n".join),
    st.lists(st.builds("> {}".format, SENTENCE), min_size=1, max_size=3).map("\n".join),
    st.builds("{0}text{1}\nx{1}\n\n\n y\n{0}{1}".format, st.sampled_from(["```", "~~~", "````"]), st.sampled_from(["", " ", "  \t"])),
    st.builds("### {}{}{}".format, WORDS, st.sampled_from(["", " #", " ###  "]), st.sampled_from(["", "  "])),
    st.builds(" ##### {}".format, WORDS),
    st.sampled_from(
        [
            "| a | b |  \n|---|---| \n| c | `d` | ",
            "<div> \n\n\nb\n</div>",
            "<pre>\n\n\n  b \n</pre>",
            "<!-- c\n\n\n-->",
            "<details>\n<summary>a</summary>\n\n- b  \n\n</details>",
            "<!-- srs: allow long-answer: so  -->",
            "$$ \na\n$$  ",
            "***  ",
            "[d]: e  ",
            "1. a\n\n\n\n2. b",
            "- a\n\n\n\n    code? \n",
            "a\\ \nb",
            "a[^x] \n\n[^x]: b\n\n\n    c ",
            "> [!NOTE] \n> a",
        ]
    ),
)  # fmt: skip
NOTES = {
    "": "{question}\n\n{block}",
    ".reversed": "{question}\n\n{block}",
    ".cloze": "{question}\n\nA {{{{c1::b}}}}{end}\nand {{{{c2::c::d}}}}.",
    ".choice": "{question}\n\n- [ ] a{end}\n  > {word}{end}\n- [x] b{end}\n\n\n> {word}{end}\n> c",
    ".choice .multiple": "{question}\n\n- [x] a{end}\n* * *",
    ".explain": "{question}\n\nHint: {word}{end}\n\n- a{end}\n- {word}{end}",
}
NOTES[".choice .multiple"] = "{question}\n\n1. [x] {word}{end}\n\n\n2. [x] b{end}"


@st.composite
def sloppy(draw: st.DrawFn, with_ids: bool = True) -> str:
    """A deck that has no mistakes as far as its own blocks go, with white space wherever it may be."""
    parts = [draw(st.sampled_from(["", "", "---\ndeck: A\ntags: [b]\n---", "---\r\ndeck: A\r\n---  \n\n\n"]))]
    parts += [draw(st.sampled_from(["", "# Title", "\n\n #  Title #  ", "Title\n==="]))]
    parts += draw(st.lists(SHOWN_BLOCK.filter(lambda text: "[^" not in text), max_size=2))
    for number in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(sorted(NOTES)))
        words = kind.split()
        words += [f"#n{number}"] if with_ids or draw(st.booleans()) else []
        words += draw(st.sampled_from([[], [".beginner"], [".advanced", f"was=o{number}"], [f'was="o{number}"']]))
        words = draw(st.permutations(words))
        space = draw(st.sampled_from([" ", " ", "  ", "\t"]))
        braces = "{" + draw(st.sampled_from(["", " "])) + space.join(words) + "}" if words else ""
        heading = f"##{space}What {draw(WORDS)}{space}{braces}{draw(st.sampled_from(['', '', '  ', ' ##']))}"
        question = "\n\n".join(draw(st.lists(PARAGRAPH, max_size=1))) if kind.startswith(".c") else ""
        body = NOTES[kind].format(question=question, block="{block}", end=draw(END.filter(lambda e: e != "\\")), word=draw(WORD))
        blocks = draw(st.lists(SHOWN_BLOCK, min_size=1, max_size=4))
        written = blocks[0]
        for block in blocks[1:]:
            written += draw(GAP) + block
        parts += [heading, body.replace("{block}", written)]
    text = parts[0]
    for part in parts[1:]:
        text += draw(GAP) + part
    return draw(st.sampled_from(["", "", "\ufeff"])) + text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n", "\r"])) )+ draw(st.sampled_from(["", "\n", "\n\n\n", " \n"]))


@given(sloppy())
def test_a_formatted_deck_says_and_looks_the_same(text: str) -> None:
    done = fmt(text)
    if done.errors:
        assert done.data == text.encode()
        return
    assert fmt(done.data) == Formatted(done.data)
    before, after = parse(text), parse(done.data)
    assert meaning(after) == meaning(before)
    assert shown(after.deck) == shown(before.deck)
    assert on_github(body(after.source.text)) == on_github(body(before.source.text))


@given(st.one_of(decks(), spoiled().map(lambda data: data.decode(errors="replace"))))
@example("- $$\n- What is a tensor? \t\n- $$\n\n")
@example("- \n\n\n\n- \n\n")
@example("> ```python\n> \n> ~~~\n\n")
@example("```python\n\n~~~\n\n[ ] \n")
@example("- ```python\n- \n- ```\n\n")
def test_the_layout_of_any_markdown_can_be_made_canonical_without_a_trace(text: str) -> None:
    source = Source("", text)
    done = laid_out(source)
    assert laid_out(Source("", done)) == done
    before, after = body(source.text), body(done)
    assert on_github(after) == on_github(before)
    assert BRACES.sub("", render(after, {})) == BRACES.sub("", render(before, {}))
