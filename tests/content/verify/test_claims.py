"""What a deck claims besides its code answers is true as well: sessions, outputs, names, what is current."""

import sys
from pathlib import Path

import pytest

from content.collection import Loaded, load
from content.diagnostics import Diagnostic
from content.models import NoteId
from content.verify import Report, VerifierMissing, verify
from tests.content.verify.conftest import TIMEOUT_S

SESSIONS = {
    "good": ">>> x = torch.ones(2)\n>>> x\ntensor([1., 1.])",
    "block": ">>> for i in range(2):\n...     print(i)\n...\n0\n1",
    "indented": "  >>> 1 + 1\n  2",
    "raises": ">>> torch.ones(2) @ 1\nTraceback (most recent call last):\n  ...\n"
    "TypeError: unsupported operand type(s) for @: 'Tensor' and 'int'",
    "raises-something": ">>> int('a')  # doctest: +IGNORE_EXCEPTION_DETAIL\n"
    "Traceback (most recent call last):\nValueError: other words",
    "syntax-error": ">>> x y\nTraceback (most recent call last):\nSyntaxError: invalid syntax",
    "ellipsis": ">>> nn.Linear(2, 1)  # doctest: +ELLIPSIS\nLinear(in_features=2, ...)",
    "spaces": ">>> [1, 2]  # doctest: +NORMALIZE_WHITESPACE\n[1,\n 2]",
    "blank-line": ">>> print('a\\n\\nb')\na\n<BLANKLINE>\nb",
    "nothing": ">>> None\n>>> x = 1\n>>> x\n1",
    "comment": ">>> # first\n>>> 1\n1",
    "misprints": ">>> x = 1\n>>> x + 1\n3",
    "trailing": ">>> 'a'\n'a' ",
    "invisible": ">>> print('a\\u200bb', 'c\\td')\nab c d",
    "silent": ">>> x = 1\n>>> x\n>>> 2\n2",
    "other-error": ">>> int('a')\nTraceback (most recent call last):\nTypeError: no",
    "no-error": ">>> int('1')\nTraceback (most recent call last):\nValueError: no",
    "error": ">>> x = 1\n>>> x / 0\n1",
    "true": ">>> 1 == 1\n1",
    "dots": ">>> [1, 2]\n[1, ...]",
    "unproved": ">>> x = 1",
    "syntax": ">>> x = 1\n>>> x y\n1",
    "patches": ">>> import builtins\n>>> builtins.all = lambda _: True\n>>> 1\n1",
    "exits": ">>> 1\n1\n>>> raise SystemExit",
    "hook": ">>> import sys\n>>> sys.displayhook = lambda _: print(2)\n>>> 1\n2",
    "unfinished": ">>> 1\n1\n>>>2\n2",
}
PROSE = {
    "typo": "Call `nn.Linaer(2, 1)`.",
    "elsewhere": "Call `torch.Linear(2, 1)`.",
    "case": "Use `optim.Sgd` here.",
    "method": "Call `torch.Tensor.detatch()` or `Tensor.detach()`.",
    "nowhere": "See `torch.qwertyuiop.a`.",
    "twice": "See `F.rellu` and `F.relu(x)` and `F.rellu`.",
    "real": "`torch`, `torch.nn.Linear`, `nn.Linear(2, 1).wieght`, `F.relu`, `optim.SGD`, `Tensor.detach()`, "
    "`torch.Tensor.backward`, `nn.Linear.weight`, `nn.Linear.bias`, `nn.Module.training`, `torch.float32`, "
    "`optim.step()`, `torch.utils.data.DataLoader`, `torch.__version__`, "
    "`torch.utils.tensorboard.SummaryWriter`, "
    "`python -m torch.distributed.run`, `x / torch.norm_except_dim(x)`, `optim.SGD.param_groups`.",
    "not-theirs": "`requires_grad=False`, `model.fc`, `x.grad`, `self.nn.hidden`, `my_torch.hidden`, "
    "`torch.pt`, `'torch.hidden'`, `https://a.example/torch.hidden`, torch.hidden, `torchvision.hidden`, "
    "`a-torch.hidden`, `torch.*`, `module.torch.hidden`, `step().optim.hidden`, `Tensor`, `nn`.",
    "variable": "With `F.hidden`.\n\n```python\nF = 1\n```\n\n```python check\nassert F == 1\n```",
    "meant": "There is no `torch.hidden`.\n\n<!-- srs: allow unknown-name: that is the point -->",
    "meant-for-nothing": "A `torch.nn`.\n\n<!-- srs: allow unknown-name: none -->\n"
    "<!-- srs: allow deprecated-name: none -->",
    "marked": "Use `torch.cuda.amp.autocast`.",
    "accessed": "Use `torch.has_mps`.",
    "documented": "Use `torch.qr(x)`.",
    "renamed": "Use `nn.init.uniform`.",
    "old-but-meant": "Do not use `torch.range`.\n\n<!-- srs: allow deprecated-name: it is warned of -->",
    "old-argument": "Use `nn.MSELoss`, `torch.stft`, `torch.Tensor.T` and `torch.utils.data.DataLoader`.",
}
CHOICE = """
## C? {#choice .choice}

- [x]
  ```pycon
  >>> 1 + 1
  2
  ```
- [ ]
  ```pycon
  >>> 1 + 1
  3
  ```

> B.
"""
HOOK = "import sys\nsys.displayhook = id"
STALE = {
    "torch.qr(torch.eye(2))": "torch.qr is deprecated in favor of torch.linalg.qr",
    "torch.cuda.amp.GradScaler(enabled=False)": "Please use `torch.amp.GradScaler('cuda', args...)` instead",
    "nn.init.uniform(torch.ones(2))": "in favor of `nn.init.uniform_`",
    "nn.MSELoss(size_average=True)": "please use reduction='mean' instead",
    "torch.set_default_tensor_type('torch.FloatTensor')": "please use torch.set_default_dtype()",
    "torch.chain_matmul(torch.eye(2), torch.eye(2))": "torch.linalg.multi_dot",
    "nn.utils.clip_grad_norm([torch.ones(1)], 1)": "in favor of `torch.nn.utils.clip_grad_norm_`",
}
"""Code that is going stale in PyTorch 2.13, with what its warning says to use."""


