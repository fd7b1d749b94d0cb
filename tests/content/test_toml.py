"""Keys and mistakes of a TOML file have their place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.source import Source
from content.toml import TomlError, key_span, parse_toml


def source(text: str) -> Source:
    return Source("a.toml", text)


@pytest.mark.parametrize(
    ("text", "path", "place"),
    [
        ("a = 1\nb = 2\n", ("b",), (2, 1)),
        ("a.b = 1\nb = 2\n", ("b",), (2, 1)),
        ("[t]\n  b = 2\n", ("t", "b"), (2, 3)),
        ("b = 1\n[t]\nb = 2\n", ("t", "b"), (3, 1)),
        ("[t]\nb = 1\n[u]\nb = 2\n", ("u", "b"), (4, 1)),
        ("t.b = 2\n", ("t", "b"), (1, 1)),
        ("\"t\" . 'b' = 2\n", ("t", "b"), (1, 1)),
        ("a = '''\nb = 1\n'''\nb = 2\n", ("b",), (4, 1)),
        ("a = [\n'b = 1',\n]\nb = 2\n", ("b",), (4, 1)),
        ("# b = 1\nb = 2\n", ("b",), (2, 1)),
        ("[b]\nc = 2\n", ("b",), (1, 2)),
        ("[[b]]\nc = 2\n", ("b",), (1, 3)),
        ("a = 1\nt = { b = 2 }\n", ("t", "b"), (2, 1)),
        ('a = 1\n"\\u0062" = 2\n', ("b",), (1, 1)),
    ],
)
def test_a_key_has_its_place(text: str, path: tuple[str, ...], place: tuple[int, int]) -> None:
    assert key_span(source(text), *path)[:2] == place


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("a = 1\na = 2\n", (2, 1), "`a` is set twice"),
        ("[a]\n[b]\n[a]\n", (3, 2), "`[a]` begins twice"),
        ("a = 1\n" + " " * 1_000_000 + "a = 2\n", (2, 1_000_001), "`a` is set twice"),
        ("a = 1\nb = none\n", (2, 5), "invalid value `none`"),
        ('a = 2 # \nb = "\n', (2, 6), "illegal character '\\n'"),
        ("a = 1\nb =", (2, 4), "invalid value at the end of the file"),
        ("b = 1" + "0" * 5000, (1, 5), "a number with too many digits"),
        ("a = " + "[" * 5000, (1, 1), "nested too deeply"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_mistake_has_its_place(text: str, place: tuple[int, int], problem: str) -> None:
    with pytest.raises(TomlError) as found:
        parse_toml(source(text))
    assert (found.value.span[:2], found.value.problem) == (place, problem)


@pytest.mark.parametrize(("word", "meant"), [("none", '"none"'), ("True", "true"), ("sm2", '"sm2"')])
def test_a_word_without_quotes_is_shown_as_toml_has_it(word: str, meant: str) -> None:
    with pytest.raises(TomlError) as found:
        parse_toml(source(f"a = {word}\n"))
    assert found.value.help == f"write `{meant}`"


@given(st.text())
def test_any_text_is_read_or_a_mistake_within_it(text: str) -> None:
    try:
        spans = [key_span(source(text), name) for name in parse_toml(source(text))]
    except TomlError as error:
        spans = [error.span]
    assert all(1 <= span.line <= len(source(text).lines) for span in spans)


@given(st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True, min_size=1), st.data())
def test_each_key_is_found_whatever_stands_around_it(names: list[str], data: st.DataObject) -> None:
    values = st.sampled_from(["1", "'a = 1'", "'''\na = 1\nb = 2'''", "[\n1, # c = 1\n]", '"""\n[d]\n"""'])
    text, places = "", {}
    for name in names:
        places[name] = text.count("\n") + 1
        text += f"{name} = {data.draw(values)}\n"
    assert {name: key_span(source(text), name).line for name in names} == places, json.dumps(text)
