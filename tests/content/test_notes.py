"""Each kind of note is read as the deck format says, and each part knows its place."""

import pytest

from content.models import Basic, Choice, Cloze, Explain, Level, Role, Span
from tests.content.decks import deck_of, notes_of, parse

CODE = "```python\nx = 1\n```\n"
CHECK = "```python check\nassert x == 1\n```\n"


def test_a_basic_note_is_its_heading_and_what_follows() -> None:
    (note,) = notes_of(f"# D\n\n## Why *so*? {{#why .advanced}}\n\nBecause.\n\n{CODE}\n{CHECK}\nAfter.\n")
    assert isinstance(note, Basic)
    assert (note.id, note.level, note.title) == ("why", Level.ADVANCED, "Why *so*?")
    assert note.question.markdown == "Why *so*?"
    assert note.question.span == Span(3, 4, 3, 13)
    assert note.answer.markdown == f"Because.\n\n{CODE}\nAfter."
    assert note.answer.span == Span(5, 1, 15, 7)
    assert [(code.role, code.first_line, code.span) for code in note.code] == [
        (Role.ANSWER, 8, Span(7, 1, 7, 10)),
        (Role.CHECK, 12, Span(11, 1, 11, 16)),
    ]
    assert note.cards == ("forward",)


def test_a_longer_question_ends_at_a_rule() -> None:
    (note,) = notes_of(f"## What is x? {{#x}}\n\nGiven:\n\n{CODE}\n---\n\nOne.\n")
    assert isinstance(note, Basic)
    assert note.question.markdown == f"What is x?\n\nGiven:\n\n{CODE}".rstrip()
    assert note.answer.markdown == "One."
    assert [code.role for code in note.code] == [Role.GIVEN]


def test_a_reversed_note_is_two_cards() -> None:
    (note,) = notes_of("## Capital of France? {#paris .reversed}\n\nParis\n")
    assert note.cards == ("forward", "reverse")


def test_a_renamed_note_keeps_what_progress_hangs_on() -> None:
    (note,) = notes_of("## One? {#new was=old}\n\nYes.\n")
    assert (note.id, note.was, note.key) == ("new", "old", "old")


def test_a_choice_has_options_with_feedback_and_an_explanation() -> None:
    (note,) = notes_of(
        "## Which? {#which .choice}\n\nThink.\n\n- [ ] a\n  > No.\n- [X] b\n\n  more\n- [ ] c\n"
        "\n> So it is.\n> Yes.\n"
    )
    assert isinstance(note, Choice)
    assert note.question.markdown == "Which?\n\nThink."
    assert [(option.text.markdown, option.right) for option in note.options] == [
        ("a", False),
        ("b\n\nmore", True),
        ("c", False),
    ]
    feedback = note.options[0].feedback
    assert feedback is not None
    assert (feedback.markdown, feedback.span) == ("No.", Span(6, 3, 6, 8))
    assert note.options[0].text.span == Span(5, 7, 5, 8)
    assert note.explanation is not None
    assert note.explanation.markdown == "So it is.\nYes."
    assert note.cards == ("choice",)


def test_options_that_are_code_know_their_option() -> None:
    (note,) = notes_of(
        "## Which? {#which .choice}\n\n"
        "- [ ] \n  ```python\n  x = 2\n  ```\n- [x] \n  ```python\n  x = 1\n  ```\n\n" + CHECK
    )
    assert [(code.role, code.option, code.source) for code in note.code] == [
        (Role.OPTION, 0, "x = 2\n"),
        (Role.OPTION, 1, "x = 1\n"),
        (Role.CHECK, None, "assert x == 1\n"),
    ]


def test_an_explain_note_has_a_hint_concepts_and_perhaps_an_answer() -> None:
    (note,) = notes_of("## Why? {#why .explain}\n\nHint: think\n\n- one\n- two\n\nA model answer.\n")
    assert isinstance(note, Explain)
    assert note.hint is not None
    assert note.hint.markdown == "think"
    assert [concept.markdown for concept in note.concepts] == ["one", "two"]
    assert note.answer is not None
    assert note.answer.markdown == "A model answer."


def test_a_cloze_note_is_a_card_for_each_number() -> None:
    (note,) = notes_of(
        "## Kept in {{c2::`.grad`}} {#grad .cloze}\n\nAnd {{c1::added}}.\n\n"
        "```python\nx = {{c3::1}}\n```\n\n" + CHECK + "\n---\n\nMore.\n"
    )  # fmt: skip
    assert isinstance(note, Cloze)
    assert note.deletions == (1, 2, 3)
    assert note.cards == ("c1", "c2", "c3")
    assert note.question.markdown.startswith("Kept in {{c2::`.grad`}}\n\nAnd")
    assert "assert" not in note.question.markdown
    assert note.extra is not None
    assert note.extra.markdown == "More."
    assert note.code[0].source == "x = 1\n"


