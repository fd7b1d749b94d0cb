"""Anki's cloze deletions, `{{c1::text::hint}}`: finding them, hiding them, showing them."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MAX_NUMBER = 499
"""Anki makes at most 500 cards of a note."""

MAX_DEPTH = 10
"""Anki reads no deletion inside as many others."""

_TOKEN = re.compile(r"\\.|\{\{c(\d{1,4}(?:,\d{1,4})*)::|::|[{}]", re.DOTALL)
_HIDDEN = "[...]"


class Deletion(NamedTuple):
    """One deletion, with the characters it takes of the text (counted from 0)."""

    start: int
    end: int
    numbers: tuple[int, ...]
    """Of the cards that ask for it: `{{c1,2::...}}` has two."""
    text_start: int
    text_end: int
    hint: str
    """Shown in place of the text; empty if there is none."""


class Flaw(NamedTuple):
    """A deletion that cannot be used, with the characters that show why."""

    start: int
    end: int
    message: str
    help: str


@dataclass(slots=True)
class _Open:
    """A deletion whose end is not found yet."""

    start: int
    numbers: tuple[int, ...]
    text_start: int
    text_end: int | None = None
    """Where its hint begins, if it has one."""
    depth: int = 0
    """How many braces are open inside it."""


def find_deletions(markdown: str) -> tuple[list[Deletion], list[Flaw]]:
    """The deletions of a text by their start, and what is wrong with others.

    Braces inside a deletion must balance, so that math and code such as `\\frac{1}{2}` are no end of it.
    """
    found: list[Deletion] = []
    flaws: list[Flaw] = []
    too_deep: Flaw | None = None
    stack: list[_Open] = []
    position = 0
    while token := _TOKEN.search(markdown, position):
        position = token.end()
        inner = stack[-1] if stack else None
        if token[1] is not None and not (inner and inner.text_end is not None):
            if len(stack) < MAX_DEPTH:
                stack.append(_Open(token.start(), tuple(map(int, token[1].split(","))), token.end()))
            elif inner:
                inner.depth += 2
                too_deep = too_deep or Flaw(
                    token.start(),
                    token.end(),
                    f"this deletion lies inside of {MAX_DEPTH} others",
                    "take it out of some of them: Anki looks no deeper",
                )
        elif inner is None:
            continue
        elif token[0] == "::":
            if inner.depth == 0 and inner.text_end is None:
                inner.text_end = token.start()
        elif token[0] == "}" and inner.depth == 0:
            if markdown.startswith("}", position):
                position += 1
                found.append(_closed(stack.pop(), token.start(), markdown))
        elif token[0] == "}":
            inner.depth -= 1
        elif token[0][0] == "{":
            inner.depth += token[0].count("{")
    for deletion in found:
        flaws += _flaws(deletion, markdown)
    flaws += [too_deep] if too_deep else []
    flaws += [
        Flaw(
            left.start,
            left.text_start,
            "this deletion is never closed",
            "close it with `}}`; braces inside it must balance, or be written as `\\{` and `\\}`",
        )
        for left in stack[:1]
    ]
    return sorted(found), sorted(flaws)


def numbers(deletions: Iterable[Deletion]) -> tuple[int, ...]:
    """The numbers of the cards that the deletions make, in order."""
    return tuple(sorted({number for deletion in deletions for number in deletion.numbers}))


def shown(markdown: str) -> str:
    """The text with every deletion in view."""
    return _replaced(markdown, hide=None)


def hidden(markdown: str, number: int | None = None) -> str:
    """The text without the deletions of a number (of every number, if none is given)."""
    return _replaced(markdown, hide=lambda deletion: number is None or number in deletion.numbers)


def with_marks(markdown: str, opening: Callable[[Sequence[int]], str], hint: str, end: str) -> str:
    """The text with its deletions marked another way; `opening` gives what begins one by its numbers."""
    deletions, _ = find_deletions(markdown)
    cuts = []
    for deletion in deletions:
        closing = f"{hint}{deletion.hint}{end}" if deletion.hint else end
        cuts.append((deletion.start, deletion.text_start, opening(deletion.numbers)))
        cuts.append((deletion.text_end, deletion.end, closing))
    return _cut(markdown, cuts)


def answers(markdown: str, number: int) -> tuple[str, ...]:
    """What the deletions of a number hide."""
    deletions, _ = find_deletions(markdown)
    return tuple(
        shown(markdown[deletion.text_start : deletion.text_end])
        for deletion in deletions
        if number in deletion.numbers
    )


def _replaced(markdown: str, hide: Callable[[Deletion], bool] | None) -> str:
    cuts: list[tuple[int, int, str]] = []
    hidden_until = 0
    deletions, _ = find_deletions(markdown)
    for deletion in deletions:
        if deletion.start < hidden_until:
            continue
        if hide and hide(deletion):
            hidden_until = deletion.end
            blank = f"[{deletion.hint}]" if deletion.hint else _HIDDEN
            # Markdown would take the brackets for a link.
            gap = " " if markdown[deletion.end : deletion.end + 1] in ("(", "[") else ""
            cuts.append((deletion.start, deletion.end, blank + gap))
        else:
            cuts.append((deletion.start, deletion.text_start, ""))
            cuts.append((deletion.text_end, deletion.end, ""))
    return _cut(markdown, cuts)


def _cut(markdown: str, cuts: Iterable[tuple[int, int, str]]) -> str:
    """The text with something else in the place of some ranges, none of which overlap."""
    pieces = []
    position = 0
    for start, end, replacement in sorted(cuts):
        pieces += [markdown[position:start], replacement]
        position = end
    return "".join([*pieces, markdown[position:]])


def _closed(opened: _Open, end: int, markdown: str) -> Deletion:
    text_end = end if opened.text_end is None else opened.text_end
    hint = markdown[text_end + 2 : end].strip()
    return Deletion(opened.start, end + 2, opened.numbers, opened.text_start, text_end, hint)


def _flaws(deletion: Deletion, markdown: str) -> Iterable[Flaw]:
    if not all(1 <= number <= MAX_NUMBER for number in deletion.numbers):
        yield Flaw(
            deletion.start,
            deletion.text_start,
            f"a deletion has a number from 1 to {MAX_NUMBER}",
            "number the deletions of a note from 1: `{{c1::...}}`",
        )
    if not markdown[deletion.text_start : deletion.text_end].strip():
        yield Flaw(
            deletion.start, deletion.end, "this deletion hides nothing", "write what is to be recalled"
        )
