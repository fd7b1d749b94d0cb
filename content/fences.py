"""What the info string of a fence says: its language, its role and how it is to be run."""

import re
from typing import NamedTuple

from content.models import Code, Role, Span
from content.reporter import Reporter, did_you_mean

_PYTHON_NAMES = frozenset({"python", "python3", "py", "py3"})
_WORD = re.compile(r"""([\w.+#-]+)(?:=(?:"([^"]*)"|'([^']*)'|(\S*)))?|\S+""")
_BRACES = re.compile(r"\{\s*\.([\w+#-]+)\s*(.*?)\s*\}")
_EXCEPTION_NAME = re.compile(r"[A-Za-z_][\w.]*")
_HIDDEN_ROLES = {"setup": Role.SETUP, "check": Role.CHECK}
_SETTINGS = frozenset({"raises", "no-run"})


class Fence(NamedTuple):
    """Where a fence stands."""

    info: str
    source: str
    span: Span
    first_line: int
    info_column: int
    """The column of the info string, from 1."""


class _Word(NamedTuple):
    name: str
    value: str | None
    start: int
    end: int


def read_fence(fence: Fence, visible_role: Role, report: Reporter, *, option: int | None = None) -> Code:
    """Give a fence its meaning; `visible_role` is what visible code means at this place."""
    words = _words(fence.info)
    language = words[0].name.lower() if words else "text"
    if language == "output":
        return Code(
            role=Role.OUTPUT, language="", source=fence.source, span=fence.span, first_line=fence.first_line
        )
    if language not in _PYTHON_NAMES:
        return Code(
            role=visible_role,
            language=language,
            source=fence.source,
            span=fence.span,
            first_line=fence.first_line,
            option=option,
        )
    role, raises, no_run = visible_role, None, None
    for word in words[1:]:
        span = Span(
            fence.span.line, fence.info_column + word.start, fence.span.line, fence.info_column + word.end
        )
        match word.name, word.value:
            case ("setup" | "check") as name, None:
                role = _HIDDEN_ROLES[name]
            case "raises", str(value) if _EXCEPTION_NAME.fullmatch(value):
                raises = value
            case "no-run", str(value) if value.strip():
                no_run = value.strip()
            case "raises", _:
                report.error(
                    "bad-fence-setting",
                    span,
                    "`raises` needs the name of an exception",
                    help="write it like this: raises=ValueError",
                )
            case "no-run", _:
                report.error(
                    "bad-fence-setting",
                    span,
                    "`no-run` needs a reason",
                    label="readers of the build report will see the reason",
                    help='write it like this: no-run="needs a GPU"',
                )
            case name, _:
                report.error(
                    "unknown-fence-word",
                    span,
                    f"`{name}` means nothing on a Python fence",
                    help=did_you_mean(name, _SETTINGS | _HIDDEN_ROLES.keys()),
                )
    return Code(
        role=role,
        language="python",
        source=fence.source,
        span=fence.span,
        first_line=fence.first_line,
        raises=raises,
        no_run=no_run,
        option=option if role is Role.OPTION else None,
    )


def _words(info: str) -> list[_Word]:
    """The words of an info string; `{.python setup}` means the same as `python setup`."""
    braces = _BRACES.fullmatch(info)
    if braces:
        first = _Word(braces[1], None, braces.start(1), braces.end(1))
        return [first, *(_word(found, braces.start(2)) for found in _WORD.finditer(braces[2]))]
    return [_word(found, 0) for found in _WORD.finditer(info)]


def _word(found: re.Match[str], offset: int) -> _Word:
    value = next((group for group in found.groups()[1:] if group is not None), None)
    return _Word(found[1] or found[0], value, found.start() + offset, found.end() + offset)
