"""One mistake gives one diagnostic, at its place, and the other notes of the deck are read all the same."""

import pytest

from content.diagnostics import render
from content.models import Span
from tests.content.decks import parse

GOOD = "## Good? {#good}\n\nYes.\n"
X = "## X? {#x}\n\n"
CHOICE = "## X? {#x .choice}\n\n"
CLOZE = "## X? {#x .cloze}\n\n"
EXPLAIN = "## X? {#x .explain}\n\n"

# What is before GOOD, the code, and where the mark begins and ends.
MISTAKES = {
    "front matter never closed": ("---\ndeck: A\n", "bad-front-matter", (1, 1, 4)),
    "front matter is no mapping": ("---\n- a\n---\n", "bad-front-matter", (2, 1, 4)),
    "front matter is no YAML": ("---\ndeck: [a\n---\n", "bad-front-matter", (2, 9, 10)),
    "a tag of two words": ("---\ntags: [a b]\n---\n", "bad-front-matter", (2, 8, 11)),
    "a deck without a name": ("---\ndeck: A::\n---\n", "bad-front-matter", (2, 9, 10)),
    "a deck name that drives terminals": ('---\ndeck: "A\\e[2J"\n---\n', "bad-front-matter", (2, 7, 15)),
    "a deck name of half a character": ('---\ndeck: "\\uD800"\n---\n', "bad-front-matter", (2, 7, 15)),
    "an escape for no character": ('---\ndeck: "\\UFFFFFFFF"\n---\n', "bad-front-matter", None),
    "a misspelled key": ("---\ndekc: A\n---\n", "unknown-key", (2, 1, 5)),
    "a key twice": ("---\ndeck: A\ndeck: B\n---\n", "bad-front-matter", (3, 1, 5)),
    "front matter too deep": ("---\na: [[[[b]]]]\n---\n", "bad-front-matter", (2, 6, 7)),
    "front matter too long": ("---\n" + "# x\n" * 3000 + "---\n", "too-long", (1, 1, 4)),
    "two titles": ("# A\n\n# B\n\n", "second-title", (3, 1, 4)),
    "braces on the title": ("# A {#a}\n\n", "misplaced-attributes", (1, 5, 9)),
    "braces on a smaller heading": (X + "Yes.\n\n### More {#m}\n\n", "misplaced-attributes", (5, 10, 14)),
    "a note inside a quote": (X + "> ## Y? {#y}\n>\n> Yes.\n\n", "misplaced-attributes", (3, 9, 13)),
    "a note inside a list": (X + "- ## Y? {#y}\n\n", "misplaced-attributes", (3, 9, 13)),
    "a note with its heading underlined": ("X? {#x .choice}\n---\n\nYes.\n\n", "setext-heading", (2, 1, 4)),
    "a rule right below a question": (X + "Think.\n---\n\nYes.\n\n", "setext-heading", (4, 1, 4)),
    "a rule right below a choice": (
        CHOICE + "Think.\n---\n\n- [x] a\n- [ ] b\n\n", "setext-heading", (4, 1, 4),
    ),
    "Python before the first note": ("```python\nx = 1\n```\n\n", "code-outside-note", (1, 1, 10)),
    "no id": ("## X?\n\nYes.\n\n", "missing-id", (1, 1, 6)),
    "text after the braces": ("## X? {#x} more\n\nYes.\n\n", "missing-id", (1, 1, 16)),
    "braces never closed": ("## X? {#x .choice\n\nYes.\n\n", "missing-id", (1, 1, 18)),
    "two ids": ("## X? {#x #y}\n\nYes.\n\n", "bad-id", (1, 11, 13)),
    "two pairs of braces": ("## X? {#x} {#y}\n\nYes.\n\n", "bad-id", (1, 6, 11)),
    "a word in the braces": ("## X? {#x y}\n\nYes.\n\n", "unknown-attribute", (1, 11, 12)),
    "no space in a heading": ("##X? {#y}\n\nYes.\n\n", "unspaced-heading", (1, 1, 10)),
    "no space in the heading of the next": (X + "Yes.\n\nNo.\n##Z {#z}\n\n", "unspaced-heading", (6, 1, 9)),
    "no space in the title": ("#Deck\n\n", "unspaced-heading", (1, 1, 6)),
    "an id with a slash": ("## X? {#x/y}\n\nYes.\n\n", "bad-id", (1, 8, 12)),
    "an id glued to a class": ("## X? {#x.choice}\n\n- [x] a\n\n", "bad-id", (1, 8, 17)),
    "an empty id": ("## X? {#}\n\nYes.\n\n", "bad-id", (1, 8, 9)),
    "two former ids": ("## X? {#x was=a was=b}\n\nYes.\n\n", "bad-id", (1, 17, 22)),
    "a bad former id": ("## X? {#x was=a/b}\n\nYes.\n\n", "bad-id", (1, 11, 18)),
    "nothing is asked": ("## {#x}\n\nYes.\n\n", "empty-question", (1, 1, 8)),
    "an empty heading": ("##\n\nYes.\n\n", "empty-question", (1, 1, 3)),
    "a misspelled class": ("## X? {#x .cloz}\n\nA {{c1::b}}.\n\n", "unknown-class", (1, 11, 16)),
    "a misspelled kind": ("## X? {#x .chioce}\n\n- [x] a\n- [ ] b\n\n", "unknown-class", (1, 11, 18)),
    "two kinds": ("## X? {#x .cloze .choice}\n\n- [x] a\n- [ ] b\n\n", "second-class", (1, 18, 25)),
    "two levels": ("## X? {#x .beginner .advanced}\n\nYes.\n\n", "second-class", (1, 21, 30)),
    "a class of another kind": ("## X? {#x .multiple}\n\nYes.\n\n", "misplaced-class", (1, 11, 20)),
    "an unknown attribute": ("## X? {#x level=1}\n\nYes.\n\n", "unknown-attribute", (1, 11, 18)),
    "no answer": (X, "empty-answer", (1, 1, 11)),
    "nothing but a check": (X + "```python check\nassert x\n```\n\n", "empty-answer", (1, 1, 11)),
    "a fence never closed": (CHOICE + "- [x] a\n- [ ] b\n\n```python check\n", "unclosed-fence", (6, 1, 16)),
    "a fence in a list never closed": (X + "- ```python\n  x = 1\n\n", "unclosed-fence", (3, 3, 12)),
    "a fence closed by the next one": (
        X + "```python\nx = 1\n\n```python check\nassert x\n```\n\n", "unclosed-fence", (3, 1, 10),
    ),
    "a fence behind what nobody sees": (X + "\u200b```python\nx\n```\n\n", "control-character", (3, 1, 2)),
    "a setup misspelled": ("```python setp\nx\n```\n\n", "unknown-fence-word", (1, 11, 15)),
    "a title for a heading": (CHOICE + "- [x] a\n- [ ] b\n\n# Y\n\nNo.\n\n", "second-title", (6, 1, 4)),
    "a comment below options": (CHOICE + "- [x] a\n- [ ] b\n\n<!-- c\n\n", "hidden-on-github", (6, 1, 5)),
    "a fence closed by too few": (X + "````python\nx = 1\n```\n\n", "unclosed-fence", (3, 1, 11)),
    "code by indentation": (X + "Yes:\n\n    x = 1\n\n", "indented-code", (5, 5, 10)),
    "a misspelled word on a fence": (X + "```python chek\nx\n```\n\n", "unknown-fence-word", (3, 11, 15)),
    "a title on a fence": (X + "```python my first example\nx\n```\n\n", "unknown-fence-word", (3, 11, 13)),
    "a word on an output fence": (X + "```output exact\nx\n```\n\n", "unknown-fence-word", (3, 11, 16)),
    "raises without a name": (X + "```python raises=\nx\n```\n\n", "bad-fence-setting", (3, 11, 18)),
    "no-run without a reason": (X + "```python no-run\nx\n```\n\n", "bad-fence-setting", (3, 11, 17)),
    "a reason never closed": (X + '```python no-run="a b c\nx\n```\n\n', "bad-fence-setting", (3, 11, 20)),
    "a reason in curly quotes": (X + "```python no-run=“a b”\nx\n```\n\n", "bad-fence-setting", (3, 11, 20)),
    "two roles": (X + "```python setup check\nx\n```\n\nYes.\n\n", "bad-fence-setting", (3, 17, 22)),
    "a check in no language": (X + "```check\nassert x\n```\n\n", "bad-fence-language", (3, 4, 9)),
    "a check in another language": (X + "```bash check\nls\n```\n\n", "bad-fence-language", (3, 9, 14)),
    "a misspelled language": (X + "```pyhton\nx\n```\n\n", "bad-fence-language", (3, 4, 10)),
    "a language with options": (X + "```python,linenos\nx\n```\n\n", "bad-fence-language", (3, 4, 18)),
    "a language in braces": (X + "```{python}\nx\n```\n\n", "bad-fence-language", (3, 4, 12)),
    "a language with a value": (X + "```python=1\nx\n```\n\n", "bad-fence-language", (3, 4, 12)),
    "a language nobody sees through": (X + "```pyt\u200bhon\nx\n```\n\n", "bad-fence-language", (3, 4, 11)),
    "a language in other letters": (X + "```pуthon\nx\n```\n\n", "bad-fence-language", (3, 4, 10)),
    "another Python": (X + "```python2\nprint 1\n```\n\n", "bad-fence-language", (3, 4, 11)),
    "a session under another name": (X + "```python-repl\n>>> 1\n1\n```\n\n", "python-session", (3, 4, 15)),
    "a session called text": (X + "```text\n>>> 1\n1\n```\n\n", "python-session", (3, 1, 8)),
    "a session nobody sees": (
        X + "```pycon check\n>>> 1\n1\n```\n\nYes.\n\n", "bad-fence-setting", (3, 10, 15),
    ),
    "a session that raises": (X + "```py raises=E\n>>> 1\n1\n```\n\n", "bad-fence-setting", (3, 7, 15)),
    "Python without a name": (X + "```\nimport torch\n```\n\n", "bad-fence-language", (3, 1, 4)),
    "an invisible letter": (X + "> ```py\n> x\u3164 = 1\n> ```\n\n", "invisible-character", (4, 4, 5)),
    "an invisible end of a string": (
        X + "- ```py\n  x = 'a\u200b'\n  ```\n\n", "invisible-character", (4, 9, 10),
    ),
    "an invisible part of an output": (X + "```output\na\u2060\n```\n\n", "invisible-character", (4, 2, 3)),
    "an invisible part of a name": (X + "a `b\u200bc`\n\n", "invisible-character", (3, 3, 8)),
    "options without boxes": (CHOICE + "- a\n- b\n- c\n\n", "bad-checkbox", (3, 3, 4)),
    "one option without a box": (CHOICE + "- [x] a\n- b\n- [ ] c\n\n", "bad-checkbox", (4, 3, 4)),
    "one option": (CHOICE + "- [x] a\n\n", "option-count", (1, 1, 19)),
    "no options": (CHOICE + "> Because.\n\n", "option-count", (1, 1, 19)),
    "nine options": (CHOICE + "- [ ] a\n" * 9 + "\n", "option-count", (1, 1, 19)),
    "no right option": (CHOICE + "- [ ] a\n- [ ] b\n\n", "no-right-option", (1, 1, 19)),
    "two right options": (CHOICE + "- [x] a\n- [x] b\n\n", "several-right-options", (4, 7, 8)),
    "an empty option": (CHOICE + "- [x] a\n- [ ]\n\n", "empty-option", None),
    "options in two lists": (CHOICE + "- [x] a\n* [ ] b\n\n", "unexpected-text", (4, 1, 8)),
    "text after the options": (CHOICE + "- [x] a\n- [ ] b\n\nBecause.\n\n", "unexpected-text", (6, 1, 9)),
    "no concepts": (EXPLAIN + "Yes.\n\n", "concept-count", (1, 1, 20)),
    "nine concepts": (EXPLAIN + "- a\n" * 9 + "\n", "concept-count", (1, 1, 20)),
    "an empty concept": (EXPLAIN + "- a\n-\n\n", "empty-concept", None),
    "nothing is hidden": (CLOZE + "Text.\n\n", "no-deletion", (1, 1, 18)),
    "a deletion never closed": (CLOZE + "> a {{c1::b\n\n", "bad-deletion", (3, 5, 11)),
    "a deletion over two paragraphs": (CLOZE + "{{c1::a\n\nb}}\n\n", "bad-deletion", (3, 1, 7)),
    "a deletion over two cells": (CLOZE + "|{{c1::a|b}}|\n|-|-|\n\n", "bad-deletion", (3, 2, 8)),
    "a deletion without a text": (CLOZE + "```text\na = {{c1::}}\n```\n\n", "bad-deletion", (4, 5, 13)),
    "a deletion numbered 0": (CLOZE + "{{c0::a}} {{c1::b}}\n\n", "bad-deletion", (3, 1, 7)),
    "a deletion inside ten": (CLOZE + "{{c1::a" * 11 + "}}" * 11 + "\n\n", "bad-deletion", (3, 71, 77)),
    "a deletion in a fence's first line": (
        CLOZE + "{{c1::a}}\n\n```text {{c2::b}}\nx\n```\n\n", "bad-deletion", (1, 1, 18),
    ),
    "a deletion in a basic note": (X + "A {{c1::b}}.\n\n", "unmarked-cloze", (3, 3, 9)),
    "an image from the net": (X + "![a](https://a.example/b.png)\n\n", "bad-image", (3, 1, 30)),
    "an image from outside": (X + "![a](../../b.png)\n\n", "bad-image", (3, 1, 18)),
    "an image of no known kind": (X + "> ![a](b.tiff)\n\n", "bad-image", (3, 3, 15)),
    "an image without a file": (X + "![a]()\n\n", "bad-image", (3, 1, 7)),
    "an image nobody can type": (X + "![a](b%1B.png)\n\n", "bad-image", (3, 1, 15)),
    "the second of two images in a row": (
        X + "|![a](a.png)|![a](a.pdf)|\n|-|-|\n\n", "bad-image", (3, 14, 25),
    ),
    "an unknown comment for srs": (X + "Yes.\n\n<!-- srs: alow x: y -->\n\n", "bad-directive", (5, 1, 24)),
    "an acceptance for no reason": (
        X + "Yes.\n\n<!-- srs: accept `a -> b` -->\n\n", "bad-directive", (5, 1, 30),
    ),
    "an acceptance of no change": (X + "Yes.\n\n<!-- srs: accept a: b -->\n\n", "bad-directive", (5, 1, 26)),
    "a comment for srs in a text": (X + "Yes. <!-- srs: allow x: y -->\n\n", "bad-directive", (3, 6, 15)),
    "a comment for srs never closed": (X + "Yes.\n\n<!-- srs: allow x: y\n\n", "bad-directive", (5, 1, 10)),
    "a footnote of another note": (
        X + "Yes.[^1]\n\n## Y? {#y}\n\nNo.[^1]\n\n[^1]: a\n\n", "loose-footnote", (3, 5, 9),
    ),
    "a footnote that is nowhere": (X + "Yes.[^1]\n\n", "loose-footnote", (3, 5, 9)),
    "a footnote that nothing needs": (X + "Yes.\n\n[^a]: b\n\n", "loose-footnote", (5, 1, 8)),
    "a footnote in a heading": ("## X?[^1] {#x}\n\nYes.\n\n[^1]: a\n\n", "loose-footnote", (1, 6, 10)),
    "too many quotes": (X + "> " * 25 + "a\n\n", "too-deep", None),
    "too many lists": (X + "- " * 25 + "a\n\n", "too-deep", None),
    "too many brackets": (X + "[" * 60 + "a\n\n", "too-deep", None),
    "a line too long": (CHOICE + "- [x] " + "a" * 10_001 + "\n\n", "too-long", (3, 10_001, 10_002)),
    "a heading too long": ("## " + "a" * 10_000 + "? {#x}\n\n", "too-long", (1, 10_001, 10_002)),
    "a paragraph too long": (X + "a\n" * 6_000 + "\n", "too-long", (3, 1, 2)),
    "a note too long": (X + ("a" * 80 + "\n\n") * 700, "too-long", (1, 1, 11)),
    "a comment never closed": (X + "Yes.\n\n<!-- more\n\n", "hidden-on-github", (5, 1, 5)),
    "a comment for srs never closed, indented": (
        X + "Yes.\n\n  <!-- srs: allow x: y\n\n", "bad-directive", (5, 3, 12),
    ),
    "an indented comment never closed": (X + "Yes.\n\n   <!-- more\n\n", "hidden-on-github", (5, 4, 8)),
    "a comment in a quote never closed": (X + "> a\n> <!-- b\n\n", "hidden-on-github", (4, 3, 7)),
    "a comment around a note": (X + "<!--\n\n## Y? {#y}\n\nNo.\n-->\n\n", "hidden-on-github", (3, 1, 5)),
    "a comment around a fence": (
        X + "<!--\n```text\na\n```\n-->\n\n", "hidden-on-github", (3, 1, 5),
    ),
    "a tag right above a fence": (X + "<div>\n```text\na\n```\n\n", "hidden-on-github", (3, 1, 6)),
    "details never closed": (X + "a <Details open>\n\n", "hidden-on-github", (3, 3, 11)),
    "details inside others never closed": (
        X + "<details>\n\n<details>\n\na\n\n</details>\n\n", "hidden-on-github", (3, 1, 9),
    ),
    "a preformatted text never closed": (X + "<pre>\na\n\n", "hidden-on-github", (3, 1, 5)),
    "a script never closed": (X + "- a\n- <SCRIPT src='a'>\n\n", "hidden-on-github", (4, 3, 10)),
    "a style never closed": (X + "<style\n\n", "hidden-on-github", (3, 1, 7)),
    "a text area never closed": (X + "<textarea>\n\n", "hidden-on-github", (3, 1, 10)),
    "character data never closed": (X + "<![CDATA[ a >\n\n", "hidden-on-github", (3, 1, 10)),
    "an instruction never closed": (X + "<?php\n\n", "hidden-on-github", (3, 1, 3)),
    "a declaration never closed": (X + "<!DOCTYPE\n\n", "hidden-on-github", (3, 1, 3)),
    "a control character": (X + "a\x1b[2J\n\n", "control-character", (3, 2, 3)),
    "a form feed before a word": (X + "```python\fcheck\nx\n```\n\n", "control-character", (3, 10, 11)),
    "a NUL in a language": (X + "```pyt\0hon\nx\n```\n\n", "control-character", (3, 7, 8)),
    "a bidirectional control": (X + "a\u202eb\n\n", "bidirectional-control", (3, 2, 3)),
    "a separator of lines": (X + "a\u2028b\n\n", "control-character", (3, 2, 3)),
}  # fmt: skip
SWALLOWED = {
    "front matter never closed",
    "a fence never closed",
    "a fence closed by too few",
    "too many lists",
}
"""What takes in all that follows, as it does for every reader of Markdown."""
CAN_BE_USED = {
    "a deletion in a basic note",
    "a footnote that nothing needs",
    "braces on a smaller heading",
    "no space in the heading of the next",
    "a title for a heading",
    *(name for name, (_, code, _) in MISTAKES.items() if code == "hidden-on-github"),
} - {"a comment below options"}
"""The note has no mistake itself, or srs can show it all the same: it stays."""


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_gives_one_diagnostic_at_its_place(name: str) -> None:
    text, code, place = MISTAKES[name]
    parsed = parse(text + GOOD)
    (found,) = parsed.diagnostics
    assert found.code == code
    assert found.help
    if place is not None:
        line, column, end_column = place
        assert found.span == Span(line, column, line, end_column)
    ids = [note.id for note in parsed.deck.notes]
    assert ("good" in ids) is (name not in SWALLOWED)
    assert ("x" in ids) is (name in CAN_BE_USED)
    shown = render(found, lambda _, number: parsed.source.line(number))
    assert shown.replace("\n", "").isprintable()
    assert len(shown) < 1_000


def test_all_mistakes_of_a_deck_are_told_in_one_run_and_in_order() -> None:
    names = [
        name
        for name, (_, code, _) in MISTAKES.items()
        if name not in SWALLOWED and "front matter" not in name and code != "hidden-on-github"
    ]
    texts = [MISTAKES[name][0] for name in names if MISTAKES[name][0].startswith("## ")]
    codes = [MISTAKES[name][1] for name in names if MISTAKES[name][0].startswith("## ")]
    once = {"control-character", "bidirectional-control"}
    parsed = parse(GOOD.join(texts))
    assert [found.code for found in parsed.diagnostics if found.code not in once | {"too-long"}] == [
        code for code in codes if code not in once | {"too-long"}
    ]
    assert [found.span for found in parsed.diagnostics] == sorted(found.span for found in parsed.diagnostics)
