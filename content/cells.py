"""Where the cells of a table's row stand in its line."""

import re

_MARKERS = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*")
_SEPARATOR = re.compile(r"(?<!\\)\|")


def cell_columns(line: str, cell: int, text: str) -> list[int]:
    """The column, from 0, of each character of the text of a cell, and of what follows it.

    `cell` counts the cells before it. In the text, `\\|` has lost its backslash.
    """
    start, end = _range(line, cell)
    while start < end and line[start].isspace():
        start += 1
    columns = []
    for character in text:
        if line.startswith("\\|", start) and character == "|":
            start += 1
        columns.append(min(start, len(line)))
        start += 1
    return [*columns, min(start, len(line))]


def _range(line: str, cell: int) -> tuple[int, int]:
    body = _MARKERS.match(line)
    start = body.end() if body else 0
    start += line.startswith("|", start)
    for found in _SEPARATOR.finditer(line, start):
        if cell == 0:
            return start, found.start()
        start = found.end()
        cell -= 1
    return start, len(line)
