"""Mutants of the expressions of one statement."""

import ast
import math
import re
from collections.abc import Iterator

from content.verify.lookalikes import LOOKALIKE_BUILTINS, LOOKALIKE_STRINGS, LOOKALIKES, SYMMETRIC
from content.verify.mutant import Mutant, Operator
from content.verify.splice import Splicer

MAX_INTEGER = 2**63

_COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
_OPERATIONS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.MatMult: ("@", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.BitXor: ("^", "&"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
}


def mutants_of_expressions(splicer: Splicer, statement: ast.stmt) -> Iterator[Mutant]:
    """Every mutant of what a statement computes itself; the statements inside it have their own."""
    if isinstance(statement, ast.AugAssign):
        old, new = _OPERATIONS[type(statement.op)]
        yield from _replaced(splicer, statement.target, f"{old}=", f"{new}=", statement.value)
    labels: dict[ast.AST, str] = {}
    silent = _texts_for_people(statement)
    for node in own_expressions(statement):
        match node:
            case ast.Constant() | ast.JoinedStr() | ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
                if node not in silent:
                    yield from _constants(splicer, node, labels.get(node, ""))
            case ast.UnaryOp(op=ast.Not()):
                rest = re.compile(r"not\s*").match(splicer.source, splicer.start(node))
                if rest is not None:
                    yield splicer.mutant(rest.start(), rest.end(), "", Operator.LOGIC, "drop not")
            case ast.UnaryOp(op=ast.USub()):
                start = splicer.start(node)
                yield splicer.mutant(start, start + 1, "", Operator.LOGIC, "drop -")
            case ast.Compare():
                operands = [node.left, *node.comparators]
                for left, operator, right in zip(operands, node.ops, operands[1:], strict=False):
                    yield from _replaced(splicer, left, *_COMPARISONS[type(operator)], right)
            case ast.BinOp():
                yield from _replaced(splicer, node.left, *_OPERATIONS[type(node.op)], node.right)
            case ast.BoolOp():
                words = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
                for left, right in zip(node.values, node.values[1:], strict=False):
                    yield from _replaced(splicer, left, *words, right)
            case ast.Call():
                labels |= {keyword.value: f"{keyword.arg}=" for keyword in node.keywords if keyword.arg}
                yield from _dropped_keywords(splicer, node)
                yield from _swapped_arguments(splicer, node)
            case ast.Attribute(attr=name, ctx=ast.Load()):
                end = splicer.end(node)
                yield from _lookalikes(splicer, end - len(name), name, LOOKALIKES.get(name, ()))
            case ast.Name(id=name, ctx=ast.Load()):
                start = splicer.start(node)
                yield from _lookalikes(splicer, start, name, LOOKALIKE_BUILTINS.get(name, ()))


def own_expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    """The expressions of a statement, but for annotations and what is inside an f-string."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.expr):
            yield node
        if isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.UnaryOp)
            and isinstance(node.op, ast.USub)
            and isinstance(node.operand, ast.Constant)
        ):
            continue
        children = [
            child
            for name, value in ast.iter_fields(node)
            if name not in {"annotation", "returns", "type_params"}
            for child in (value if isinstance(value, list) else [value])
        ]
        inner = (ast.expr, ast.keyword, ast.arguments, ast.arg, ast.comprehension, ast.withitem, ast.Slice)
        waiting += [child for child in reversed(children) if isinstance(child, inner)]


def is_print(node: ast.AST) -> bool:
    """Whether it is a call of `print`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"


def _texts_for_people(statement: ast.stmt) -> set[ast.expr]:
    """Texts that say something to a reader: what is printed or raised with them is no behaviour to verify."""
    speaking: list[ast.AST] = [node for node in own_expressions(statement) if is_print(node)]
    if isinstance(statement, ast.Raise):
        speaking.append(statement)
    return {
        node
        for speaker in speaking
        for node in ast.walk(speaker)
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    }


def _replaced(splicer: Splicer, left: ast.expr, old: str, new: str, right: ast.expr) -> Iterator[Mutant]:
    """The operator between two operands, replaced; between them stand only it, brackets and comments."""
    after_left = splicer.end(left)
    between = splicer.without_comments(after_left, splicer.start(right))
    found = re.search(r"\s+".join(re.escape(word) for word in old.split()), between)
    if found:
        start, end = after_left + found.start(), after_left + found.end()
        yield splicer.mutant(start, end, new, Operator.LOGIC, f"{old} -> {new}")


def _lookalikes(splicer: Splicer, start: int, name: str, others: tuple[str, ...]) -> Iterator[Mutant]:
    for other in others:
        yield splicer.mutant(start, start + len(name), other, Operator.NAME, f"{name} -> {other}")


def _constants(splicer: Splicer, node: ast.expr, label: str) -> Iterator[Mutant]:
    start, end = splicer.start(node), splicer.end(node)
    old = splicer.source[start:end]
    for operator, new in _other_values(node):
        yield splicer.mutant(start, end, new, operator, f"{label}{old} -> {label}{new}")


def _other_values(node: ast.expr) -> Iterator[tuple[Operator, str]]:
    """What may stand for a constant."""
    match node:
        case ast.JoinedStr():
            yield Operator.CONSTANT, '""'
        case ast.UnaryOp(operand=ast.Constant() as constant):
            for operator, new in _other_values(constant):
                yield operator, f"-{new}"
        case ast.Constant(value=bool(value)):
            yield Operator.CONSTANT, str(not value)
        case ast.Constant(value=int(value)) if value < MAX_INTEGER:
            yield Operator.CONSTANT, str(value + 1)
        case ast.Constant(value=float(value)) if math.isfinite(value * 2):
            yield Operator.CONSTANT, repr(value * 2 or 1.0)
        case ast.Constant(value=str(value)) if value in LOOKALIKE_STRINGS:
            for other in LOOKALIKE_STRINGS[value]:
                yield Operator.NAME, f'"{other}"'
        case ast.Constant(value=str(value)):
            yield Operator.CONSTANT, '""' if value else '"other"'
        case ast.Constant(value=bytes(value)):
            yield Operator.CONSTANT, 'b""' if value else 'b"other"'


def _dropped_keywords(splicer: Splicer, call: ast.Call) -> Iterator[Mutant]:
    arguments: list[ast.expr | ast.keyword] = sorted([*call.args, *call.keywords], key=splicer.start)
    for index, keyword in enumerate(arguments):
        if not isinstance(keyword, ast.keyword):
            continue
        start, end = splicer.start(keyword), splicer.end(keyword)
        if index > 0:
            before = splicer.end(arguments[index - 1])
            start = before + splicer.without_comments(before, start).rindex(",")
        elif index + 1 < len(arguments):
            end = splicer.start(arguments[index + 1])
        else:
            comma = re.match(r"\s*,", splicer.without_comments(end, splicer.end(call)))
            end += comma.end() if comma else 0
        yield splicer.mutant(start, end, "", Operator.ARGUMENT, f"drop {splicer.text(keyword)}")


def _swapped_arguments(splicer: Splicer, call: ast.Call) -> Iterator[Mutant]:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in SYMMETRIC:
            return
    for first, second in zip(call.args, call.args[1:], strict=False):
        unfit = (ast.Starred, ast.GeneratorExp)
        one, other = splicer.text(first), splicer.text(second)
        if isinstance(first, unfit) or isinstance(second, unfit) or one == other:
            continue
        start, end = splicer.start(first), splicer.end(second)
        between = splicer.source[splicer.end(first) : splicer.start(second)]
        change = f"{one}, {other} -> {other}, {one}"
        yield splicer.mutant(start, end, other + between + one, Operator.ARGUMENT, change)
