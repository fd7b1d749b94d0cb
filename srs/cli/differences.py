"""What formatting changes, as a unified diff."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

_NO_NEWLINE = b"\n\\ No newline at end of file\n"


class _Step(NamedTuple):
    """How some lines of the old file become lines of the new one; both counted from 0."""

    tag: str
    """`equal`, `delete`, `insert` or `replace`, as `difflib` names it."""
    old: int
    old_end: int
    new: int
    new_end: int


def unified_diff(old: bytes, new: bytes, name: str) -> bytes:
    """The difference of a file to what it was, as `patch` takes it.

    The time that it takes grows with the size of the file and no faster: formatting keeps the number and the
    order of the lines that are not blank, so that no line has to be searched for.
    """
    before, after = _lines(old), _lines(new)
    matcher = SequenceMatcher[bytes]()
    matcher.opcodes = [tuple(step) for step in _merged(_steps(before, after))]  # type: ignore[attr-defined]
    out = [f"--- {name}\n+++ {name}\n".encode()]
    for group in matcher.get_grouped_opcodes():
        first, last = _Step(*group[0]), _Step(*group[-1])
        old_range = _range(first.old, last.old_end)
        out.append(f"@@ -{old_range} +{_range(first.new, last.new_end)} @@\n".encode())
        for step in map(_Step._make, group):
            if step.tag == "equal":
                out += [b" " + line for line in before[step.old : step.old_end]]
            else:
                out += [b"-" + line for line in before[step.old : step.old_end]]
                out += [b"+" + line for line in after[step.new : step.new_end]]
    return b"".join(out)


def _lines(data: bytes) -> list[bytes]:
    """The lines with their ends; a last one without an end says so."""
    *lines, rest = data.split(b"\n")
    return [line + b"\n" for line in lines] + ([rest + _NO_NEWLINE] if rest else [])


def _steps(before: Sequence[bytes], after: Sequence[bytes]) -> Iterator[_Step]:
    old_words = [number for number, line in enumerate(before) if line.strip()]
    new_words = [number for number, line in enumerate(after) if line.strip()]
    if len(old_words) != len(new_words):  # lines that end in CR alone are one line here
        yield _Step("replace", 0, len(before), 0, len(after))
        return
    old = new = 0
    for old_next, new_next in zip([*old_words, len(before)], [*new_words, len(after)], strict=True):
        while old < old_next and new < new_next and before[old] == after[new]:
            yield _Step("equal", old, old + 1, new, new + 1)
            old, new = old + 1, new + 1
        yield _Step("replace", old, old_next, new, new_next)
        old, new = old_next, new_next
        if old < len(before):
            tag = "equal" if before[old] == after[new] else "replace"
            yield _Step(tag, old, old + 1, new, new + 1)
            old, new = old + 1, new + 1


def _merged(steps: Iterator[_Step]) -> Iterator[_Step]:
    """The steps that change something, and those that do not, each with its neighbours of the same kind."""
    some = (step for step in steps if (step.old, step.new) != (step.old_end, step.new_end))
    for tag, group in groupby(some, key=lambda step: step.tag):
        first, *rest = group
        last = rest[-1] if rest else first
        yield _Step(tag, first.old, last.old_end, first.new, last.new_end)


def _range(start: int, end: int) -> str:
    """As GNU diff writes it: of no lines, the line before them."""
    length = end - start
    return f"{start + 1}" if length == 1 else f"{start + 1 if length else start},{length}"