def test_images_are_found_with_their_file_and_their_place() -> None:
    (note,) = notes_of("## What ![q](q.png)? {#q}\n\n> - see `![no](no.png)` ![a *b*](<img/a b.png>)\n")
    assert [(image.path, image.alt, image.span) for image in note.images] == [
        ("decks/q.png", "q", Span(1, 9, 1, 20)),
        ("decks/img/a b.png", "a *b*", Span(3, 25, 3, 48)),
    ]


def test_a_directive_is_for_srs_alone() -> None:
    (note,) = notes_of("## One? {#one}\n\nYes.\n\n<!-- srs: allow long-answer: it\nmust -->\n\nNo.\n")
    assert isinstance(note, Basic)
    assert [(allowed.code, allowed.reason) for allowed in note.allowed] == [("long-answer", "it must")]
    assert note.answer.markdown == "Yes.\n\nNo."


def test_a_comment_accepts_a_change_with_a_reason() -> None:
    comment = "<!-- srs: accept `for x in y: -> if\nTrue:`: y has\none member -->"
    (note,) = notes_of(f"## One? {{#one}}\n\nYes.\n\n{comment}\n\nNo.\n")
    assert [(one.change, one.reason) for one in note.accepted] == [
        ("for x in y: -> if True:", "y has one member")
    ]
    assert note.accepted[0].span == Span(5, 1, 7, 15)


def test_other_html_is_text() -> None:
    (note,) = notes_of("## One? {#one}\n\n<!-- a comment -->\n\n<b>Yes.</b>\n")
    assert isinstance(note, Basic)
    assert note.answer.markdown == "<!-- a comment -->\n\n<b>Yes.</b>"


def test_front_matter_names_the_deck_and_tags_its_notes() -> None:
    deck = deck_of('---\ndeck: "A :: B"\ntags: [x, y, x]\n---\n# Title\n\nIntro.\n\n## One? {#one}\n\nYes.\n')
    assert (deck.name, deck.title, deck.tags, deck.notes[0].tags) == ("A::B", "Title", ("x", "y"), ("x", "y"))
    assert deck.introduction is not None
    assert (deck.introduction.markdown, deck.introduction.span) == ("Intro.", Span(7, 1, 7, 7))
    assert deck.notes[0].span == Span(9, 1, 9, 15)


def test_setup_before_the_first_note_belongs_to_the_deck() -> None:
    deck = deck_of("# D\n\nIntro.\n\n```python setup\nimport torch\n```\n\n## One? {#one}\n\nYes.\n")
    assert [code.source for code in deck.setup] == ["import torch\n"]
    assert deck.introduction is not None
    assert deck.introduction.markdown == "Intro."


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_change_nothing(newline: str, mark: str) -> None:
    text = f"# D\n\n## One? {{#one}}\n\nYes.\n\n{CODE}\n{CHECK}"
    assert deck_of((mark + text.replace("\n", newline)).encode()) == deck_of(text)


@pytest.mark.parametrize("info", ["python", "py", "Python3", "{.python}", "python  "])
def test_every_spelling_of_the_language_runs(info: str) -> None:
    (note,) = notes_of(f"## One? {{#one}}\n\n```{info}\nx = 1\n```\n\n{CHECK}")
    assert note.code[0].is_python


@pytest.mark.parametrize(
    ("before", "after"),
    [("- a\n\n  ", ""), ("> ", ""), ("1. a\n\n   ", ""), ("> - ", "")],
    ids=["list", "quote", "ordered", "quoted list"],
)
def test_code_is_found_wherever_it_hides(before: str, after: str) -> None:
    indent = before.rsplit("\n", 1)[-1].replace("-", " ")
    (note,) = notes_of(f"## One? {{#one}}\n\n{before}```python\n{indent}x = 1\n{indent}```\n\n{CHECK}{after}")
    assert [(code.role, code.source) for code in note.code] == [
        (Role.ANSWER, "x = 1\n"),
        (Role.CHECK, "assert x == 1\n"),
    ]


@pytest.mark.parametrize(
    "fence",
    [
        "````python no-run='x'\n```\nx = 1\n```\n````",
        "~~~python no-run='x'\nx = 1\n```\n~~~",
        "   ```python no-run='x'\n   x = 1\n   ```",
        "```  {.python no-run='x'}\nx = 1\n```",
        "```PYTHON\tno-run='x'\nx = 1\n```",
        "<!--\n```python no-run='x'\nx = 1\n```\n-->",
        "<pre>\n```python no-run='x'\nx = 1\n```\n</pre>",
        "<details>\n\n```python no-run='x'\nx = 1\n```\n\n</details>",
        "> > > ```python no-run='x'\n> > > x = 1\n> > > ```",
        "1. - > ```python no-run='x'\n     > x = 1\n     > ```",
        "-\t```python no-run='x'\n\tx = 1\n\t```",
        "Text[^1].\n\n[^1]: So:\n\n    ```python no-run='x'\n    x = 1\n    ```",
        "a\n```python no-run='x'\nx = 1\n```\nb",
        "$$\n```python no-run='x'\nx = 1\n```\n$$",
    ],
)
def test_python_is_seen_however_it_is_written(fence: str) -> None:
    parsed = parse(f"## One? {{#one}}\n\n{fence}\n")
    assert {found.code for found in parsed.diagnostics} <= {"hidden-on-github"}
    (note,) = parsed.deck.notes
    (code,) = note.code
    assert code.is_python
    assert "x = 1\n" in code.source
    assert code.no_run == "x"


