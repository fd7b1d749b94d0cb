import pytest
from hypothesis import given
from hypothesis import strategies as st

from srs.cli.printable import printable
from srs.cli.screen import PlainScreen, Screen, without_fences
from srs.cli.styled import StyledScreen

HOSTILE = "\x1b[2J\x9b31m\x07\x00\u202eevil\u2066\x7f"


@given(st.text())
def test_nothing_that_drives_a_terminal_is_printable(text: str) -> None:
    assert not set(printable(text)) & {chr(code) for code in (*range(9), *range(11, 32), *range(127, 160))}
    printable(text).encode()


@pytest.mark.parametrize("screen", [PlainScreen(), StyledScreen()], ids=["plain", "styled"])
@pytest.mark.parametrize(
    "markdown", [HOSTILE, "&#x202e;&#27;[2J", f"`{HOSTILE}`", f"```python\n{HOSTILE}\n```"]
)
def test_deck_text_cannot_drive_the_terminal(
    screen: Screen, markdown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = type(screen)()
    screen.markdown(markdown)
    screen.markdown(markdown, label="1.")
    screen.line(markdown)
    shown = capsys.readouterr().out
    assert not set(shown) & set("\x1b\x9b\x07\x00\u202e\u2066\x7f")


@pytest.mark.parametrize("kind", [PlainScreen, StyledScreen])
def test_markup_of_rich_is_text(
    kind: type[PlainScreen] | type[StyledScreen], capsys: pytest.CaptureFixture[str]
) -> None:
    screen = kind()
    screen.markdown("[bold]x[/bold] :smile: {{hint}} [link=http://x]y[/link]")
    screen.line("[red]z[/red]")
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == [
        "[bold]x[/bold] :smile: {{hint}} [link=http://x]y[/link]",
        "[red]z[/red]",
    ]


def test_fences_are_said_in_words() -> None:
    markdown = (
        "a\n\n\n````python raises=ValueError\n```\n\nx\n````\n\n~~~output\n4\n~~~\n- b\n  ```\n  c\n  ```"
    )
    assert without_fences(markdown) == (
        "a\n\npython:\n    ```\n    \n    x\n\noutput:\n    4\n- b\n  code:\n      c"
    )