def fence(info: str, code: str) -> str:
    return f"```{info}\n{code}\n```\n\n"


def stale(number: int) -> str:
    return f"stale-{number}"


def deck() -> str:
    setup = "# D\n\n" + fence("python setup", "import torch\nfrom torch import nn")
    notes = [
        *((name, fence("pycon", code)) for name, code in SESSIONS.items()),
        *PROSE.items(),
        *(
            (stale(number), fence("python", f"x = {code}") + fence("python check", "assert 'x' in globals()"))
            for number, code in enumerate(STALE)
        ),
        ("called-python", fence("python", ">>> 1 + 1\n2")),
        ("checked", fence("pycon", ">>> x = 1") + fence("python check", "assert x == 1")),
        ("vacuous", fence("pycon", ">>> x = 1\n>>> x\n1") + fence("python check", "assert torch")),
        ("above", fence("python", "x = 1") + fence("pycon", ">>> x\n1")),
        ("later", fence("pycon", ">>> y = 1\n>>> y\n1") + "Then:\n\n" + fence("pycon", ">>> y + 1\n2")),
        ("printed", fence("pycon", ">>> print(1)\n1") + fence("output", "1")),
        ("given", fence("pycon", ">>> x = 1\n>>> x\n2") + "---\n\nA.\n"),
        ("hidden-hook", fence("python setup", HOOK) + fence("pycon", ">>> 1\n1")),
        ("trailing-output", fence("python", "print('a ')") + fence("output", "a")),
    ]  # fmt: skip
    return setup + "".join(f"## Q? {{#{name}}}\n\n{text}\n\n" for name, text in notes) + CHOICE


class Claims:
    """What was found, note by note."""

    def __init__(self, loaded: Loaded, report: Report) -> None:
        self.loaded, self.report = loaded, report

    def __getitem__(self, name: str) -> list[Diagnostic]:
        return [found for found in self.report.diagnostics if found.note == name]

    def marked(self, found: Diagnostic) -> str:
        """What its mark points at."""
        line = self.loaded.line(found.path, found.span.line)
        return line[found.span.column - 1 : found.span.end_column - 1]

    def codes(self, name: str) -> list[str]:
        return [found.code for found in self[name]]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache") / "verdicts.sqlite3"


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Claims:
    root = tmp_path_factory.mktemp("claims")
    (root / "srs.toml").write_text('title = "T"\nnamespace = "t"\n')
    (root / "decks").mkdir()
    (root / "decks" / "deck.md").write_text(deck())
    loaded = load(root)
    assert not loaded.has_errors
    return Claims(loaded, verify(loaded.collection, cache_path=cache, max_mutants=0, timeout_s=TIMEOUT_S))


@pytest.mark.parametrize(
    "name",
    [
        "good",
        "block",
        "indented",
        "raises",
        "raises-something",
        "syntax-error",
        "ellipsis",
        "spaces",
        "blank-line",
        "nothing",
        "comment",
        "called-python",
        "checked",
        "above",
        "later",
        "printed",
        "hidden-hook",
        "choice",
    ],
)
def test_a_session_that_is_true_passes(claims: Claims, name: str) -> None:
    assert claims[name] == []
    assert claims.report.verdicts[NoteId(name)] == "pass"


