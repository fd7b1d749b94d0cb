"""Where the nodes of a syntax tree stand in their source, in code points, so that it can be changed there."""

import ast
import re
from itertools import accumulate

from content.verify.mutant import Mutant, Operator

_COMMENT = re.compile(r"#[^\n]*")
_MAX_CHANGE = 60


class Splicer:
    """Makes mutants of one statement of a source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.statement = (0, 0)
        """Where the statement that is changed starts and ends."""
        self._lines = source.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in self._lines)]

    def start(self, node: ast.stmt | ast.expr | ast.keyword) -> int:
        """Where a node starts."""
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: ast.stmt | ast.expr | ast.keyword) -> int:
        """Where a node ends."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._offset(node.end_lineno, node.end_col_offset)

    def text(self, node: ast.stmt | ast.expr | ast.keyword) -> str:
        """A node as its author wrote it."""
        return self.source[self.start(node) : self.end(node)]

    def without_comments(self, start: int, end: int) -> str:
        """The text between two nodes, in which each character of a comment is a space."""
        return _COMMENT.sub(lambda found: " " * len(found[0]), self.source[start:end])

    def mutant(self, start: int, end: int, new: str, operator: Operator, change: str) -> Mutant:
        """The source with `new` for what stands from `start` to `end`."""
        return Mutant(self.source, start, end, new, operator, brief_change(change), self.statement)

    def _offset(self, line: int, column_bytes: int) -> int:
        text = self._lines[line - 1]
        column = column_bytes if text.isascii() else len(text.encode()[:column_bytes].decode())
        return self._starts[line - 1] + column


def brief_change(change: str) -> str:
    """A change as it can stand in the comment that accepts it: one line, no backtick, no end of a comment."""
    words = " ".join(change.replace("`", "'").replace("-->", "->").split())
    return words if len(words) <= _MAX_CHANGE else words[: _MAX_CHANGE - 3].rstrip() + "..."