@pytest.mark.parametrize(
    "info", ["", "text", "js", "bash -e", "c++", "objective-c", "cython", "pytb", "R", "diff"]
)
def test_other_languages_are_read_and_not_run(info: str) -> None:
    (note,) = notes_of(f"## One? {{#one}}\n\n```{info}\nx\n```\n")
    (code,) = note.code
    assert not code.is_python
    assert code.language == (info.split(" ")[0].lower() or "text")


def test_a_deletion_may_belong_to_several_cards() -> None:
    (note,) = notes_of("## A {{c1,3::b::c}} {#a .cloze}\n\nOr {{c2::d}}.\n")
    assert note.cards == ("c1", "c2", "c3")


def test_deletions_stand_in_math_cells_quotes_lists_and_fences() -> None:
    (note,) = notes_of(
        "## $\\frac{1}{ {{c1::n_{1} }} }$ {#a .cloze}\n\n| {{c2::a\\|b}} |\n|---|\n| `{{c3::c}}` |\n\n"
        "> - {{c4::d {{c5::e::f}} }}\n\n```text\n{{c6::{1: 2}}}\n```\n"
    )
    assert note.cards == ("c1", "c2", "c3", "c4", "c5", "c6")


def test_a_heading_ends_where_markdown_says() -> None:
    notes = notes_of(
        "## One? {#one}\n```text\n## No\n```\n## Two? {#two} ##\n\nYes.\n\n  ##\tThree? {#three}  \n\nYes."
        "\n\n"
        "- # no title\n- ## no note\n\n### Part\n\nMore.\n"
    )
    assert [(note.id, note.title) for note in notes] == [
        ("one", "One?"),
        ("two", "Two?"),
        ("three", "Three?"),
    ]


def test_a_footnote_goes_with_each_text_that_refers_to_it() -> None:
    (note,) = notes_of(
        "## One? {#one}\n\nLonger.[^a]\n\n---\n\nYes.[^a] No.[^b]"
        "\n\n[^a]: First.\n\n[^b]: Second,\n\n    in two.\n"
    )
    assert isinstance(note, Basic)
    assert note.question.markdown == "One?\n\nLonger.[^a]\n\n[^a]: First."
    assert note.answer.markdown == "Yes.[^a] No.[^b]\n\n[^a]: First.\n\n[^b]: Second,\n\n    in two."
    assert note.answer.span == Span(7, 1, 7, 17)


def test_footnotes_are_no_part_of_the_options() -> None:
    (note,) = notes_of("## Which? {#w .choice}\n\n- [ ] a[^1]\n- [x] b\n\n> c[^2]\n\n[^1]: d\n[^2]: e\n")
    assert isinstance(note, Choice)
    assert note.options[0].text.markdown == "a[^1]\n\n[^1]: d"
    assert note.options[1].text.markdown == "b"
    assert note.explanation is not None
    assert note.explanation.markdown.startswith("c[^2]\n\n[^2]: e")


def test_link_definitions_go_with_the_texts_that_use_them() -> None:
    one, two = notes_of(
        "## One? {#one}\n\nSee [the page] and ![a graph][Loss].\n\n## Two? {#two}\n\nNo.\n\n"
        '[the page]: https://example.org/a_(b) "its \\"title\\""\n[loss]: loss.png\n'
    )
    assert isinstance(one, Basic)
    assert one.answer.markdown.split("\n\n")[1:] == [
        '[THE PAGE]: https://example.org/a_\\(b\\) "its \\"title\\""',
        "[LOSS]: loss.png",
    ]
    assert [image.path for image in one.images] == ["decks/loss.png"]
    assert isinstance(two, Basic)
    assert two.answer.markdown == "No."


def test_images_in_cells_know_their_place() -> None:
    (note,) = notes_of("## One? {#one}\n\n> | `a\\|b` | ![](a.png)|![](a.png) |\n> |-|-|-|\n")
    assert [image.span for image in note.images] == [Span(3, 14, 3, 24), Span(3, 25, 3, 35)]


def test_attributes_may_have_values_in_quotes() -> None:
    (note,) = notes_of('## One? { .advanced #one was="old" }\n\nYes.\n')
    assert (note.id, note.was, note.level) == ("one", "old", Level.ADVANCED)


def test_a_second_hint_is_part_of_the_question() -> None:
    (note,) = notes_of("## Why? {#why .explain}\n\nHint: one\n\nHint: two\n\n- a\n")
    assert isinstance(note, Explain)
    assert note.hint is not None
    assert note.hint.markdown == "one"
    assert note.question.markdown == "Why?\n\nHint: two"
