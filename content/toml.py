"""Reads TOML so that each key, like each mistake, has its place in the file."""

import re
import tomllib
from collections.abc import Mapping
from itertools import islice

from content.source import Source
from content.span import Span

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_KEY = rf"\s*(?:(?P<opening>\[{{1,2}})\s*)?(?P<key>{_PART}(?:\s*\.\s*{_PART})*)\s*[]=]"
_PLACE = r" [(]at (?:line (\d+), column (\d+)|end of document)[)]$"
_LONG_NUMBER = r"[0-9][0-9_]{999,}"
_MAX_EXACT = 20_000
"""As many characters of a file as are read again and again to tell on which line a key stands."""
_MAX_CANDIDATES = 10
"""As many lines as are tried that look as if they set a key."""


class TomlError(Exception):
    """A text is not valid TOML."""

    def __init__(self, span: Span, problem: str, help: str = "") -> None:
        super().__init__(problem)
        self.span = span
        self.problem = problem
        self.help = help
        """What to do about it; nothing where the problem says it all."""


def parse_toml(source: Source) -> dict[str, object]:
    """What a TOML file holds. Raises `TomlError`."""
    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise _explained(source, str(error)) from None
    except RecursionError:
        raise TomlError(source.part_span(1, 0, 1), "nested too deeply") from None
    except ValueError:  # Python refuses to read a number of so many digits
        raise TomlError(_long_number(source), "a number with too many digits") from None


def key_span(source: Source, *path: str) -> Span:
    """Where a valid TOML file sets a key, given by the tables above it and its name.

    Where that cannot be told: where the table above begins, or else the first line.
    """
    name = re.compile(rf"""(?<![\w-])["']?{re.escape(path[-1])}["']?\s*[].=]""")
    if len(source.text) <= _MAX_EXACT:
        lines = (number for number, line in enumerate(source.lines, start=1) if name.search(line))
        keys = ((number, found) for number in lines if (found := re.match(_KEY, source.line(number))))
        for number, found in islice(keys, _MAX_CANDIDATES):
            if _sets(source, number, found, path):
                return source.part_span(number, found.start("key"), found.end("key"))
    return key_span(source, *path[:-1]) if path[:-1] else source.line_span(1)


def _sets(source: Source, number: int, found: re.Match[str], path: tuple[str, ...]) -> bool:
    """Whether a line that looks like a key is the first to set the one at `path`."""
    before = "\n".join(source.lines[: number - 1])
    opening = found["opening"] or ""
    line = f"{opening}{found['key']}{']' * len(opening)}" if opening else f"{found['key']} = 0"
    try:
        return _holds(tomllib.loads(f"{before}\n{line}"), path) and not _holds(tomllib.loads(before), path)
    except (ValueError, RecursionError):  # the line is part of a longer text
        return False


def _holds(values: object, path: tuple[str, ...]) -> bool:
    for name in path:
        if isinstance(values, list) and values:
            values = values[-1]
        if not isinstance(values, Mapping) or name not in values:
            return False
        values = values[name]
    return True


def _explained(source: Source, message: str) -> TomlError:
    place = re.search(_PLACE, message)
    problem = re.sub(_PLACE, "", message)
    problem = problem[:1].lower() + problem[1:]
    if not place or not place[1]:
        line = max(len(source.text.rstrip("\n").split("\n")), 1)
        return TomlError(
            source.part_span(line, len(source.line(line)), 0), f"{problem} at the end of the file"
        )
    line, column = int(place[1]), int(place[2]) - 1
    key = re.match(_KEY, source.line(line))
    if key and (problem.startswith(("cannot overwrite", "cannot declare"))):
        what = f"`[{key['key']}]` begins" if key["opening"] else f"`{key['key']}` is set"
        span = source.part_span(line, key.start("key"), key.end("key"))
        return TomlError(span, f"{what} twice", "keep one of them")
    word = re.match(r"[A-Za-z][\w.-]{0,60}", source.line(line)[column:])
    if not word or problem != "invalid value":
        return TomlError(source.part_span(line, column, column + 1), problem)
    meant = word[0].lower() if word[0].lower() in ("true", "false") else f'"{word[0]}"'
    end = column + len(word[0])
    return TomlError(source.part_span(line, column, end), f"{problem} `{word[0]}`", f"write `{meant}`")


def _long_number(source: Source) -> Span:
    for number, line in enumerate(source.lines, start=1):
        found = re.search(_LONG_NUMBER, line)
        if found:
            return source.part_span(number, found.start(), found.end())
    return source.line_span(1)
