"""A mutant: a source with one place changed."""

from dataclasses import dataclass
from difflib import unified_diff
from enum import StrEnum

from content.models import Span


class Operator(StrEnum):
    """How a mutant came about, the most telling first."""

    STATEMENT = "statement"
    """A statement is deleted: if the check still passes, nothing verifies that line."""
    DISPLAY = "display"
    """A statement is deleted that only shows a value, which no `output` fence confirms."""
    BLOCK = "block"
    """The body of a `with`, `for`, `while` or `if` is taken out of it, or a function out of its decorator."""
    NAME = "name"
    """A name is replaced by one that it is often taken for."""
    LOGIC = "logic"
    """A comparison, an operation or a logical operator is replaced."""
    ARGUMENT = "argument"
    """A keyword is dropped, or two arguments change places."""
    CONSTANT = "constant"
    """A number, a text, `True` or `False` is replaced."""

    @property
    def is_deletion(self) -> bool:
        """Whether a whole statement is deleted."""
        return self in {Operator.STATEMENT, Operator.DISPLAY}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A source with one place changed; offsets count code points."""

    original: str
    start: int
    end: int
    new: str
    """What stands for `original[start:end]`."""
    operator: Operator
    change: str
    """What was changed, in a few words that stay the same when the rest of the source is edited."""
    statement: tuple[int, int]
    """Where the statement that it changes starts and ends."""

    @property
    def source(self) -> str:
        """The mutated source."""
        return self.original[: self.start] + self.new + self.original[self.end :]

    @property
    def span(self) -> Span:
        """What was changed: lines and columns of the original, counted from 1."""
        # A line that is deleted ends in itself, not at the beginning of the next one.
        end = self.end - self.original[self.start : self.end].endswith("\n")
        return Span(*self._position(self.start), *self._position(end))

    @property
    def statement_span(self) -> Span:
        """The first line of the statement that it changes."""
        start, end = self.statement
        first_end = self.original.find("\n", start, end)
        return Span(*self._position(start), *self._position(end if first_end < 0 else first_end))

    @property
    def diff(self) -> str:
        """The lines that differ: the old ones after a minus, the new ones after a plus."""
        first = self.original.rfind("\n", 0, self.start) + 1
        last = self.original.find("\n", self.end)
        last = len(self.original) if last < 0 else last
        before = self.original[first:last]
        after = self.original[first : self.start] + self.new + self.original[self.end : last]
        lines = [*unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=0)][2:]
        return "\n".join(line for line in lines if not line.startswith("@@"))

    def _position(self, offset: int) -> tuple[int, int]:
        return self.original.count("\n", 0, offset) + 1, offset - self.original.rfind("\n", 0, offset)
