"""Mutants: one small change each, spliced into the author's own text."""

import ast
from collections.abc import Callable
from itertools import takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.verify.mutant import Mutant, Operator
from content.verify.mutate import mutants
from content.verify.source import flaw
from content.verify.strength import spread

LINES = [
    "x = torch.tensor([1, 2.5], requires_grad=True)  # é: (not a < b)",
    "y = x.detach().reshape(3, 2); z = -y @ (w + 1)",
    "optimizer.zero_grad()",
    "loss = loss_fn(\n    model(x),\n    target, reduction='mean',\n)",
    "assert x.shape == (3,), 'no'",
    "print(f'{x:>{width}} {y!r}', x is not None)",
    "s = 'Größe' 'b' \"c\" + (lambda a, *b, c=1: (a not in b) or not c)(1, 2)",
    "total += x[1:-1, ..., 0] ** 2",
    "import math",
    '"""A docstring."""',
    "x.grad",
    "a, *b = (yield_, (3), f(*args, **kwargs, dim=0))",
    "v: list[int] = [n for n in range(3) if n % 2 == 0 and n > 0 or n]",
    "raise ValueError(f'bad {x}', 3)",
    "pass",
    "del x, y",
]
HEADS = [
    "for i in range(3):",
    "while (n < 3):  # :",
    "with torch.no_grad(), open('é') as file:",
    "if x and not y:",
    "def f(a: int = 1, *, b: str = 'b') -> 'Tensor':",
    "@torch.no_grad()\nclass A(nn.Module, metaclass=M):",
    "try:",
]


def indented(lines: list[str]) -> str:
    return "\n".join(f"    {line}" for part in lines for line in part.split("\n"))


def block(head: str, body: list[str]) -> str:
    rest = "\nfinally:\n    done = True" if head == "try:" else ""
    return f"{head}\n{indented(body)}{rest}"


LINE = st.sampled_from(LINES)
BLOCK = st.recursive(
    LINE, lambda inner: st.builds(block, st.sampled_from(HEADS), st.lists(inner, min_size=1, max_size=3))
)
SOURCES = st.lists(BLOCK, min_size=1, max_size=4).map("\n".join).map(lambda source: source + "\n")


