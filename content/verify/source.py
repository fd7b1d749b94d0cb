"""What reading Python shows before anything runs."""

import ast
import warnings
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple


class Position(NamedTuple):
    """A place in a fence: both count from 1, columns in code points."""

    line: int
    column: int


class Flaw(NamedTuple):
    """Why a source cannot be compiled."""

    message: str
    position: Position


def flaw(source: str, mode: str = "exec") -> Flaw | None:
    """What keeps `source` from being compiled: as a file, or, if `mode` is "single", at a prompt."""
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(source, "<fence>", mode, dont_inherit=True)
    except SyntaxError as error:
        line = min(max(error.lineno or 1, 1), max(source.count("\n") + 1, 1))
        return Flaw(error.msg, Position(line, max(error.offset or 1, 1)))
    except (ValueError, OverflowError, RecursionError, MemoryError) as error:
        # A NUL byte, or nesting deeper than the compiler goes.
        return Flaw(str(error) or type(error).__name__, Position(1, 1))
    return None


def assertions(source: str) -> frozenset[Position]:
    """Where a check asserts: `assert` statements, and calls of a function whose name starts with `assert_`.

    The runner finds them by the same rule, to report which of them were reached.
    """
    return frozenset(
        Position(node.lineno, node.col_offset + 1)
        for node in _nodes(source)
        if isinstance(node, ast.stmt) and _asserts(node)
    )


def assertions_on_tuples(source: str) -> list[Position]:
    """Where an assertion is always true because it asserts a tuple: `assert (x == y, "message")`."""
    return [
        Position(node.lineno, node.col_offset + 1)
        for node in _nodes(source)
        if isinstance(node, ast.Assert) and isinstance(node.test, ast.Tuple) and node.test.elts
    ]


@cache
def assigned_names(source: str) -> frozenset[str]:
    """The names that a source binds, but for those of what it imports; none if it cannot be read."""
    if flaw(source) is not None:
        return frozenset()
    nodes = list(_nodes(source))
    return frozenset(
        [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
        + [node.arg for node in nodes if isinstance(node, ast.arg)]
    )


def _nodes(source: str) -> Iterator[ast.AST]:
    with warnings.catch_warnings(action="ignore"):
        return ast.walk(ast.parse(source))


def _asserts(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assert():
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return name.startswith("assert_")
        case _:
            return False
