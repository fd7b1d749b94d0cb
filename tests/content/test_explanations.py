"""Each diagnostic has a page, whose bad example gives it and whose good example does not."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from content.collection import load
from content.diagnostics import Diagnostic
from content.explanations import Example, UnknownCodeError, examples, page, pages
from content.lint import RULES
from content.models import Collection
from content.verify import verify
from srs.check import check_collection, read_diagnostics

ROOT = Path(__file__).parent.parent.parent
CODE = re.compile(
    r'(?:report\.(?:error|warning)\(|[Dd]iagnostic\(\s*(?:severity=)?Severity\.\w+,|_error\(\s*plan,\s*[^"]*?,)'
    r'\s*(?:code=)?"([a-z0-9-]+)"|code(?:, message)? ?= ?"([a-z0-9-]+)"'
)
SETTINGS = 'title = "Example"\nnamespace = "example"\n'
WITHOUT_EXAMPLES = {
    "no-decks",
    "not-utf8",
    "too-long",
    "control-character",
    "bidirectional-control",
    "invisible-character",
    "timeout",
    "crash",
    "torch-warning",
}
"""Each needs bytes or a length that no page can show, more than a second, or a certain version of torch."""


def codes_in_the_source() -> set[str]:
    source = "\n".join(file.read_text() for file in (ROOT / "content").rglob("*.py"))
    codes = {first or second for first, second in CODE.findall(source)}
    return codes | RULES.keys() | {"unused-check", "unused-output", "control-character"}


Found = Mapping[str, Diagnostic]
"""By code."""


@pytest.fixture(scope="module")
def found_in(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Example], Found]:
    """What is wrong with an example; PyTorch starts once for the code of all of them."""
    loaded = {}
    for code in sorted(set(pages()) - WITHOUT_EXAMPLES):
        for example in examples(code):
            folder = tmp_path_factory.mktemp(code)
            write_example(example, folder, name=f"{code}-{example.is_good}")
            loaded[code, example] = load(folder)
    decks = tuple(deck for one in loaded.values() for deck in one.collection.decks)
    report = verify(Collection(root=Path(), title="All", namespace="all", decks=decks), cache_path=None)

    def found(code: str, example: Example) -> Found:
        one = loaded[code, example]
        paths = {deck.path for deck in one.collection.decks}
        ran = (diagnostic for diagnostic in report.diagnostics if diagnostic.path in paths)
        return {diagnostic.code: diagnostic for diagnostic in (*read_diagnostics(one), *ran)}

    return found


def write_example(example: Example, folder: Path, *, name: str) -> None:
    (folder / "decks").mkdir()
    (folder / "srs.toml").write_text(example.text if example.language == "toml" else SETTINGS)
    (folder / "decks" / "loss.png").write_bytes(b"\x89PNG")
    deck = "# D\n" if example.language == "toml" else example.text
    (folder / "decks" / f"{name}.md").write_text(deck)


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert codes_in_the_source() == set(pages())


def test_every_page_has_both_examples_but_where_none_can_be_shown() -> None:
    shown = {code: {example.is_good for example in examples(code)} for code in pages()}
    assert {code for code, qualities in shown.items() if qualities != {True, False}} == WITHOUT_EXAMPLES


@pytest.mark.parametrize("code", sorted(set(pages()) - WITHOUT_EXAMPLES))
def test_the_bad_example_gives_the_code_and_the_good_one_nothing(
    code: str, found_in: Callable[[str, Example], Found]
) -> None:
    for example in examples(code):
        found = found_in(code, example)
        assert set(found) == (set() if example.is_good else {code}), found
        assert example.is_good or found[code].help


def test_an_unknown_code_names_the_nearest() -> None:
    with pytest.raises(UnknownCodeError, match="did you mean `long-answer`"):
        page("long-anwser")


def test_the_documentation_is_made_of_the_same_text() -> None:
    text = (ROOT / "content" / "explanations.md").read_text()
    assert (ROOT / "docs" / "diagnostics.md").read_text() == text


def test_a_rule_that_an_author_allows_is_silent(tmp_path: Path) -> None:
    (tmp_path / "srs.toml").write_text(SETTINGS)
    (tmp_path / "decks").mkdir()
    deck = "## Is it? {#is-it}\n\nNo.\n\n<!-- srs: allow yes-no-question: the point is that it is not -->\n"
    (tmp_path / "decks" / "deck.md").write_text(deck)
    assert check_collection(tmp_path, verdicts_path=None, run=False).diagnostics == ()
    (tmp_path / "decks" / "deck.md").write_text(deck.partition("<!--")[0])
    (found,) = check_collection(tmp_path, verdicts_path=None, run=False).diagnostics
    assert found.code == "yes-no-question"


def test_the_shipped_decks_break_no_rule() -> None:
    loaded = load(ROOT / "content" / "decks")
    assert check_collection(loaded.collection.root, verdicts_path=None, run=False).diagnostics == ()
