"""Where something stands in a file, and the name of the note that it belongs to."""

from typing import NamedTuple, NewType

NoteId = NewType("NoteId", str)


class Span(NamedTuple):
    """A half-open range of a file: lines and columns count from 1, columns in code points."""

    line: int
    column: int
    end_line: int
    end_column: int
