"""Opens a file at a line in the learner's editor."""

import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

from srs.errors import SrsError

_PLUS_LINE = {
    "emacs",
    "emacsclient",
    "gedit",
    "gvim",
    "joe",
    "kak",
    "mg",
    "micro",
    "nano",
    "nvim",
    "vi",
    "vim",
}
"""They take `+LINE FILE`."""
_GOTO = {"code", "code-insiders", "code-oss", "codium", "cursor", "vscodium", "windsurf"}
"""Visual Studio Code with its relatives: they take `--goto FILE:LINE`."""
_FILE_AND_LINE = {"helix", "hx", "subl", "sublime_text", "zed", "zeditor"}
"""They take `FILE:LINE`."""
_RETURNS_AT_ONCE = _GOTO | {"subl", "sublime_text", "zed", "zeditor"}
"""They wait until the file is closed only if `--wait` says so."""


class EditorError(SrsError):
    """There is no editor, or it failed."""


def editor_command(editor: str, path: Path, line: int) -> list[str]:
    """The command that opens a file at a line, counted from 1.

    `editor` is a program with its arguments, as a shell would read them. One that is not known here gets the
    file alone. Raises `EditorError`.
    """
    try:
        program, *arguments = shlex.split(editor)
    except ValueError as error:
        raise EditorError(f"the name of your editor, `{editor}`, cannot be read: {error}") from error
    file = str(path.absolute())  # an editor would take a name that begins with `-` or `+` for an option
    name = Path(program).name.lower().removesuffix(".exe").partition(".")[0]  # vim.basic, nvim.appimage
    if name in _RETURNS_AT_ONCE and not {"-w", "--wait"} & set(arguments):
        arguments.append("--wait")
    if name in _PLUS_LINE:
        return [program, *arguments, f"+{line}", file]
    if name in _GOTO:
        return [program, *arguments, "--goto", f"{file}:{line}"]
    if name in _FILE_AND_LINE:
        return [program, *arguments, f"{file}:{line}"]
    return [program, *arguments, file]


def open_in_editor(path: Path, line: int, environment: Mapping[str, str]) -> None:
    """Open a file in the editor that VISUAL or EDITOR names, and wait until it is closed.

    Raises `EditorError`.
    """
    named = (environment.get(name, "").strip() for name in ("VISUAL", "EDITOR"))
    editor = next(filter(None, named), None)
    if editor is None:
        raise EditorError(
            "no editor is set: name yours in VISUAL or EDITOR, such as `export EDITOR=nano` "
            '(or `export VISUAL="code --wait"`)'
        )
    command = editor_command(editor, path, line)
    try:
        done = subprocess.run(command, check=False)
    except OSError as error:
        raise EditorError(
            f"the editor `{command[0]}` cannot be started: {error.strerror}. Name another in VISUAL or EDITOR"
        ) from error
    if done.returncode:
        raise EditorError(f"the editor `{command[0]}` failed with exit code {done.returncode}")
