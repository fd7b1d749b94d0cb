"""Whatever a deck holds, no exporter shows a block of code that its note does not list."""

import re
from html import unescape

from hypothesis import example, given

from content.cloze import shown
from content.models import Cloze, Note
from exporters.html import render
from tests.content.decks import parse
from tests.content.invariants import texts_of
from tests.content.test_any_bytes import decks

BLOCK = re.compile(r"<pre(?: class=\"hl\")?><code>(.*?)</code></pre>", re.DOTALL)


def bare(text: str) -> str:
    """Without white space: indentation by tabs depends on what stands around a text."""
    return "".join(text.split())


def code_shown(note: Note) -> set[str]:
    markdown = (text.markdown for text in texts_of(note))
    html = (render(shown(text) if isinstance(note, Cloze) else text, {}) for text in markdown)
    blocks = (found for page in html for found in BLOCK.findall(page))
    return {bare(unescape(re.sub("<[^>]*>", "", block))) for block in blocks}


@given(decks())
@example("## Q {#q}\n\n<!--\n```python\nx\n```\n-->\n")
@example("## Q {#q}\n\n> a\n\n    x = 1\n")
@example("## Q {#q .choice}\n\n- [x]     x = 1\n- [ ] y\n")
def test_no_code_is_shown_that_the_note_does_not_list(text: str) -> None:
    for note in parse(text).deck.notes:
        assert code_shown(note) <= {bare(code.source) for code in note.code}
