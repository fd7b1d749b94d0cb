"""Whatever a session holds, it is refused or every line of it is run or compared."""

import re
from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from content.verify.examples import proves_itself, read_examples, session_flaw, syntax_flaw

INPUT = re.compile(r"\s*>>> +[^#\s].*")
PROMPT = re.compile(r"\s*(?:>>>|\.\.\.)")
WORDS = (
    """
>>> x|>>> 'a'  # doctest: +ELLIPSIS|>>> x  # doctest: +SKIP|>>> x  # doctest: +NOTHING|# doctest: +ELLIPSIS
>>> # x|>>>|>>>x|...|... x|...x|x||<BLANKLINE>|Traceback (most recent call last):|ValueError: x|>>> if x:
>>> '''|'''|>>> é
""".strip()
    .replace("\n", "|")
    .split("|")
)
LINE = st.builds(
    "{}{}".format,
    st.sampled_from(["", "", " ", "    ", "\t"]),
    st.sampled_from(WORDS),
)


@given(st.lists(LINE, max_size=8).map("\n".join))
@example(">>> # x\nclaimed")
@example(">>> x\n1\n\nclaimed")
@example("claimed\n>>> x\n1")
@example(">>> for x in y:\n...     x\n...\n1")
def test_no_line_of_a_session_is_passed_over(source: str) -> None:
    syntax_flaw(source)
    examples = read_examples(source)
    flaw = session_flaw(source)
    lines = source.split("\n")
    if flaw is not None:
        assert flaw.message
        assert 1 <= flaw.position.line <= len(lines) + 1
        return
    assert proves_itself(source) == any(one.want.strip() for one in examples)
    inputs = [line for line in lines if INPUT.fullmatch(line)]
    assert len(inputs) <= len(examples)
    claimed = Counter(line.strip() for line in lines if line.strip() and not PROMPT.match(line))
    compared = Counter(line.strip() for one in examples for line in one.want.split("\n"))
    assert claimed <= compared
