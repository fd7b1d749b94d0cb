"""Small mutants of an answer: each differs from it in one place, and a good check fails for each.

The operators are those of mutation testing (DeMillo, Lipton and Sayward 1978), with the names that users of
PyTorch confuse. A mutant is spliced into the author's text, so that the difference is all that a reader sees.
"""

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from itertools import chain

from content.verify.expressions import is_print, mutants_of_expressions
from content.verify.mutant import Mutant, Operator
from content.verify.splice import Splicer

_REST_OF_LINE = re.compile(r"[ \t]*(?:#.*)?(?:\n|\Z)")
_END_OF_HEADER = re.compile(r"[\s),]*:")
_KEPT = (ast.Import, ast.ImportFrom, ast.Pass, ast.Global, ast.Nonlocal, ast.Assert)
"""Statements that are not deleted: without them nothing runs, or nothing changes."""


def mutants(source: str, *, prints_are_confirmed: bool) -> list[Mutant]:
    """Every mutant of `source`: statement by statement, those of one in the order of `Operator`.

    `prints_are_confirmed` says that an `output` fence holds what it prints. What does not parse has none. A
    few may not compile.
    """
    splicer = Splicer(source.replace("\r\n", "\n").replace("\r", "\n"))
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(splicer.source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = []
    order = list(Operator)
    for statement, siblings in _statements(tree.body):
        splicer.statement = (splicer.start(statement), splicer.end(statement))
        changed = [
            mutant
            for mutant in _of_statement(splicer, statement, siblings, prints_are_confirmed)
            if splicer.source[mutant.start : mutant.end] != mutant.new
        ]
        found += sorted(changed, key=lambda mutant: (order.index(mutant.operator), mutant.start))
    return found


def _statements(block: Sequence[ast.stmt]) -> Iterator[tuple[ast.stmt, Sequence[ast.stmt]]]:
    """Every statement with the block that it stands in, in the order of the text."""
    for statement in block:
        yield statement, block
        for inner in _blocks_of(statement):
            yield from _statements(inner)


def _blocks_of(statement: ast.stmt) -> Iterator[Sequence[ast.stmt]]:
    """The blocks inside a statement."""
    for _, values in ast.iter_fields(statement):
        if isinstance(values, list) and values:
            if isinstance(values[0], ast.stmt):
                yield values
            for value in values:
                if isinstance(value, ast.ExceptHandler | ast.match_case):
                    yield value.body


def _of_statement(
    splicer: Splicer, statement: ast.stmt, siblings: Sequence[ast.stmt], prints_are_confirmed: bool
) -> Iterator[Mutant]:
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.Assert():
            return
        case ast.Expr(value=value) if is_print(value) and prints_are_confirmed:
            pass
        case ast.Expr(value=value) if is_print(value) or not _acts(value):
            yield _deletion(splicer, statement, siblings, Operator.DISPLAY)
            return
        case _ if not isinstance(statement, _KEPT) and not _only_declares(statement):
            yield _deletion(splicer, statement, siblings, Operator.STATEMENT)
    yield from _blocks(splicer, statement)
    yield from mutants_of_expressions(splicer, statement)


def _acts(expression: ast.expr) -> bool:
    """Whether evaluating it can do more than show a value."""
    acting = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
    return any(isinstance(node, acting) for node in ast.walk(expression))


def _only_declares(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.AnnAssign) and statement.value is None


def _deletion(
    splicer: Splicer, statement: ast.stmt, siblings: Sequence[ast.stmt], operator: Operator
) -> Mutant:
    """Whole lines go where nothing else stands on them, and something else is left in the block."""
    source, start, end = splicer.source, splicer.start(statement), splicer.end(statement)
    change = "delete " + source[start:end].partition("\n")[0]
    decorators = getattr(statement, "decorator_list", [])
    if decorators:
        start = source.rindex("@", 0, splicer.start(decorators[0]))
    line_start = source.rfind("\n", 0, start) + 1
    rest = _REST_OF_LINE.match(source, end)
    is_elif = isinstance(statement, ast.If) and source.startswith("elif", start)
    if rest and not source[line_start:start].strip() and (len(siblings) > 1 or is_elif):
        return splicer.mutant(line_start, rest.end(), "", operator, change)
    return splicer.mutant(start, end, "pass", operator, change)


def _blocks(splicer: Splicer, statement: ast.stmt) -> Iterator[Mutant]:
    match statement:
        case ast.With(items=items) | ast.AsyncWith(items=items):
            yield _body_alone(splicer, statement, items[-1].optional_vars or items[-1].context_expr)
        case ast.For(iter=last) | ast.AsyncFor(iter=last) | ast.While(test=last):
            if not any(_leaves_loop(inner) for inner in statement.body):
                yield _body_alone(splicer, statement, last)
        case ast.If(test=test):
            change = f"if {splicer.text(test)}: -> if True:"
            yield splicer.mutant(splicer.start(test), splicer.end(test), "True", Operator.BLOCK, change)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            for decorator in statement.decorator_list:
                start = splicer.source.rindex("@", 0, splicer.start(decorator))
                line_start = splicer.source.rfind("\n", 0, start) + 1
                rest = _REST_OF_LINE.match(splicer.source, splicer.end(decorator))
                if rest:
                    change = f"drop @{splicer.text(decorator)}"
                    yield splicer.mutant(line_start, rest.end(), "", Operator.BLOCK, change)


def _body_alone(splicer: Splicer, statement: ast.stmt, last: ast.expr) -> Mutant:
    """The body runs once, under no condition; its indentation stays as it is."""
    start, header_end = splicer.start(statement), splicer.end(last)
    colon = _END_OF_HEADER.match(splicer.without_comments(header_end, splicer.end(statement)))
    assert colon is not None
    end = header_end + colon.end()
    change = f"{splicer.source[start:end]} -> if True:"
    return splicer.mutant(start, end, "if True:", Operator.BLOCK, change)


def _leaves_loop(statement: ast.stmt) -> bool:
    """Whether a `break` or `continue` in it belongs to the loop around it."""
    if isinstance(statement, ast.Break | ast.Continue):
        return True
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return False
    inner = (
        statement.orelse
        if isinstance(statement, ast.For | ast.AsyncFor | ast.While)
        else chain(*_blocks_of(statement))
    )
    return any(_leaves_loop(one) for one in inner)
