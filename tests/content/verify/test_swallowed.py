"""The code that claims an error, with the error caught: what shows that it is not merely told."""

import pytest

from content.verify.source import swallowed


def shown(source: str) -> list[object]:
    """What a source puts into `seen` until it ends."""
    seen: list[object] = []
    exec(compile(swallowed(source), "<answer>", "exec", dont_inherit=True), {"seen": seen})
    return seen


@pytest.mark.parametrize(
    "error", ["1 / 0", "raise SystemExit(3)", "raise KeyboardInterrupt", "raise BaseException", "[][0]"]
)
def test_no_error_leaves_it(error: str) -> None:
    assert shown(f"seen.append(1)\n{error}\nseen.append(2)\n") == [1]


def test_it_does_the_same_until_then() -> None:
    source = "text = '''a\n  b'''\nfor n in range(2):\n    seen.append(n)\nseen.append(text)\n1 / 0\n"
    assert shown(source) == [0, 1, "a\n  b"]


def test_what_must_come_first_stays_first() -> None:
    source = '"""A docstring."""\nfrom __future__ import annotations\nx: missing = 1\nseen.append(x)\n1 / 0\n'
    assert shown(source) == [1]


@pytest.mark.parametrize("source", ["x = = 1\n", "return x\n", "x: int = 1\nglobal x\n", "\0", "(" * 500])
def test_what_cannot_be_compiled_stays_as_it_is(source: str) -> None:
    assert swallowed(source) == source


@pytest.mark.parametrize("source", ["", "# nothing\n", '"""A docstring."""\n', "pass\n"])
def test_little_is_enough(source: str) -> None:
    assert shown(source) == []
