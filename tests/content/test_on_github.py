"""GitHub shows what srs reads: the same notes, and each fence as it stands in the file."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from content.cloze import shown
from content.markdown import parse_deck

ROOT = Path(__file__).parents[2]
SHIPPED = {file.name: file.read_text() for file in sorted((ROOT / "content" / "decks").rglob("*.md"))}
WRITTEN = re.compile(r"^````markdown(?: file=\S+)?\n(.*?)^````$", re.MULTILINE | re.DOTALL)
IN_DOCS = {
    f"{page}, {number}": deck
    for page in ("tutorial.md", "deck-format.md")
    for number, deck in enumerate(WRITTEN.findall((ROOT / "docs" / page).read_text()), start=1)
}
DECKS = SHIPPED | IN_DOCS
FRONT_MATTER = re.compile(r"\A---\n.*?^---\n", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", DECKS)
def test_github_shows_a_deck_as_srs_reads_it(name: str) -> None:
    deck = parse_deck("decks/deck.md", DECKS[name].encode(), name="Deck").deck
    tokens = MarkdownIt("commonmark").enable("table").parse(FRONT_MATTER.sub("", DECKS[name]))
    codes = [*deck.setup, *(code for note in deck.notes for code in note.code)]
    assert [
        (token.info.split()[0].replace("pycon", "python"), shown(token.content).rstrip("\n"))
        for token in tokens
        if token.type == "fence"
    ] == [(code.language or "output", code.source.rstrip("\n")) for code in codes]
    assert len(deck.notes) == sum(token.type == "heading_open" and token.markup == "##" for token in tokens)
    html = [token for token in tokens if token.type == "html_block" and "<!-- srs:" not in token.content]
    inline = [part for token in tokens for part in token.children or () if part.type == "html_inline"]
    assert (html, inline) == ([], [])


def test_html_that_hides_nothing_is_left_alone() -> None:
    text = (
        "## Q {#q}\n\n<details><summary>More</summary>\n\n```text\n<!--\n```\n\n</details>\n\n"
        "An inline `<!--`, and \\<details> in words. <!-- closed --> <b>\n\n"
        "<!-- closed\n\nlater -->\n\n<pre>\na\n\nb\n</pre>\n\n<div>\n\n```text\na\n```\n\n</div>\n"
    )
    assert parse_deck("decks/deck.md", text.encode(), name="Deck").diagnostics == ()
