"""Whatever bytes a deck file holds: a deck or diagnostics, each at a place of the file."""

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from content.inlines import read_inlines
from tests.content.invariants import check

SHIPPED = [file.read_bytes() for file in sorted((Path(__file__).parents[2] / "content/decks").rglob("*.md"))]

WORDS = st.sampled_from(
    """What is a tensor?|`x`|*a*|**b|{{c1::|{{c2,3::|}}|::|$x_{1}$|$$|[^1]|![a](b.png)|![|](|[a]|<b>|\\|é中😀
    |`nn.Linear(2)`|`` Tensor.T ``|`a\u3164b`
    |a\u0301|\u200b|\t|  |&amp;|<!--|-->|Hint: think|[ ] |[x] |#|{#a}|{.b|---|
    """.replace("\n    ", "").split("|")
)
LINE = st.lists(WORDS, max_size=6).map(" ".join)
HEADING = st.builds(
    "{} {} {}".format,
    st.sampled_from(["##", "##", "##", "#", "###", " ##", "##\t"]),
    LINE,
    st.sampled_from(
        [
            "",
            "{#a}",
            "{#b .choice}",
            "{#c .cloze}",
            "{#d .explain}",
            "{#e .reversed was=f}",
            "{#g .x} ##",
            "{#",
        ]
    ),
)
INFO = (  # noqa: SIM905 - a list of words is for reading
    "python|python check|python setup|output|Python|{.python}|python no-run='a b'|text|python raises=E|pycon|"
    "| python|python  x|js"
).split("|")
FENCE = st.builds(
    "{0}{1}\n{2}\n{3}".format,
    st.sampled_from(["```", "```", "~~~", "````"]),
    st.sampled_from(INFO),
    LINE,
    st.sampled_from(["```", "```", "~~~", "````", "", "``` x"]),
)
BLOCK = st.one_of(
    LINE,
    HEADING,
    FENCE,
    st.lists(st.builds("{}{}".format, st.sampled_from(["- ", "- [ ] ", "- [x] ", "1. ", "* "]), LINE)).map(
        "\n".join
    ),
    st.sampled_from(
        [
            "---",
            "===",
            "| a | b |\n|---|---|\n| `x` | ![a](a.png) |",
            "[^1]: note",
            "[a]: b.png",
            "$$\nx\n$$",
            "<!-- srs: allow long-answer: so -->",
            "<!-- srs: accept `a -> b`: so -->",
            "<!-- a -->",
            "    x = 1",
            "> q\n> ```python\n> x\n> ```",
            "---\ndeck: A::B\ntags: [a]\n---",
            "> > - x",
            "<pre>\n```python\nx\n```\n</pre>",
        ]
    ),
)


@st.composite
def decks(draw: st.DrawFn) -> str:
    """Markdown made of the pieces of the grammar, in any order and at any depth."""
    parts = []
    for block in draw(st.lists(BLOCK, max_size=14)):
        indent = draw(st.sampled_from(["", "", "", "", "  ", "> ", "    ", "- ", "\t"]))
        lines = [indent + line for line in block.split("\n")]
        parts.append("\n".join(lines) + draw(st.sampled_from(["\n\n", "\n\n", "\n", "\r\n"])))
    return "".join(parts)


@given(decks())
@example("## Q {#q}\n\n- ```python\n\tx\n  ```\n")
@example("## a {#a .choice}\n\n- > b\n- [x] c\n")
@example("## a {#a .cloze}\n\n| {{c1::a\\|b}} |\n|-|\n")
@example("## a {#a}\n\n   " + "- b " * 60 + "\n" + "c " * 60 + "\n")
def test_any_markdown_is_read(text: str) -> None:
    check(text.encode())


@given(st.binary())
def test_any_bytes_are_read(data: bytes) -> None:
    check(data)


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A deck that ships, after a few accidents."""
    data = draw(st.sampled_from(SHIPPED))
    for _ in range(draw(st.integers(1, 5))):
        lines = data.split(b"\n")
        one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        match draw(st.sampled_from(["delete", "repeat", "swap", "flip", "cut", "insert"])):
            case "delete":
                del lines[one]
            case "repeat":
                lines.insert(other, lines[one])
            case "swap":
                lines[one], lines[other] = lines[other], lines[one]
            case "flip":
                place = draw(st.integers(0, len(lines[one])))
                lines[one] = (
                    lines[one][:place] + draw(st.binary(min_size=1, max_size=2)) + lines[one][place + 1 :]
                )
            case "insert":
                place = draw(st.integers(0, len(lines[one])))
                lines[one] = lines[one][:place] + draw(WORDS).encode() + lines[one][place:]
            case _:
                lines = lines[: max(one, 1)]
        data = b"\n".join(lines)
    return data


@given(spoiled())
def test_a_shipped_deck_after_accidents_is_read(data: bytes) -> None:
    check(data)


BRACKETS = r"""![ [ ]( ] ( ) ` `` \ \[ a b.png <a> <http://a.b> <a@b.c> "t" 't' (t) ! * é"""
INLINE = st.lists(st.sampled_from([*BRACKETS.split(" "), " ", "\n"])).map("".join)


@given(INLINE)
def test_images_and_code_spans_are_those_that_markdown_it_finds(paragraph: str) -> None:
    (block,) = MarkdownIt("commonmark", {"html": False}).parseInline(paragraph)
    known = [
        (token.type, token.content, str(token.attrs.get("src", "")))
        for token in block.children or ()
        if token.type in ("image", "code_inline")
    ]
    found = [inline for inline in read_inlines(paragraph) if inline.kind != "footnote_ref"]
    assert [(inline.kind, inline.text, inline.source) for inline in found] == known
