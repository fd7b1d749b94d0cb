"""The examples of a session with `>>>`, read and compared as the standard library's `doctest` does it."""

import re
from functools import cache
from typing import NamedTuple

from content.verify.source import Flaw, Position, flaw

MAX_EXAMPLES = 200
"""Of one session."""

_OPTIONS = ("ELLIPSIS", "NORMALIZE_WHITESPACE", "IGNORE_EXCEPTION_DETAIL", "DONT_ACCEPT_BLANKLINE")
"""What a comment `# doctest: +...` may ask for; the others skip an example, or only change a report."""
_COMPLAINT = re.compile(r"line (\d+) of the \w+ for \S+ (.*)", re.DOTALL)
_NOTHING = re.compile(r"\s*>>>\s*(?:#.*)?")


class Example(NamedTuple):
    """One input, with what the session says that it prints."""

    line: int
    """Its first line, counted from 1 within the fence."""
    source: str
    want: str
    raises: str | None
    """How the session says that the exception ends: `TypeError: ...`."""
    options: int
    """Flags of `doctest`."""

    @property
    def proves(self) -> bool:
        """Whether it says something that can be wrong; an output cannot begin with `...`."""
        return bool(self.want.strip())

    def matches(self, printed: str, raised: str) -> bool:
        """Whether it printed, or raised, what the session says.

        `raised` is how Python ends the traceback, or nothing. What an example prints before it raises is not
        compared, nor is the traceback above its last line.
        """
        from doctest import DONT_ACCEPT_TRUE_FOR_1, IGNORE_EXCEPTION_DETAIL, OutputChecker

        # That `True` passes for `1` is for tests older than `bool`.
        options, checker = self.options | DONT_ACCEPT_TRUE_FOR_1, OutputChecker()
        if self.raises is None or not raised:
            return not raised and checker.check_output(self.want, printed, options)
        if checker.check_output(self.raises, raised, options):
            return True
        return bool(options & IGNORE_EXCEPTION_DETAIL) and _name(self.raises) == _name(raised)


@cache
def read_examples(source: str) -> tuple[Example, ...]:
    """The examples of a session; nothing if it cannot be read."""
    from doctest import DocTestParser

    try:
        examples = DocTestParser().get_examples(source)
    except ValueError:
        return ()
    return tuple(
        Example(
            found.lineno + 1,
            found.source,
            found.want,
            found.exc_msg,
            sum(flag for flag, is_set in found.options.items() if is_set),
        )
        for found in examples
    )


def proves_itself(source: str) -> bool:
    """Whether an example of a session shows what it prints or raises.

    One that cannot be read is not run, which is said elsewhere.
    """
    examples = read_examples(source)
    return not examples or any(example.proves for example in examples)


def session_flaw(source: str) -> Flaw | None:
    """What keeps a session from being run, or a part of it from being compared."""
    from doctest import OPTIONFLAGS_BY_NAME, DocTestParser

    try:
        parsed = DocTestParser().get_examples(source)
    except ValueError as error:
        complaint = _COMPLAINT.search(str(error))
        line, message = (int(complaint[1]), complaint[2]) if complaint else (1, str(error))
        return Flaw(message, Position(min(line, source.count("\n") + 1), 1))
    examples = read_examples(source)
    if not examples:
        return Flaw("it has no input after `>>>`", Position(1, 1))
    if len(examples) > MAX_EXAMPLES:
        return Flaw(f"it has more than {MAX_EXAMPLES} inputs", Position(examples[MAX_EXAMPLES].line, 1))
    allowed = {OPTIONFLAGS_BY_NAME[name] for name in _OPTIONS}
    for example, found in zip(examples, parsed, strict=True):
        for option in found.options.keys() - allowed:
            name = next(name for name, flag in OPTIONFLAGS_BY_NAME.items() if flag == option)
            return Flaw(f"the option {name} keeps nothing true", Position(example.line, 1))
    return _loose_text(source, examples)


def syntax_flaw(source: str) -> Flaw | None:
    """What keeps an input of a session from being compiled, unless that is what the example shows."""
    for example in read_examples(source):
        wrong = flaw(example.source, "single")
        if wrong is not None and example.raises is None:
            line, column = wrong.position
            return Flaw(wrong.message, Position(example.line + line - 1, column + len(">>> ")))
    return None


def _loose_text(source: str, examples: tuple[Example, ...]) -> Flaw | None:
    """What readers take for output and `doctest` does not: text after a blank line, or below a comment."""
    lines = source.split("\n")
    compared = set[int]()
    for example in examples:
        end = example.line  # the line after its first, counted from 0
        while end < len(lines) and lines[end].lstrip().startswith("..."):
            end += 1
        compared |= set(range(example.line, end + example.want.count("\n") + 1))
    for number, text in enumerate(lines, start=1):
        if number not in compared and text.strip() and not _NOTHING.fullmatch(text):
            return Flaw("this line is compared with nothing", Position(number, 1))
    return None


def _name(exception: str) -> str:
    """The name of an exception, without its module and message."""
    return exception.partition("\n")[0].partition(":")[0].strip().rpartition(".")[2]
