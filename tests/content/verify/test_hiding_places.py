"""No Python that a learner sees escapes: wherever it hides, it is run, listed with a reason, or an error."""

import pytest

from content.collection import load
from content.verify import verify
from tests.content.verify.conftest import TIMEOUT_S

MARK = "1 / 0"
"""What is hidden: where it runs, it gives an error of its own."""
Q = "## Q? {#q}\n\n"
CHOICE = "## Q? {#q .choice}\n\n"
EXPLAIN = "## Q? {#q .explain}\n\n"
CLOZE = "## Q? {#q .cloze}\n\n{{c1::x}}\n\n"
PROVED = "```python check\nassert 1 + 1 == 2\n```\n\n"


def fence(info: str = "python", *, ticks: str = "```", code: str = MARK) -> str:
    return f"{ticks}{info}\n{code}\n{ticks}\n\n"


def within(prefix: str, text: str, first: str = "") -> str:
    """A text inside of a list, a quote or a footnote."""
    first_line, *lines = text.rstrip("\n").split("\n")
    return "\n".join([(first or prefix) + first_line, *(prefix + line for line in lines)]) + "\n\n"


RUNS = "answer-error"
BESIDES = {
    "hidden-on-github",
    "vacuous-check",
    "missing-explanation",
    "unverified-code",
    "listed: no check",
    "listed: not run, because its setup fails",
}
"""What is said of some places as well, and would be said without hidden code."""
PLACES: dict[str, tuple[str | bytes, str]] = {
    # Where a fence can stand.
    "answer": (Q + fence(), RUNS),
    "question": (Q + fence() + "---\n\nA.\n", RUNS),
    "list": (Q + within("  ", fence(), "- "), RUNS),
    "numbered list": (Q + within("   ", fence(), "1. "), RUNS),
    "list in a list": (Q + "- a\n" + within("    ", fence(), "  - "), RUNS),
    "list by tabs": (Q + within("\t", fence(), "-\t"), RUNS),
    "list after its text": (Q + "- a\n\n" + within("  ", fence()), RUNS),
    "quote": (Q + within("> ", fence()), RUNS),
    "quote in a list": (Q + within("  > ", fence(), "- > "), RUNS),
    "list in a quote": (Q + within(">   ", fence(), "> - "), RUNS),
    "footnote": (Q + "A.[^1]\n\n[^1]: b\n\n" + within("    ", fence()), RUNS),
    "below a smaller heading": (Q + "### More\n\n" + fence(), RUNS),
    "after a table": (Q + "|a|\n|-|\n" + fence(), RUNS),
    "right after a paragraph": (Q + "A:\n" + fence(), RUNS),
    "HTML": (Q + "<details>\n" + fence() + "</details>\n", RUNS),
    "HTML comment": (Q + "<!--\n" + fence() + "-->\n", RUNS),
    "HTML that swallows": (Q + "<pre>\n" + fence() + "</pre>\n", RUNS),
    "script": (Q + "<script>\n" + fence() + "</script>\n", RUNS),
    "right option": (CHOICE + within("  ", fence(), "- [x] a\n\n  ") + "- [ ] b\n\n" + PROVED, RUNS),
    "option that is code": (CHOICE + "- [x]\n" + within("  ", fence()) + "- [ ] b\n\n" + PROVED, RUNS),
    "feedback": (CHOICE + "- [x] a\n" + within("  > ", fence()) + "- [ ] b\n\n" + PROVED, RUNS),
    "explanation": (CHOICE + "- [x] a\n- [ ] b\n\n" + within("> ", fence()), RUNS),
    "question of a choice": (CHOICE + fence() + "- [x] a\n- [ ] b\n", RUNS),
    "concept": (EXPLAIN + within("  ", fence(), "- a\n\n  "), RUNS),
    "question of an explanation": (EXPLAIN + fence() + "- a\n", RUNS),
    "below a hint": (EXPLAIN + "Hint: b\n\n" + fence() + "- a\n", RUNS),
    "below the concepts": (EXPLAIN + "- a\n\n" + fence(), RUNS),
    "cloze": (CLOZE + fence(), RUNS),
    "cloze deletion": (CLOZE + fence(code="1 / {{c1::0}}"), RUNS),
    "cloze deletion with a hint": (CLOZE + fence(code="1 {{c1::/::which?}} 0"), RUNS),
    "cloze extra": (CLOZE + "---\n\n" + fence(), RUNS),
    "after another answer": (Q + fence(code="x = 1") + PROVED.replace("True", "x") + fence(), RUNS),
    "after a check": (Q + fence(code="x = 1") + PROVED.replace("True", "x") + "Then:\n\n" + fence(), RUNS),
    "introduction": ("# D\n\n" + fence() + Q + "A.\n", "code-outside-note"),
    "list in the introduction": (within("  ", fence(), "- ") + Q + "A.\n", "code-outside-note"),
    "session in the introduction": (fence("pycon", code=">>> 1 / 0") + Q + "A.\n", "code-outside-note"),
    "setup in the introduction": (fence("python setup") + Q + fence(code="x = 1") + PROVED, "setup-error"),
    # How a fence can be spelled.
    "four backticks": (Q + fence(ticks="````"), RUNS),
    "three inside of four": (Q + fence("markdown", ticks="````", code=fence().strip()), "listed: markdown"),
    "tildes": (Q + fence(ticks="~~~"), RUNS),
    "indented by three": (Q + within("   ", fence()), RUNS),
    "indented by four": (Q + within("    ", fence()), "indented-code"),
    "no fence but indentation": (Q + "A:\n\n    1 / 0\n", "indented-code"),
    "a tab": (Q + "A:\n\n\t1 / 0\n", "indented-code"),
    "Python": (Q + fence("Python"), RUNS),
    "PYTHON3": (Q + fence("PYTHON3"), RUNS),
    "py": (Q + fence("py"), RUNS),
    "py3": (Q + fence("py3"), RUNS),
    "{.python}": (Q + fence("{.python}"), RUNS),
    "{ .py }": (Q + fence("{ .py }"), RUNS),
    "{.pycon}": (Q + fence("{.pycon}", code=">>> 1 / 0"), RUNS),
    "{python}": (Q + fence("{python}"), "bad-fence-language"),
    "{code-cell} python": (Q + fence("{code-cell} python"), "bad-fence-language"),
    "a space before": (Q + fence("  python"), RUNS),
    "a tab before": (Q + fence("\tpython"), RUNS),
    "a space behind": (Q + fence("python  "), RUNS),
    "escaped letters": (Q + fence("&#112;ython"), "bad-fence-language"),
    "trailing words": (Q + fence("python title=x"), "unknown-fence-word"),
    "a range of lines": (Q + fence("python {1,2}"), "unknown-fence-word"),
    "python:file.py": (Q + fence("python:file.py"), "bad-fence-language"),
    "python2": (Q + fence("python2"), "bad-fence-language"),
    "ipython": (Q + fence("ipython", code="In [1]: 1 / 0"), "bad-fence-language"),
    "jupyter": (Q + fence("jupyter"), "bad-fence-language"),
    "pyi": (Q + fence("pyi"), "bad-fence-language"),
    "pytorch": (Q + fence("pytorch"), "bad-fence-language"),
    "pyhton": (Q + fence("pyhton"), "bad-fence-language"),
    "python-console": (Q + fence("python-console", code=">>> 1 / 0"), "python-session"),
    "doctest": (Q + fence("doctest", code=">>> 1 / 0"), "python-session"),
    "pycon": (Q + fence("pycon", code=">>> 1 / 0"), RUNS),
    "a session called python": (Q + fence(code=">>> 1 / 0"), RUNS),
    "a session called text": (Q + fence("text", code="\n >>> 1 / 0"), "python-session"),
    "a session without a name": (Q + fence("", code=">>> 1 / 0"), "python-session"),
    "below a session's output": (Q + fence("pycon", code=">>> 1\n1\n\n1 / 0"), "python-session"),
    "below a session's comment": (Q + fence("pycon", code=">>> # a\n1 / 0\n>>> 1\n1"), "python-session"),
    "before a session": (Q + fence("pycon", code="1 / 0\n>>> 1\n1"), "python-session"),
    "a session that skips": (Q + fence("pycon", code=">>> 1 / 0  # doctest: +SKIP\n"), "python-session"),
    "a session without any": (Q + fence("pycon"), "python-session"),
    "no name": (Q + fence("", code="import torch\n1 / 0"), "bad-fence-language"),
    "no name, in a list": (Q + within("  ", fence("", code="x = torch.ones(2)"), "- "), "bad-fence-language"),
    "text": (Q + fence("text"), "listed: text"),
    "bash": (Q + fence("bash", code="python -c '1 / 0'"), "listed: bash"),
    "no-run": (Q + fence('python no-run="a GPU"'), "no-run: a GPU"),
    "a session that does not run": (
        Q + fence('pycon no-run="a GPU"', code=">>> 1 / 0"),
        "no-run: a GPU",
    ),
    "never closed": (Q + "```python\n1 / 0\n", "unclosed-fence"),
    "never closed in a list": (Q + "- ```python\n  1 / 0\n\nB.\n", "unclosed-fence"),
    # What bytes can do.
    "CRLF": ((Q + fence()).replace("\n", "\r\n").encode(), RUNS),
    "CR": ((Q + fence()).replace("\n", "\r").encode(), RUNS),
    "BOM": (b"\xef\xbb\xbf" + (Q + fence()).encode(), RUNS),
    "BOM in the code": (Q + fence(code="\ufeff1 / 0"), "control-character"),
    "NUL": (Q + fence("pyt\0hon"), "control-character"),
    "NUL in the code": (Q + fence(code="1 / 0\0"), "control-character"),
    "form feed": (Q + fence("python\f"), "control-character"),
    "vertical tab": (Q + fence("python\v"), "control-character"),
    "a separator of lines": (Q + fence(code="#\u20281 / 0"), "control-character"),
    "a next line": (Q + fence(code="#\x851 / 0"), "control-character"),
    "bidirectional text": (Q + fence(code="'\u202e'; 1 / 0"), "bidirectional-control"),
    "a no-break space": (Q + fence("python\u00a0"), RUNS),
    "full-width letters": (Q + fence("\uff50\uff59\uff54\uff48\uff4f\uff4e"), "bad-fence-language"),
    "Cyrillic letters": (Q + fence("p\u0443thon"), "bad-fence-language"),
    "an invisible letter": (Q + fence("python", code="1\u200b / 0"), "invisible-character"),
    "an invisible name": (Q + fence("python", code="\u3164 = 1 / 0"), "invisible-character"),
    "an invisible mark of direction": (Q + fence(code="1 / 0 # \u200f"), "invisible-character"),
    # Where no fence can stand, there is inline code: the names in it are looked up.
    "heading": ("## `torch.hidden`? {#q}\n\nA.\n", "unknown-name"),
    "smaller heading": (Q + "### `torch.hidden`\n\nA.\n", "unknown-name"),
    "title of the deck": ("# `torch.hidden`\n\n" + Q + "A.\n", "unknown-name"),
    "prose of the introduction": ("A `torch.hidden`.\n\n" + Q + "A.\n", "unknown-name"),
    "paragraph": (Q + "A `torch.hidden(1)`.\n", "unknown-name"),
    "head of a table": (Q + "|`torch.hidden`|\n|-|\n", "unknown-name"),
    "cell of a table": (Q + "|a|\n|-|\n|`torch.hidden`|\n", "unknown-name"),
    "option": (CHOICE + "- [x] `torch.hidden`\n- [ ] b\n\n> c\n", "unknown-name"),
    "words of a concept": (EXPLAIN + "- `torch.hidden`\n", "unknown-name"),
    "hint": (EXPLAIN + "Hint: `torch.hidden`\n\n- a\n", "unknown-name"),
    "deletion": ("## Q {{c1::`torch.hidden`}} {#q .cloze}\n", "unknown-name"),
    "deletion in a name": ("## Q `torch.{{c1::hidden}}` {#q .cloze}\n", "unknown-name"),
    "hint of a deletion": ("## Q {{c1::a::`torch.hidden`}} {#q .cloze}\n", "unknown-name"),
    "words of a footnote": (Q + "A.[^1]\n\n[^1]: `torch.hidden`\n", "unknown-name"),
    "link": (Q + "[`torch.hidden`](https://a.example)\n", "unknown-name"),
    "reference": (Q + "[`torch.hidden`][a]\n\n[a]: https://a.example\n", "unknown-name"),
    "description of an image": (Q + "![`torch.hidden`](a.png)\n", "unknown-name"),
    "two backticks": (Q + "A `` torch.hidden ``.\n", "unknown-name"),
    "over two lines": (Q + "A `x +\ntorch.hidden`.\n", "unknown-name"),
    "emphasis": (Q + "A **`torch.hidden`**.\n", "unknown-name"),
    "inline HTML": (Q + "A <b>`torch.hidden`</b>.\n", "unknown-name"),
    "an alias": (Q + "A `nn.hidden`.\n", "unknown-name"),
    # What learners never see, or see as the words that it is.
    "comment for srs": (Q + "A.\n\n<!-- srs: allow yes-no-question: `torch.hidden` -->\n", "unused-allow"),
    "front matter": ('---\ndeck: "A `torch.hidden`"\n---\n' + Q + "A.\n", ""),
    "a backtick alone": (Q + "A `torch.hidden.\n", ""),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What is said of each hiding place: codes of diagnostics, and what is listed with its reason."""
    root = tmp_path_factory.mktemp("hidden")
    (root / "srs.toml").write_text('title = "T"\nnamespace = "t"\n')
    (root / "decks").mkdir()
    (root / "decks" / "a.png").write_bytes(b"\x89PNG")
    files = {name: f"decks/{number}.md" for number, name in enumerate(PLACES)}
    for name, path in files.items():
        text, _ = PLACES[name]
        data = text if isinstance(text, bytes) else text.encode()
        (root / path).write_bytes(data.replace(b"{#q", b"{#q" + path[6:-3].encode()))
    loaded = load(root)
    report = verify(loaded.collection, cache_path=None, max_mutants=0, timeout_s=TIMEOUT_S)
    said: dict[str, set[str]] = {name: set() for name in PLACES}
    names = {path: name for name, path in files.items()}
    for one in (*loaded.diagnostics, *report.diagnostics):
        said[names[one.path]].add(one.code)
    for listed in report.unverified_reasons:
        said[names[listed.path]].add(f"listed: {listed.reason}")
    for listed in report.no_run_reasons:
        said[names[listed.path]].add(f"no-run: {listed.reason}")
    return said


@pytest.mark.parametrize("name", PLACES)
def test_no_python_escapes(name: str, found: dict[str, set[str]]) -> None:
    expected = PLACES[name][1]
    assert found[name] - BESIDES == ({expected} if expected else set())