def common(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def changes(source: str, operator: Operator, *, printed: bool = False) -> list[str]:
    found = mutants(source, prints_are_confirmed=printed)
    return [mutant.change for mutant in found if mutant.operator is operator]


@given(SOURCES)
@settings(max_examples=30)
def test_each_mutant_is_python_that_means_something_else(source: str) -> None:
    original = ast.dump(ast.parse(source))
    for mutant in mutants(source, prints_are_confirmed=False):
        assert flaw(mutant.source) is None
        assert ast.dump(ast.parse(mutant.source)) != original


@given(SOURCES)
def test_each_mutant_changes_one_statement_and_says_where(source: str) -> None:
    for mutant in mutants(source, prints_are_confirmed=False):
        same_before = common(source, mutant.source)
        same_after = common(source[same_before:][::-1], mutant.source[same_before:][::-1])
        changed = source[same_before : len(source) - same_after]
        statement = source[slice(*mutant.statement)]
        assert changed.count("\n") <= statement.count("\n") + 2  # its decorator, and the end of its last line
        (line, column, _, _), before = mutant.span, source[: mutant.start]
        assert (line, column) == (before.count("\n") + 1, len(before.split("\n")[-1]) + 1)
        assert mutant.diff


@given(SOURCES, BLOCK)
def test_what_a_change_is_called_stays_when_the_rest_is_edited(source: str, before: str) -> None:
    def named(text: str) -> list[tuple[Operator, str]]:
        return [(one.operator, one.change) for one in mutants(text, prints_are_confirmed=True)]

    assert named(source) == named(source)
    more = named(f"{before}\n\n{source}")
    assert more[len(more) - len(named(source)) + 1 :] == named(source)[1:]


@given(st.text())
def test_any_text_has_mutants_or_none(source: str) -> None:
    for mutant in mutants(source, prints_are_confirmed=False):
        assert mutant.source != mutant.original


@given(SOURCES)
def test_a_change_fits_into_the_comment_that_accepts_it(source: str) -> None:
    for mutant in mutants(source, prints_are_confirmed=False):
        assert mutant.change == " ".join(mutant.change.split())
        assert not {"`", "-->"} & {*mutant.change, mutant.change[-3:]}


@pytest.mark.parametrize(
    ("source", "operator", "expected"),
    [
        (
            "optimizer.zero_grad()\nx = 1\n",
            Operator.STATEMENT,
            ["delete optimizer.zero_grad()", "delete x = 1"],
        ),
        ("import torch\npass\n'doc'\nx: int\nassert x\nglobal y\n", Operator.STATEMENT, []),
        ("x.shape\nprint(x)\n", Operator.DISPLAY, ["delete x.shape", "delete print(x)"]),
        ("x.backward()\n", Operator.DISPLAY, []),
        ("with torch.no_grad():\n    f()\n", Operator.BLOCK, ["with torch.no_grad(): -> if True:"]),
        ("for x in y:\n    if x:\n        break\n", Operator.BLOCK, ["if x: -> if True:"]),
        ("@torch.no_grad()\ndef f():\n    g()\n", Operator.BLOCK, ["drop @torch.no_grad()"]),
        ("y = x.detach()\n", Operator.NAME, ["detach -> clone"]),
        ("y = any(x)\n", Operator.NAME, ["any -> all"]),
        ("y = softmax\n", Operator.NAME, []),
        ("y = f(reduction='sum')\n", Operator.NAME, ["reduction='sum' -> reduction=\"mean\""]),
        ("y = not a < b and c\n", Operator.LOGIC, ["drop not", "< -> <=", "and -> or"]),
        ("y = a not  in (b)\n", Operator.LOGIC, ["not in -> in"]),
        ("y -= -a * b\n", Operator.LOGIC, ["-= -> +=", "drop -", "* -> /"]),
        ("f(a, b, c=1)\n", Operator.ARGUMENT, ["a, b -> b, a", "drop c=1"]),
        ("torch.equal(a, b)\nf(3, 3)\n", Operator.ARGUMENT, []),
        (
            "x = [True, 1, -2, 0.5, 0.0]\n",
            Operator.CONSTANT,
            ["True -> False", "1 -> 2", "-2 -> -3", "0.5 -> 1.0", "0.0 -> 1.0"],
        ),
        ("f(lr=0.1, name='a')\n", Operator.CONSTANT, ["lr=0.1 -> lr=0.2", "name='a' -> name=\"\""]),
        ("raise ValueError('why')\n", Operator.CONSTANT, []),
        ("x = None\nv: Literal[1] = y\n", Operator.CONSTANT, []),
    ],
)
def test_each_operator_changes_what_it_is_for(source: str, operator: Operator, expected: list[str]) -> None:
    assert changes(source, operator) == expected


def test_a_print_that_an_output_fence_covers_is_not_deleted() -> None:
    assert changes("print('x is', x + 1)\n", Operator.DISPLAY, printed=True) == []
    assert changes("print('x is', x + 1)\n", Operator.LOGIC, printed=True) == ["+ -> -"]
    assert changes("print('x is', x + 1)\n", Operator.CONSTANT, printed=True) == ["1 -> 2"]
    assert [one.operator for one in mutants("print(x + 1)\n", prints_are_confirmed=False)] == [
        Operator.DISPLAY
    ]


def one(source: str, test: Callable[[Mutant], bool]) -> Mutant:
    (found,) = [mutant for mutant in mutants(source, prints_are_confirmed=False) if test(mutant)]
    return found


@pytest.mark.parametrize(
    ("source", "change", "diff"),
    [
        ("a()\nb()  # why\n", "delete b()", "-b()  # why"),
        ("a(); b()\n", "delete b()", "-a(); b()\n+a(); pass"),
        ("if x:\n    b()\n", "delete b()", "-    b()\n+    pass"),
        ("a(\n  1)\nb()\n", "delete a(", "-a(\n-  1)"),
        (
            "if x:\n    a()\nelif y:\n    b()\nelse:\n    c()\n",
            "delete elif y:",
            "-elif y:\n-    b()\n-else:\n-    c()",
        ),
        ("a()\n@d\ndef f():\n    c()\n", "delete def f():", "-@d\n-def f():\n-    c()"),
        ("f(\n    a,\n    b=1,\n)\n", "drop b=1", "-    b=1,"),
        ("f(b=1, c=2)\n", "drop b=1", "-f(b=1, c=2)\n+f(c=2)"),
        ("f(b=1,)\n", "drop b=1", "-f(b=1,)\n+f()"),
        ("f((a), (b))\n", "a, b -> b, a", "-f((a), (b))\n+f((b), (a))"),
        ("é = 'é' if(not a)else 2\n", "drop not", "-é = 'é' if(not a)else 2\n+é = 'é' if(a)else 2"),
    ],
)
def test_a_difference_is_no_larger_than_the_change(source: str, change: str, diff: str) -> None:
    assert one(source, lambda mutant: mutant.change == change).diff == diff


def test_the_limit_is_spread_evenly_over_the_statements() -> None:
    groups = [[0, 1, 2, 3], [4], [5, 6], [7, 8, 9]]
    assert list(spread(groups, 100)) == [0, 4, 5, 7, 1, 6, 8, 2, 9, 3]
    assert list(spread(groups, 5)) == [0, 4, 5, 7, 1]
    assert list(spread(groups, 2)) == [0, 5]
    assert list(spread(groups, 0)) == []
    assert list(spread([], 3)) == []
