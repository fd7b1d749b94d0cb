"""A study sheet shows every question, folds every answer, and obeys nothing that a deck says."""

from html.parser import HTMLParser
from pathlib import Path
from textwrap import indent

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from content.collection import load
from content.markdown import parse_deck
from content.models import Deck
from content.roots import shipped_collection
from exporters.literal import without_html
from exporters.markdown import study_sheet

GOLDEN = Path(__file__).parent.parent / "golden" / "freezing-layers.md"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append(tag)


def tags_of(markdown: str) -> list[str]:
    """The tags that a reader like GitHub would see, which lets raw HTML through."""
    parser = Tags()
    parser.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown))
    return parser.opened


def deck_of(text: str) -> Deck:
    parsed = parse_deck("deck.md", text.encode(), name="Deck")
    assert parsed.diagnostics == ()
    return parsed.deck


def test_the_sheet_of_the_shipped_deck() -> None:
    (deck,) = load(shipped_collection()).collection.decks
    assert study_sheet(deck) == GOLDEN.read_text()


def test_every_answer_is_folded_and_no_setup_or_check_is_shown() -> None:
    (deck,) = load(shipped_collection()).collection.decks
    sheet = study_sheet(deck)
    tags = tags_of(sheet)
    assert tags.count("details") == tags.count("summary") == len(deck.notes) == 12
    assert "assert " not in sheet
    assert "class Classifier" not in sheet


def test_what_a_fence_says_to_the_verifier_is_not_shown() -> None:
    deck = deck_of('# D\n\n## Q? {#q}\n\n```python no-run="needs a GPU"\nx = 1\n```\n')
    assert "```python\nx = 1\n```" in study_sheet(deck)


def test_raw_html_is_shown_as_text() -> None:
    deck = deck_of("# D\n\n## Q <b>? {#q}\n\nAn answer </details><script>alert(1)</script> `<i>`\n")
    tags = tags_of(study_sheet(deck))
    assert tags.count("details") == 1
    assert not {"b", "script", "i"} & set(tags)


def test_footnotes_of_two_notes_stay_apart() -> None:
    deck = deck_of("# D\n\n## A? {#a}\n\nx[^1]\n\n[^1]: one\n\n## B? {#b}\n\ny[^1]\n\n[^1]: two\n")
    sheet = study_sheet(deck)
    assert "[^a-1]: one" in sheet
    assert "[^b-1]: two" in sheet


@given(st.text(st.sampled_from("<>`~\\!-/?[]^$|*_ \n\tab:&;'\"") | st.characters(), max_size=80))
def test_no_text_leaves_html_behind(text: str) -> None:
    html_tokens = [
        token
        for block in MarkdownIt("commonmark", {"html": True}).enable("table").parse(without_html(text))
        for token in (block, *(block.children or ()))
        if token.type.startswith("html")
    ]
    assert html_tokens == []


@given(st.text(st.sampled_from("<>/`~\\!-[]$* \nabdetails"), max_size=60))
def test_no_answer_closes_its_fold(text: str) -> None:
    source = f"# D\n\n## Q? {{#q}}\n\n- a\n\n{indent(text, '  ')}\n\n## Next? {{#next}}\n\nanswer\n"
    deck = parse_deck("deck.md", source.encode(), name="Deck").deck
    sheet = study_sheet(deck)
    assert tags_of(sheet).count("details") == len(deck.notes)
