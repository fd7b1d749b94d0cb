"""The page that explains each diagnostic, by its code."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from content.reporter import did_you_mean

_PAGE = re.compile(r"^## ([a-z0-9-]+)\n", re.MULTILINE)
_EXAMPLE = re.compile(r"^(`{3,})(markdown|toml) (bad|good)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """A file that shows a mistake, or its correction."""

    language: str
    """`markdown` for a deck, `toml` for an `srs.toml`."""
    is_good: bool
    text: str


class UnknownCodeError(LookupError):
    """No diagnostic has this code; the message names the nearest."""


@cache
def pages() -> dict[str, str]:
    """Every page, in Markdown."""
    text = files(__package__).joinpath("explanations.md").read_text(encoding="utf-8")
    _, *parts = _PAGE.split(text)
    return {code: page.strip() for code, page in zip(parts[::2], parts[1::2], strict=True)}


def page(code: str) -> str:
    """The page of a code. Raises `UnknownCodeError`."""
    if code not in pages():
        raise UnknownCodeError(f"no diagnostic has the code `{code}`; {did_you_mean(code, pages())}")
    return pages()[code]


def examples(code: str) -> list[Example]:
    """The examples on the page of a code."""
    return [
        Example(language, quality == "good", text)
        for _, language, quality, text in _EXAMPLE.findall(page(code))
    ]
