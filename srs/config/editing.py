"""Changes one setting in a file, and leaves everything else in it as it is."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from srs.config.files import SettingsFile
from srs.config.kinds import written
from srs.errors import SrsError
from srs.files import create, replace

_BOM = "\N{BYTE ORDER MARK}"

Values = dict[str, Any]


class CannotEditError(SrsError):
    """A file is laid out so that one setting of it cannot be changed alone; nothing was written."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path} cannot be changed here without changing more than that: {what} yourself")


def set_in_file(file: SettingsFile, name: str, value: object) -> None:
    """Give a setting a value, as TOML has it, in a file that is made if it is not there.

    Raises `CannotEditError`, `SettingsError` if the file is no TOML, and what `srs.files` raises.
    """
    line = f"{name} = {written(value)}"
    old = file.read()
    if old is None:
        path = file.path.resolve()  # a symbolic link may wait for the file that it names
        create({path: _appended("", file.table, line).encode()})
        return

    def edit(text: str) -> str:
        document = _parsed(text)
        table = document if file.table is None else document.get(file.table)
        if table is None:
            return _appended(text, file.table, line)
        table[name] = value
        return str(document.as_string())

    def change(values: Values) -> None:
        table = values if file.table is None else values.setdefault(file.table, {})
        table[name] = value

    _edit(file, old, edit, change, f"write `{line}` there")


def unset_in_file(file: SettingsFile, name: str) -> bool:
    """Take a setting out of a file; returns whether it was there. Raises as `set_in_file` does."""
    old = file.read()
    if old is None or name not in file.values(old):
        return False

    def edit(text: str) -> str:
        document = _parsed(text)
        table = document if file.table is None else document[file.table]
        table.remove(name)
        return str(document.as_string())

    def change(values: Values) -> None:
        del (values if file.table is None else values[file.table])[name]

    _edit(file, old, edit, change, f"delete `{name}` there")
    return True


def _edit(
    file: SettingsFile, old: bytes, edit: Callable[[str], str], change: Callable[[Values], None], what: str
) -> None:
    """Write the edited text, if it says what it said before, but for the change."""
    file.values(old)  # raises if it is no TOML
    text = old.decode()
    begin = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    expected = tomllib.loads(text)
    try:
        change(expected)
        new = edit(text)
        if text.endswith("\n") and new and not new.endswith("\n"):
            new += "\n"
        if "\r\n" in text and not re.search(r"(?<!\r)\n", text):
            new = re.sub(r"(?<!\r)\n", "\r\n", new)
        is_right = tomllib.loads(new) == expected
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        is_right = False
    if not is_right:
        raise CannotEditError(file.path, what)
    replace(file.path, old, (begin + new).encode())


def _parsed(text: str) -> Any:
    """The document, with its layout; its errors are `ValueError`s."""
    import tomlkit  # slow to import

    return tomlkit.parse(text)


def _appended(text: str, table: str | None, line: str) -> str:
    """A file with one more line; below the header of the table, which it does not have yet."""
    begin = text if not text or text.endswith("\n") else f"{text}\n"
    header = f"[{table}]\n" if table else ""
    return f"{begin}{chr(10) if begin and header else ''}{header}{line}\n"
