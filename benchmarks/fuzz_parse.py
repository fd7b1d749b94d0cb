"""Feed the parser bytes that are chosen to reach all of its code: a deck or diagnostics must come of each.

It needs atheris, which is no dependency of the project: `pip install atheris`. What follows the module's name
goes to libFuzzer: `python -m benchmarks.fuzz_parse -runs=1000000`.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["content"]):
    from tests.content.invariants import check

ROOT = Path(__file__).parent.parent
WORDS = (  # noqa: SIM905 - a list of words is for reading
    r"## |{#|.cloze|.choice|.explain|.reversed|was=|{{c1::|{{c1,2::|::|}}|- [ ] |- [x] |```python|```|~~~|"
    r"check|setup|output|raises=|no-run=\"|![|](|[^1]|[^1]: |> |---\x0a|deck: |tags: [|Hint: |\x0d\x0a|$$|"
    r"<!-- srs: allow |-->"
).split("|")


def main() -> None:
    with TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number, deck in enumerate(_seeds()):
            (corpus / str(number)).write_text(deck)
        words = Path(folder) / "words"
        words.write_text("".join(f'"{word}"\n' for word in WORDS))
        arguments = [sys.argv[0], f"-dict={words}", "-max_len=2048", *sys.argv[1:], str(corpus)]
        atheris.Setup(arguments, check)
        atheris.Fuzz()


def _seeds() -> list[str]:
    """The notes of the decks that ship, one by one, and the examples of the page on the deck format."""
    decks = [file.read_text() for file in sorted((ROOT / "content" / "decks").rglob("*.md"))]
    notes = [f"## {note}" for deck in decks for note in deck.split("\n## ")]
    page = (ROOT / "docs" / "deck-format.md").read_text()
    return [*notes, *page.split("````markdown\n")[1:]]


if __name__ == "__main__":
    main()
