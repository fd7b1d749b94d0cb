"""What a note says in each field of its note type, as HTML for Anki."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, assert_never

from content.cloze import with_marks
from content.models import Basic, Choice, Cloze, Explain, Note, Text
from exporters.html import render, render_inline
from exporters.order import shown_options

_OPENING, _HINT, _END, _AND = "\ufdd0", "\ufddb", "\ufddc", "\ufddd"
_DIGITS = "\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6\ufdd7\ufdd8\ufdd9\ufdda"
"""Noncharacters that stand for the parts of a deletion while its text is rendered."""
_MARKS = f"[{_OPENING}-{_AND}]"
_TO_NUMBERS = str.maketrans(_DIGITS + _AND, "0123456789,")
_FROM_NUMBERS = str.maketrans("0123456789,", _DIGITS + _AND)

_BRACKET = re.compile(r"(?<!\\)\[")
"""Anki obeys `[sound:...]`, `[latex]` and `[anki:...]` in a field; only `\\[`, the start of math, is ours."""


def fields(note: Note, key: str, images: Mapping[str, str]) -> dict[str, str]:
    """HTML by field name; a field that is left out is empty.

    `key` seeds the shuffling of options and stays the same for ever. `images` gives the name of each image
    in the package, by where the note says it is.
    """
    html = _Html(images)
    level = {"Level": note.level or ""}
    match note:
        case Basic():
            reverse = {"Reverse": "yes"} if note.is_reversed else {}
            return level | reverse | {"Question": html.question(note), "Answer": html.block(note.answer)}
        case Cloze():
            return level | {"Text": html.cloze(note), "Extra": html.block(note.extra)}
        case Choice():
            return level | {
                "Question": html.question(note),
                "Options": html.options(note, key),
                "Explanation": html.block(note.explanation),
            }
        case Explain():
            return level | {
                "Question": html.question(note),
                "Hint": html.block(note.hint),
                "Concepts": html.concepts(note),
                "Answer": html.block(note.answer),
            }
        case _:
            assert_never(note)


class _Html(NamedTuple):
    """Renders the parts of one note."""

    images: Mapping[str, str]

    def question(self, note: Note) -> str:
        """The heading is one line whatever it begins with; what follows it may be anything."""
        longer = note.question.markdown.removeprefix(note.title)
        title = render_inline(note.title, self.images)
        return f"<p>{_quiet(title)}</p>{_quiet(render(longer, self.images))}"

    def cloze(self, note: Cloze) -> str:
        """The question with its deletions as Anki marks them."""
        longer = note.question.markdown.removeprefix(note.title)
        title = _quiet(render_inline(_with_marks(note.title), self.images))
        text = _quiet(render(_with_marks(longer), self.images))
        return _with_deletions(f"<p>{title}</p>{text}")

    def options(self, note: Choice, key: str) -> str:
        """A list that the script of the note type makes clickable."""
        several = sum(option.right for option in note.options) > 1
        items = "".join(
            f"<li{' data-ok' if option.right else ''}><div>{self.block(option.text)}</div>"
            + (f'<div class="why">{self.block(option.feedback)}</div>' if option.feedback else "")
            + "</li>"
            for option in shown_options(note)
        )
        return f'<ol class="mcq" data-key="{key}"{" data-several" if several else ""}>{items}</ol>'

    def concepts(self, note: Explain) -> str:
        """Checkboxes tick without any script; counting them takes one."""
        items = "".join(
            f'<li><label><input type="checkbox"><div>{self.block(concept)}</div></label></li>'
            for concept in note.concepts
        )
        return f'<ul class="concepts">{items}</ul>'

    def block(self, text: Text | None) -> str:
        """Any number of paragraphs, or nothing."""
        return _quiet(render(text.markdown, self.images)) if text else ""


def _with_marks(markdown: str) -> str:
    """Text whose deletions survive rendering."""

    def opening(numbers: Sequence[int]) -> str:
        return _OPENING + ",".join(map(str, numbers)).translate(_FROM_NUMBERS)

    return with_marks(re.sub(_MARKS, "\N{REPLACEMENT CHARACTER}", markdown), opening, _HINT, _END)


def _with_deletions(html: str) -> str:
    """Anki ends a deletion at the first `}}`, its text at `::`: nothing else may look like them."""
    html = re.sub(f'<span class="err">({_MARKS}+)</span>', r"\1", html)  # what the highlighter makes of marks
    for double, escaped in (("{{", "{&#123;"), ("}}", "}&#125;"), ("::", ":&#58;")):
        html = html.replace(double, escaped)
    html = re.sub(
        f"{_OPENING}([{_DIGITS}{_AND}]+)", lambda mark: f"{{{{c{mark[1].translate(_TO_NUMBERS)}::", html
    )
    return html.replace(_HINT, "::").replace(_END, "}}")


def _quiet(rendered: str) -> str:
    return _BRACKET.sub("&#91;", rendered).strip()
