"""The attribute syntax of Pandoc and kramdown at the end of a heading: `{#id .class key=value}`."""

import re
from typing import NamedTuple

_GROUP = re.compile(r"(?<!\\)\{(?=[ \t]*(?:[#.]|[\w-]+=))([^{}]*)\}")
_ITEM = re.compile(r"""[#.][^\s{}]*|[\w-]+=(?:"[^"]*"|'[^']*'|[^\s"']*)|\S+""")


class Attribute(NamedTuple):
    """One item between the braces, with the characters it takes of the heading (counted from 0)."""

    sigil: str
    """`#` for an id, `.` for a class, `=` for a key with a value, nothing for anything else."""
    name: str
    value: str
    start: int
    end: int


class Heading(NamedTuple):
    """A heading's text, apart from its attributes."""

    text: str
    attributes: tuple[Attribute, ...]
    end: int
    """Where the text ends (counted from 0)."""


def split_heading(heading: str) -> Heading:
    """Take the attributes off the end of a heading's text."""
    group = _GROUP.fullmatch(heading, heading.rfind("{")) if heading.endswith("}") else None
    if group is None:
        return Heading(heading, (), len(heading))
    text = heading[: group.start()].rstrip(" \t")
    items = (_attribute(item, group.start(1)) for item in _ITEM.finditer(group[1]))
    return Heading(text, tuple(items), len(text))


def _attribute(item: re.Match[str], offset: int) -> Attribute:
    start, end = item.start() + offset, item.end() + offset
    word = item[0]
    if word[0] in "#.":
        return Attribute(word[0], word[1:], "", start, end)
    key, equals, value = word.partition("=")
    if equals:
        return Attribute("=", key, value.strip("\"'"), start, end)
    return Attribute("", word, "", start, end)
