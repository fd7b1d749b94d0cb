"""Characters that no deck file may hold, because a reader would not see what is there."""

import re

from content.reporter import Reporter
from content.source import Source

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BIDIRECTIONAL = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SEPARATOR = re.compile("[\u2028\u2029]")
_INVISIBLE = re.compile("(?<![^\\s>])[\u200b-\u200d\u2060\ufeff]")
"""Where a word, a fence or a heading begins, which it hides; inside words and emoji they are needed."""
_FORBIDDEN = re.compile("|".join(kind.pattern for kind in (_CONTROL, _BIDIRECTIONAL, _SEPARATOR, _INVISIBLE)))
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200d\u2028-\u202e\u2060\u2066-\u2069\ufeff]")
"""What `_FORBIDDEN` may find; to look for one of these takes a fraction of the time."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def without_forbidden(text: str) -> str:
    """The text with a visible sign in the place of each character that no deck file may hold.

    A space takes the place of one of no width, so that the fence that it hides is seen.
    """
    return _FORBIDDEN.sub(_REPLACEMENT, _INVISIBLE.sub(" ", text))


def forbidden_lines(source: Source) -> frozenset[int]:
    """The numbers of the lines with a character that no deck file may hold."""
    return frozenset(number for number, line in enumerate(source.lines, start=1) if _FORBIDDEN.search(line))


def is_allowed(text: str) -> bool:
    """Whether a text that was written with escapes holds only what a deck file may hold."""
    return _FORBIDDEN.search(text) is None and _SURROGATE.search(text) is None


def check_characters(source: Source, report: Reporter) -> bool:
    """Report the first control character, if there is one, and how many more; return whether there is none.

    Control characters can drive a terminal; bidirectional ones show code in another order than it runs
    (Trojan Source, CVE-2021-42574); Unicode's separators end a line for some readers only; a character of
    no width keeps what follows it from being a fence or a heading.
    """
    found = _FORBIDDEN.search(source.text) if _SUSPECT.search(source.text) else None
    if found is None:
        return True
    more = len(_FORBIDDEN.findall(source.text)) - 1
    line = source.text.count("\n", 0, found.start()) + 1
    column = found.start() - (source.text.rfind("\n", 0, found.start()) + 1)
    bidirectional = _BIDIRECTIONAL.match(found[0])
    report.error(
        "bidirectional-control" if bidirectional else "control-character",
        source.part_span(line, column, column + 1),
        f"a {'bidirectional ' if bidirectional else ''}control character, U+{ord(found[0]):04X}"
        + (f", with {more} more like it in this file" if more else ""),
        label="shows text in another order than it is read" if bidirectional else "invisible here",
        help="delete it; in code, write it as an escape such as `\\x1b` or `\\u202e`",
    )
    return False


def decode(path: str, data: bytes, report: Reporter) -> Source | None:
    """The text of a file; bytes that are not UTF-8 are reported where they stand."""
    try:
        return Source(path, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = Source(path, data[: error.start].decode("utf-8-sig", "replace"))
        line, column = len(before.lines), len(before.lines[-1])
        report.error(
            "not-utf8",
            before.part_span(line, column, column + 1),
            f"not a text file in UTF-8: byte 0x{data[error.start]:02X} is not text",
            help="save the file as UTF-8, or move it out of the folder of decks",
        )
        return None
