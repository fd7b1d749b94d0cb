"""What the info string of a fence says: its language, its role and how it is to be run."""

import ast
import re
import textwrap
import warnings
from difflib import get_close_matches
from typing import NamedTuple

from content.models import Code, Role, Span
from content.reporter import Reporter, brief, did_you_mean

_PYTHON_NAMES = frozenset({"python", "python3", "py", "py3"})
_SESSION_NAME = "pycon"
_PLAIN_NAMES = frozenset({"code", "console", "none", "plain", "plaintext", "text", "txt"})
"""What a fence without colours is called."""
OUTPUT = "output"
_LIKE_PYTHON = re.compile(
    r"(?:i|c|micro)?py(?:thon)?[\d._-]*(?:con|console|repl|session)?|py[iw]|ipynb|jupyter|sage"
    r"|doctest|numpy|(?:py)?torch"
)
"""Names of languages that are Python, and that readers take for it, but are not among those that run."""
_NEAR_PYTHON = frozenset({"cython", "jython", "rpython"})
"""Languages with names that are no misspelling of `python`."""
_LANGUAGE = re.compile(r"[a-z0-9][a-z0-9+#._-]*", re.ASCII)
_WORD = re.compile(r"""([\w.+#-]+)(?:=(?:"([^"]*)"|'([^']*)'|(\S*)))?|\S+""")
_FIRST = re.compile(r"\S+")
_BRACES = re.compile(r"\{[ \t]*\.([\w+#-]+)(?:[ \t]+([^{}]*?))?[ \t]*\}")
_SESSION = re.compile(r"\s*>>> ?\S")
_EXCEPTION_NAME = re.compile(r"[A-Za-z_][\w.]*")
_QUOTES = "\"'\u201c\u201d\u2018\u2019\u00ab\u201e"
_HIDDEN_ROLES = {"setup": Role.SETUP, "check": Role.CHECK}
_SETTINGS = frozenset({"raises", "no-run"})
_KNOWN = _SETTINGS | _HIDDEN_ROLES.keys()


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
    if language in _PYTHON_NAMES or language == _SESSION_NAME:
        is_session = language == _SESSION_NAME or _SESSION.match(fence.source) is not None
        return _read_python(fence, words[1:], visible_role, report, option, is_session=is_session)
    if words:
        _check_language(fence, words, language, report)
    if language in _PLAIN_NAMES:
        _check_plain(fence, bool(words), report)
    is_output = language == OUTPUT
    return Code(
        role=Role.OUTPUT if is_output else visible_role,
        language="" if is_output else language,
        source=fence.source,
        span=fence.span,
        first_line=fence.first_line,
        option=None if is_output else option,
    )


def _read_python(
    fence: Fence,
    words: list[_Word],
    visible_role: Role,
    report: Reporter,
    option: int | None,
    *,
    is_session: bool,
) -> Code:
    settings = _Settings(fence, report, visible_role)
    for word in words:
        if not settings.take(word):
            break
    if is_session:
        settings.refuse_for_session()
    return Code(
        role=settings.role,
        language="python",
        source=fence.source,
        span=fence.span,
        first_line=fence.first_line,
        raises=settings.raises,
        no_run=settings.no_run,
        option=option if settings.role is Role.OPTION else None,
        is_session=is_session,
    )


class _Settings:
    """What the words after `python` say."""

    def __init__(self, fence: Fence, report: Reporter, visible_role: Role) -> None:
        self._fence = fence
        self._report = report
        self._seen = dict[str, _Word]()
        self.role = visible_role
        self.raises: str | None = None
        self.no_run: str | None = None

    def take(self, word: _Word) -> bool:
        """Whether the words after this one can be read as well."""
        name, value = word.name, word.value
        kind = "role" if name in _HIDDEN_ROLES else name
        if kind in self._seen and name in _KNOWN:
            self._refuse(
                word, f"this fence has two {'roles' if kind == 'role' else name}", "keep one of them"
            )
        self._seen.setdefault(kind, word)
        match name, value:
            case (("setup" | "check"), None):
                self.role = _HIDDEN_ROLES[name]
            case "raises", str() if _EXCEPTION_NAME.fullmatch(value):
                self.raises = value
            case "raises", _:
                self._refuse(
                    word, "`raises` needs the name of an exception", "write it like this: raises=ValueError"
                )
            case "no-run", str() if value.strip() and value[0] not in _QUOTES:
                self.no_run = value.strip()
            case "no-run", str() if value.strip():
                self._refuse(
                    word,
                    "this reason has no straight quotes around it",
                    'write it like this: no-run="needs a GPU"',
                )
                return False
            case "no-run", _:
                self._refuse(
                    word,
                    "`no-run` needs a reason",
                    'write it like this: no-run="needs a GPU"',
                    label="readers of the build report will see the reason",
                )
            case _:
                self._report.error(
                    "unknown-fence-word",
                    _span(self._fence, word),
                    f"`{brief(name)}` means nothing on a Python fence",
                    help=did_you_mean(name.lstrip("."), _KNOWN),
                )
                return False
        return True

    def refuse_for_session(self) -> None:
        """Report what a session cannot have: it is shown, and says by itself what it raises."""
        for kind in ("role", "raises"):
            word = self._seen.get(kind)
            if word is not None:
                self._refuse(
                    word,
                    f"a session with `>>>` cannot have `{word.name}`",
                    "write the traceback as Python prints it"
                    if kind == "raises"
                    else "write this code without `>>>`",
                )

    def _refuse(self, word: _Word, message: str, help_: str, *, label: str = "") -> None:
        self._report.error("bad-fence-setting", _span(self._fence, word), message, label=label, help=help_)


