"""Inline Markdown that matters beyond its looks: images, code spans and footnote marks, with their places."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.helpers import parseLinkDestination, parseLinkTitle

from content.blocks import LinkTarget

_TOKEN = re.compile(
    r"""\\.
      | `+
      | <[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*>
      | <[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+>
      | !?\[
      | \]""",
    re.VERBOSE | re.DOTALL,
)
_RUN = re.compile("`+")
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]", re.DOTALL)
_FOOTNOTE = re.compile(r"\^\S+")
_SPACE = re.compile(r"[ \t\n]*")


class Inline(NamedTuple):
    """A part of a paragraph, with the characters it takes of it (counted from 0)."""

    kind: str
    """`image`, `code_inline` (as markdown-it names them), or `footnote_ref`."""
    start: int
    end: int
    text: str
    """The code, the alternative text of the image, or the label of the footnote."""
    source: str
    """Where the image is."""


class _Opener(NamedTuple):
    """A bracket that nothing closed yet."""

    start: int
    text_start: int
    is_image: bool


class _Target(NamedTuple):
    """Where a link or an image leads, and where what says so ends."""

    url: str
    end: int


def read_inlines(paragraph: str, links: Mapping[str, LinkTarget] | None = None) -> list[Inline]:
    """The images, code spans and footnote marks of a paragraph, in order.

    `links` are the link definitions that its images may refer to, by their normalised label. One pass finds
    them: the inline parser of markdown-it needs many for texts that are all brackets.
    """
    if "`" not in paragraph and "![" not in paragraph and "[^" not in paragraph:
        return []
    return _Scan(paragraph, links or {}).inlines()


class _Scan:
    """One pass over a paragraph, with the bracket stack of the CommonMark specification."""

    def __init__(self, text: str, links: Mapping[str, LinkTarget]) -> None:
        self._text = text
        self._links = links
        self._runs: dict[int, list[int]] | None = None
        self._found: list[Inline] = []
        self._openers: list[_Opener] = []
        self._dead = 0
        """How many of the openers begin no link, because links hold no links."""

    def inlines(self) -> list[Inline]:
        position = 0
        while token := _TOKEN.search(self._text, position):
            position = token.end()
            match token[0][0]:
                case "`":
                    position = self._code(token.start(), position)
                case "[" | "!":
                    self._openers.append(_Opener(token.start(), position, token[0][0] == "!"))
                case "]" if self._openers:
                    position = self._close(token.start(), position)
        return self._found

    def _code(self, start: int, end: int) -> int:
        """Where to go on after a run of backticks: after the code span that it begins, if it does."""
        if self._runs is None:
            self._runs = defaultdict(list)
            for run in _RUN.finditer(self._text):
                self._runs[len(run[0])].append(run.start())
        closing = self._runs.get(end - start, [])
        index = bisect_left(closing, end)
        if index == len(closing):
            return end
        code = self._text[end : closing[index]].replace("\n", " ")
        if code.startswith(" ") and code.endswith(" ") and code.strip(" "):
            code = code[1:-1]
        after = closing[index] + end - start
        self._found.append(Inline("code_inline", start, after, code, ""))
        return after

    def _close(self, bracket: int, end: int) -> int:
        """Where to go on after a closing bracket: after the target of the link or image that it ends."""
        opener = self._openers.pop()
        is_dead = len(self._openers) < self._dead
        self._dead = min(self._dead, len(self._openers))
        label = self._text[opener.text_start : bracket]
        is_link = opener.is_image or not is_dead
        target = (_inline_target(self._text, end) or self._referred(label, end)) if is_link else None
        if target is None:
            if not opener.is_image and _FOOTNOTE.fullmatch(label):
                self._found.append(Inline("footnote_ref", opener.start, end, label[1:], ""))
            return end
        if opener.is_image:
            # Of what stands inside, only the code is still there: as words that describe the image.
            inside = list[Inline]()
            while self._found and self._found[-1].start > opener.start:
                inside.append(self._found.pop())
            self._found.append(Inline("image", opener.start, target.end, label, target.url))
            self._found += [found for found in reversed(inside) if found.kind == "code_inline"]
        else:
            self._dead = len(self._openers)
        return target.end

    def _referred(self, label: str, end: int) -> _Target | None:
        if not self._links:
            return None
        explicit = _LABEL.match(self._text, end)
        name = (explicit[1] if explicit else "") or label
        link = self._links.get(normalizeReference(name))
        return _Target(link.url, explicit.end() if explicit else end) if link else None


def _inline_target(text: str, start: int) -> _Target | None:
    """What stands between parentheses after a closing bracket."""
    if not text.startswith("(", start):
        return None
    position, url = _after_space(text, start + 1), ""
    destination = parseLinkDestination(text, position, len(text))
    if destination.ok:
        url = _parser().normalizeLink(destination.str)
        if _parser().validateLink(url):
            position = destination.pos
        else:
            url = ""
        before_title = position
        position = _after_space(text, position)
        title = parseLinkTitle(text, position, len(text), None)
        if position > before_title and title.ok:
            position = _after_space(text, title.pos)
    return _Target(url, position + 1) if text.startswith(")", position) else None


def _after_space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})
