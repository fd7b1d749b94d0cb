"""Decks without mistakes, written by somebody in a hurry: white space wherever it may be."""

from hypothesis import strategies as st

END = st.sampled_from(["", "", "", " ", "  ", "   ", "\t", " \t", "\\"])
GAP = st.sampled_from(["\n", "\n\n", "\n\n", "\n\n\n", "\n \n", "\n\t\n\n\n", "\n  \n\n"])
_WORDS = (  # noqa: SIM905 - a list of words is for reading
    r"a b *c* _d_ **e** `f` `` g`h `` $i$ [j](k) ![l](m.png) <n> <!-- --> \[ \{ { } é中 ~~o~~ &amp; # | -"
).split()
WORD = st.sampled_from(_WORDS)
WORDS = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
SENTENCE = st.builds("Yes {}{}".format, WORDS, END)
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=3).map("\n".join)
ACROSS_LINES = st.builds(
    str.format,
    st.sampled_from(
        [
            "`a{0}\nb`",
            "[a{0}\nb](c)",
            '[a](b "c{0}\nd")',
            "*a{0}\nb*",
            "$a{0}\nb$",
            "<a{0}\nb>",
            "![a{0}\nb](c.png)",
        ]
    ),
    END,
)
ITEM_END = st.sampled_from(["", "\n  more", "\n\n  more", "\n\n  ```text\n  x \n\n\n  ```"])
FENCE = st.builds(
    "{0}text{1}\nx{1}\n\n\n y\n{0}{1}".format,
    st.sampled_from(["```", "~~~", "````"]),
    st.sampled_from(["", " ", "  \t"]),
)
BLOCK = st.one_of(
    PARAGRAPH,
    ACROSS_LINES,
    FENCE,
    st.lists(st.builds("- {}{}".format, SENTENCE, ITEM_END), min_size=1, max_size=3).map("\n".join),
    st.lists(st.builds("> {}".format, SENTENCE), min_size=1, max_size=3).map("\n".join),
    st.builds("### {}{}".format, WORDS, st.sampled_from(["", " #", " ###  ", "  "])),
    st.builds(" ##### {}".format, WORDS),
    st.sampled_from(
        [
            "| a | b |  \n|---|---| \n| c | `d` | ",
            "<div> \n\n\nb\n</div>",
            "<pre>\n\n\n  b \n</pre>",
            "<!-- c\n\n\n-->",
            "<details>\n<summary>a</summary>\n\n- b  \n\n</details>",
            "<!-- srs: allow long-answer: so  -->",
            "$$ \na\n$$  ",
            "- $$",
            "***  ",
            "[d]: e  ",
            "1. a\n\n\n\n2. b",
            "- a\n\n\n\n    more\n",
            "- \n- b",
            "a\\ \nb",
            "> [!NOTE] \n> a",
            ">>> x",
        ]
    ),
)
FOOTNOTE = "a[^x] \n\n[^x]: b\n\n\n    c "
NOTES = {
    "": "{block}",
    ".reversed": "{block}",
    ".cloze": "A {{{{c1::b}}}}{end}\nand {{{{c2::c::d}}}}.\n\n\n{block}",
    ".choice": "{words}\n\n- [ ] a{end}\n  > {words}{end}\n- [x] b{end}\n\n\n> {words}{end}\n> c",
    ".choice .multiple": "1. [x] {words}{end}\n\n\n2. [x] b{end}",
    ".explain": "Hint: {words}{end}\n\n- a{end}\n- {words}{end}",
}
"""The bodies of notes, by the classes that make them."""


@st.composite
def _sections(draw: st.DrawFn, number: int) -> list[str]:
    """The heading of a note, and what is below it."""
    kind = draw(st.sampled_from(sorted(NOTES)))
    attributes = [*kind.split(), f"#n{number}"]
    attributes += draw(
        st.sampled_from([[], [".beginner"], [".advanced", f"was=o{number}"], [f'was="o{number}"']])
    )
    space = draw(st.sampled_from([" ", " ", "  ", "\t"]))
    opening, closing = draw(st.sampled_from([("{", "}"), ("{ ", " }")]))
    braces = opening + space.join(draw(st.permutations(attributes))) + closing
    heading = f"##{space}What {draw(WORDS)}{space}{braces}{draw(st.sampled_from(['', '', '  ', ' ##']))}"
    blocks = [*draw(st.lists(BLOCK, min_size=1, max_size=4)), *draw(st.sampled_from([[], [], [FOOTNOTE]]))]
    end = draw(END.filter(lambda end: end != "\\"))
    return [heading, NOTES[kind].format(end=end, words=draw(WORDS), block=draw(_joined(blocks)))]


@st.composite
def _joined(draw: st.DrawFn, blocks: list[str]) -> str:
    return "".join(gap + block for gap, block in [("", blocks[0]), *((draw(GAP), one) for one in blocks[1:])])


@st.composite
def sloppy_decks(draw: st.DrawFn) -> str:
    """A deck; few of them have mistakes after all, where two blocks do not go together."""
    parts = [draw(st.sampled_from(["", "", "---\ndeck: A\ntags: [b]\n---", "---\ndeck: A\n---  \n\n\n"]))]
    parts += [draw(st.sampled_from(["", "# Title", "\n\n #  Title #  ", "Title\n==="]))]
    parts += draw(st.lists(BLOCK, max_size=2))
    for number in range(draw(st.integers(1, 3))):
        parts += draw(_sections(number))
    text = draw(_joined(parts)) + draw(st.sampled_from(["", "\n", "\n\n\n", " \n"]))
    return draw(st.sampled_from(["", "", "\ufeff"])) + text.replace(
        "\n", draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    )
