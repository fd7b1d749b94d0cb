"""Each editor is told the line in its own way, and what is wrong with it is said."""

from pathlib import Path

import pytest

from srs.editor import EditorError, editor_command, open_in_editor

FILE = Path("/decks/a b.md")


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("vim", ["vim", "+7", "/decks/a b.md"]),
        ("/usr/bin/vim.basic -u NONE", ["/usr/bin/vim.basic", "-u", "NONE", "+7", "/decks/a b.md"]),
        ("nvim", ["nvim", "+7", "/decks/a b.md"]),
        ("vi", ["vi", "+7", "/decks/a b.md"]),
        ("nano", ["nano", "+7", "/decks/a b.md"]),
        ("emacs -nw", ["emacs", "-nw", "+7", "/decks/a b.md"]),
        ("emacsclient -t", ["emacsclient", "-t", "+7", "/decks/a b.md"]),
        ("kak", ["kak", "+7", "/decks/a b.md"]),
        ("micro", ["micro", "+7", "/decks/a b.md"]),
        ("joe", ["joe", "+7", "/decks/a b.md"]),
        ("code", ["code", "--wait", "--goto", "/decks/a b.md:7"]),
        ("code --wait", ["code", "--wait", "--goto", "/decks/a b.md:7"]),
        ("codium -w", ["codium", "-w", "--goto", "/decks/a b.md:7"]),
        ("cursor", ["cursor", "--wait", "--goto", "/decks/a b.md:7"]),
        ("subl", ["subl", "--wait", "/decks/a b.md:7"]),
        ("zed", ["zed", "--wait", "/decks/a b.md:7"]),
        ("hx", ["hx", "/decks/a b.md:7"]),
        ("'/opt/my editor/ed' -s", ["/opt/my editor/ed", "-s", "/decks/a b.md"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_editor_gets_the_line(editor: str, command: list[str]) -> None:
    assert editor_command(editor, FILE, 7) == command


def test_a_file_is_never_taken_for_an_option() -> None:
    assert editor_command("vim", Path("+q.md"), 1)[-1] == str(Path.cwd() / "+q.md")


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, "no editor is set"),
        ({"VISUAL": " ", "EDITOR": ""}, "no editor is set"),
        ({"EDITOR": "no-such-editor"}, "`no-such-editor` cannot be started"),
        ({"EDITOR": 'vim "'}, "cannot be read: No closing quotation"),
        ({"EDITOR": "false"}, "`false` failed with exit code 1"),
        ({"VISUAL": "no-visual", "EDITOR": "true"}, "`no-visual` cannot be started"),
    ],
)
def test_an_editor_that_cannot_be_used_is_named(environment: dict[str, str], message: str) -> None:
    with pytest.raises(EditorError, match=message) as raised:
        open_in_editor(FILE, 1, environment)
    assert raised.value.exit_code == 3


def test_the_call_waits_until_the_editor_is_done(tmp_path: Path) -> None:
    file = tmp_path / "deck.md"
    file.write_text("old")
    open_in_editor(file, 1, {"VISUAL": "", "EDITOR": "sh -c 'printf new > \"$0\"'"})
    assert file.read_text() == "new"