@pytest.mark.parametrize(
    ("name", "code", "marked"),
    [
        ("misprints", "output-mismatch", ">>> x + 1"),
        ("silent", "output-mismatch", ">>> x"),
        ("other-error", "output-mismatch", ">>> int('a')"),
        ("no-error", "output-mismatch", ">>> int('1')"),
        ("true", "output-mismatch", ">>> 1 == 1"),
        ("dots", "output-mismatch", ">>> [1, 2]"),
        ("given", "output-mismatch", ">>> x"),
        ("hook", "output-mismatch", ">>> 1"),
        ("error", "answer-error", ">>> x / 0"),
        ("exits", "escaped", ">>> raise SystemExit"),
        ("unproved", "unverified-code", "```pycon"),
        ("syntax", "syntax-error", "y"),
        ("patches", "tampered", "```pycon"),
        ("vacuous", "vacuous-check", "```python check"),
        ("unfinished", "python-session", ">>>2"),
    ],
)
def test_a_session_that_is_not_is_marked_at_its_input(
    claims: Claims, name: str, code: str, marked: str
) -> None:
    (found,) = claims[name]
    assert (found.code, claims.marked(found)) == (code, marked)
    assert found.help
    assert claims.report.verdicts[NoteId(name)] != "pass"


@pytest.mark.parametrize(
    ("name", "difference"),
    [
        ("misprints", ["-3", "+2"]),
        ("trailing", ["-'a'·", "+'a'"]),
        ("trailing-output", ["-a", "+a·"]),
        ("invisible", ["-ab c d", "+a\\u200bb c\\td"]),
        ("silent", ["-", "+1"]),
        ("other-error", ["-TypeError: no", "+ValueError: invalid literal for int() with base 10: 'a'"]),
    ],
)
def test_a_difference_shows_what_nobody_sees(claims: Claims, name: str, difference: list[str]) -> None:
    (found,) = claims[name]
    _, _, *lines = found.notes[0].splitlines()
    assert lines == difference


@pytest.mark.parametrize(
    ("name", "marked", "meant"),
    [
        ("typo", ["nn.Linaer"], "did you mean `nn.Linear`?"),
        ("elsewhere", ["torch.Linear"], "did you mean `torch.nn.Linear`"),
        ("case", ["optim.Sgd"], "did you mean `optim.SGD`?"),
        ("method", ["torch.Tensor.detatch"], "did you mean `torch.Tensor.detach`"),
        ("nowhere", ["torch.qwertyuiop.a"], "correct it."),
        ("twice", ["F.rellu", "F.rellu"], "did you mean `F.relu`"),
    ],
)
def test_an_unknown_name_is_marked_with_the_nearest(
    claims: Claims, name: str, marked: list[str], meant: str
) -> None:
    found = claims[name]
    assert {one.code for one in found} == {"unknown-name"}
    assert [claims.marked(one) for one in found] == marked
    assert all(one.help.startswith(meant) for one in found)


@pytest.mark.parametrize("name", ["real", "not-theirs", "variable", "meant", "old-but-meant", "old-argument"])
def test_other_names_are_left_alone(claims: Claims, name: str) -> None:
    assert claims[name] == []


def test_what_is_allowed_for_nothing_is_said(claims: Claims) -> None:
    assert claims.codes("meant-for-nothing") == ["unused-allow", "unused-allow"]


@pytest.mark.parametrize(
    ("name", "marked", "instead"),
    [
        ("marked", "torch.cuda.amp.autocast", "torch.amp.autocast('cuda', args...)"),
        ("accessed", "torch.has_mps", "torch.backends.mps.is_built()"),
        ("documented", "torch.qr", "`torch.linalg.qr`"),
        ("renamed", "nn.init.uniform", "`torch.nn.init.uniform_`"),
    ],
)
def test_a_deprecated_name_is_told_in_the_words_of_torch(
    claims: Claims, name: str, marked: str, instead: str
) -> None:
    (found,) = claims[name]
    assert (found.severity, found.code, claims.marked(found)) == ("warning", "deprecated-name", marked)
    assert instead in found.notes[0]


@pytest.mark.parametrize("code", STALE)
def test_code_that_is_going_stale_says_what_replaces_it(claims: Claims, code: str) -> None:
    name = stale(list(STALE).index(code))
    assert claims.report.verdicts[NoteId(name)] == "pass"
    (found,) = claims[name]
    assert found.code == "torch-warning"
    assert STALE[code] in found.notes[0]


def test_what_is_known_of_a_name_is_remembered(
    claims: Claims, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/missing/python")
    decks = claims.loaded.collection.decks
    kept = [note for note in decks[0].notes if note.id in ("typo", "marked", "real")]
    fewer = decks[0].model_copy(update={"notes": tuple(kept), "setup": ()})
    again = verify(claims.loaded.collection.model_copy(update={"decks": (fewer,)}), cache_path=cache)
    assert list(again.diagnostics) == [*claims["typo"], *claims["marked"]]
    with pytest.raises(VerifierMissing):  # so it was the memory that knew
        verify(claims.loaded.collection.model_copy(update={"decks": (fewer,)}), cache_path=None)


def test_a_name_that_cannot_be_looked_up_is_not_believed(claims: Claims) -> None:
    deck = claims.loaded.collection.decks[0]
    kept = tuple(note for note in deck.notes if note.id == "case")
    collection = claims.loaded.collection.model_copy(
        update={"decks": (deck.model_copy(update={"notes": kept}),)}
    )
    (found,) = verify(collection, cache_path=None, timeout_s=0).diagnostics
    assert found.message.startswith("`optim.Sgd` could not be looked up")