def _check_language(fence: Fence, words: list[_Word], language: str, report: Reporter) -> None:
    """Report a fence that readers would take for Python, and that nothing would run."""
    first = words[0]
    settings = [
        word for word in words if word.name in _KNOWN and (word.value is None) == (word.name in _HIDDEN_ROLES)
    ]
    if language == OUTPUT and len(words) > 1:
        report.error(
            "unknown-fence-word",
            _span(fence, words[1]),
            f"`{brief(words[1].name)}` means nothing on an output fence",
            help="write ```output, and nothing after it",
        )
    elif settings:
        report.error(
            "bad-fence-language",
            _span(fence, settings[0]),
            f"only a Python fence can have `{settings[0].name}`",
            label="learners would see this fence, and nothing would run it",
            help=f"write it like this: ```python {settings[0].name}",
        )
    elif language != OUTPUT and not _LANGUAGE.fullmatch(language):
        report.error(
            "bad-fence-language",
            _span(fence, first),
            f"`{brief(first.name)}` is not the name of a language",
            label="so nothing can tell whether this is Python",
            help="write the name first and a space after it: ```python",
        )
    elif _is_like_python(language):
        is_session = "con" in language or "repl" in language or "session" in language or language == "doctest"
        report.error(
            "python-session" if is_session else "bad-fence-language",
            _span(fence, first),
            f"`{brief(first.name)}` is not a name of a session that srs runs"
            if is_session
            else f"`{brief(first.name)}` is not a name of Python that srs runs",
            help="write ```pycon, and each input after `>>>`" if is_session else "write ```python",
        )


def _check_plain(fence: Fence, is_named: bool, report: Reporter) -> None:
    """Report Python in a fence that does not say so; one that names what else it holds is believed."""
    if _SESSION.match(fence.source):
        report.error(
            "python-session",
            fence.span,
            "this fence holds a Python session, and does not say so",
            label="so nothing would run it",
            help="write ```pycon",
        )
    elif not is_named and _holds_python(fence.source):
        report.error(
            "bad-fence-language",
            fence.span,
            "this fence holds Python, and does not say so",
            label="so nothing would run it",
            help="write ```python; if it is something else, say what: ```text",
        )


def _holds_python(source: str) -> bool:
    """Whether a text is Python, and not only by chance, as words and values are."""
    try:
        with warnings.catch_warnings(action="ignore"):
            statements = ast.parse(textwrap.dedent(source)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(not _is_chance(statement) for statement in statements)


def _is_chance(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute())):
            return False
        case ast.Expr() | ast.AnnAssign(value=None):
            return True
    return False


def _is_like_python(language: str) -> bool:
    if language == OUTPUT or language in _NEAR_PYTHON:
        return False
    if _LIKE_PYTHON.fullmatch(language) or "python" in language:
        return True
    return len(language) >= 4 and bool(get_close_matches(language, ("python", OUTPUT), cutoff=0.8))


def _span(fence: Fence, word: _Word) -> Span:
    line, column = fence.span.line, fence.info_column
    return Span(line, column + word.start, line, column + word.end)


def _words(info: str) -> list[_Word]:
    """The words of an info string; `{.python setup}` means the same as `python setup`."""
    braces = _BRACES.fullmatch(info)
    if braces:
        first = _Word(braces[1], None, braces.start(1), braces.end(1))
        return [first, *(_word(found, braces.start(2)) for found in _WORD.finditer(braces[2] or ""))]
    language = _FIRST.match(info)
    if language is None:
        return []
    first = _Word(language[0], None, 0, language.end())
    return [first, *(_word(found, 0) for found in _WORD.finditer(info, first.end))]


def _word(found: re.Match[str], offset: int) -> _Word:
    value = next((group for group in found.groups()[1:] if group is not None), None)
    return _Word(found[1] or found[0], value, found.start() + offset, found.end() + offset)
