"""Deck text made safe for a terminal: what a stranger wrote cannot drive it or reorder what it shows."""

import re

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but for tab and newline, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # the bidirectional controls
    "\ud800-\udfff]"  # half a character: it has no encoding
)


def printable(text: str) -> str:
    """`text` with a replacement character for each control character, and Unix line ends."""
    return _UNPRINTABLE.sub("\ufffd", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """`text` made printable, in a single line."""
    return " ".join(printable(text).split())
