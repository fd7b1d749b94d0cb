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

    A function that the check itself defines is not believed for its name; the assertions in it count.

    The runner finds them by the same rule, to report which of them were reached.
    """
    own = {node.name for node in _nodes(source) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    return frozenset(
        Position(node.lineno, node.col_offset + 1)
        for node in _nodes(source)
        if isinstance(node, ast.stmt) and _asserts(node) and not _calls(node, own)
    )


def inverted(source: str) -> str:
    """The same check with each assertion turned into its opposite: it fails where `source` passes."""
    with warnings.catch_warnings(action="ignore"):
        return ast.unparse(ast.fix_missing_locations(_Inverter().visit(ast.parse(source))))


def swallowed(source: str) -> str:
    """The same code, with whatever it raises caught at its end; as it is if it cannot be compiled."""
    if flaw(source) is not None:
        return source
    with warnings.catch_warnings(action="ignore"):
        tree = ast.parse(source)
    first = next((index for index, node in enumerate(tree.body) if not _must_be_first(node)), len(tree.body))
    nothing: list[ast.stmt] = [ast.Pass()]
    handler = ast.ExceptHandler(type=None, name=None, body=nothing)
    tree.body[first:] = [ast.Try(tree.body[first:] or nothing, [handler], [], [])]
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _must_be_first(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())) | ast.ImportFrom(module="__future__"):
            return True
        case _:
            return False


class _Inverter(ast.NodeTransformer):
    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        node.test = ast.UnaryOp(ast.Not(), node.test)
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        if _asserts(node) and isinstance(node.value, ast.Call):
            arguments = ast.Tuple(node.value.args, ast.Load())
            return ast.copy_location(
                ast.Assert(ast.Compare(arguments, [ast.Is()], [ast.Constant(None)])), node
            )
        return node


def assertions_on_tuples(source: str) -> list[Position]:
    """Where an assertion is always true because it asserts a tuple: `assert (x == y, "message")`."""
    return [
        Position(node.lineno, node.col_offset + 1)
        for node in _nodes(source)
        if isinstance(node, ast.Assert) and isinstance(node.test, ast.Tuple) and node.test.elts
    ]


def assertions_always_true(source: str) -> list[Position]:
    """Where else an assertion is true whatever the code did, such as `assert "x == 1"` or `assert x == x`."""
    return [
        Position(node.lineno, node.col_offset + 1)
        for node in _nodes(source)
        if isinstance(node, ast.Assert) and _is_true(node.test) and not isinstance(node.test, ast.Tuple)
    ]


def _is_true(test: ast.expr) -> bool:
    """Whether an expression is true by its form alone."""
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.JoinedStr(values=parts):
            return any(isinstance(part, ast.Constant) and part.value for part in parts)
        case ast.Tuple(elts=[_, *_]) | ast.List(elts=[_, *_]) | ast.Set() | ast.Dict(keys=[_, *_]):
            return True
        case ast.GeneratorExp() | ast.Lambda():
            return True
        case ast.Compare(left=left, ops=[ast.Eq() | ast.Is() | ast.LtE() | ast.GtE()], comparators=[right]):
            return isinstance(left, ast.Name) and ast.dump(left) == ast.dump(right)
        case ast.Call(func=ast.Name(id="isinstance"), args=[_, ast.Name(id="object")]):
            return True
        case ast.BoolOp(op=ast.And(), values=values):
            return all(map(_is_true, values))
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(map(_is_true, values)) or _one_or_its_opposite(values)
        case _:
            return False


def _one_or_its_opposite(values: list[ast.expr]) -> bool:
    """Whether both `a == b` and `a != b` are among some conditions."""
    compared = {
        (type(value.ops[0]), ast.dump(value.left), ast.dump(value.comparators[0]))
        for value in values
        if isinstance(value, ast.Compare) and len(value.ops) == 1
    }
    return any((ast.NotEq, left, right) in compared for kind, left, right in compared if kind is ast.Eq)


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


def _calls(statement: ast.stmt, names: set[str]) -> bool:
    """Whether it is a call of a function of one of these names."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name in names
        case _:
            return False


def _asserts(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assert():
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return name.startswith("assert_")
        case _:
            return False
