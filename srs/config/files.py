"""What the user's file and the `srs.toml` of a collection set."""

import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from content.roots import REVIEW_TABLE, SETTINGS_FILE
from content.span import Span
from srs.config.kinds import written
from srs.config.layers import Given
from srs.config.mistakes import (
    Layer,
    Mistake,
    Origin,
    SettingsError,
    brief,
    folder_for_file,
    nearest,
    refused,
)
from srs.config.settings import SETTINGS

if TYPE_CHECKING:  # slow to import, and seldom needed
    from content.source import Source

_MAX_MISTAKES = 10
"""As many as are said at once: whoever wrote the file may be no friend."""
_OF_THE_COLLECTION = ("title", "namespace", "decks")


class _Table(NamedTuple):
    """The settings of a file, at its top or in a table of it."""

    layer: Layer
    path: Path
    source: "Source"
    above: tuple[str, ...]
    """The table that they stand in."""

    def origin(self, name: str) -> Origin:
        """Where a setting stands."""
        from content.toml import key_span

        return Origin(self.layer, shown(self.path), key_span(self.source, *self.above, name))

    def read(self, values: Mapping[str, object]) -> Given:
        """Every setting. Raises `SettingsError` with what is wrong."""
        mistakes, read = [], {}
        for name, value in values.items():
            found = self._setting(name, value)
            if not isinstance(found, Mistake):
                read[name] = found
                continue
            mistakes.append(found)
            if len(mistakes) == _MAX_MISTAKES:
                break
        if mistakes:
            raise SettingsError(mistakes)
        return Given(read, self.origin)

    def _setting(self, name: str, value: object) -> object | Mistake:
        about = SETTINGS.get(name)
        if about is None:
            return self._unknown(name, value)
        if about.is_personal and self.layer is Layer.COLLECTION:
            return self._personal(name)
        try:
            read = about.kind.read(value)
        except ValueError as error:
            return refused(about, self.origin(name), value, about.line, error)
        if not isinstance(read, Path):
            return read
        folder = self.path.parent
        if self.layer is Layer.COLLECTION and not (folder / read).resolve().is_relative_to(folder.resolve()):
            return self._outside(name, value)
        return folder_for_file(about, self.origin(name), folder / read, about.line) or folder / read

    def _unknown(self, name: str, value: object) -> Mistake:
        message = f"`{brief(name)}` is not a setting"
        if isinstance(value, dict) and not self.above:
            help_ = "settings stand in no table here: delete its line, and keep those below it"
        elif name in _OF_THE_COLLECTION and self.above:
            help_ = f"it belongs to the collection: write it above the line `[{REVIEW_TABLE}]`"
        else:
            own = (one for one, about in SETTINGS.items() if not about.is_personal)
            help_ = nearest(name, own if self.layer is Layer.COLLECTION else SETTINGS)
        return Mistake(self.origin(name), "unknown-key", message, help_)

    def _outside(self, name: str, value: object) -> Mistake:
        message = f"`{name}` is {brief(written(value))}, which lies outside the collection"
        help_ = f"name a file beside {SETTINGS_FILE}, or set `{name}` in your own file instead"
        return Mistake(self.origin(name), "bad-value", message, help_)

    def _personal(self, name: str) -> Mistake:
        message = f"`{name}` belongs to the learner, and no collection sets it"
        help_ = f"delete it here; `srs config {name} {SETTINGS[name].example}` writes it to your own file"
        return Mistake(self.origin(name), "unknown-key", message, help_)


class SettingsFile(NamedTuple):
    """A file that holds settings."""

    layer: Layer
    path: Path
    table: str | None = None
    """The table that they stand in; nothing if they stand at the top."""

    def read(self) -> bytes | None:
        """What it holds; nothing if it is not there. Raises `SettingsError`."""
        try:
            if not stat.S_ISREG(self.path.stat().st_mode):
                raise self._unreadable("it is no ordinary file")
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unreadable(error.strerror or str(error)) from error

    def values(self, data: bytes) -> Mapping[str, object]:
        """Its settings as they are written there, right or wrong. Raises `SettingsError`."""
        return self._parse(data)[1]

    def given(self) -> Given:
        """What it sets. Raises `SettingsError` with what is wrong."""
        data = self.read()
        if data is None or not self._may_set_any(data):
            return Given()
        source, values = self._parse(data)
        above = (self.table,) if self.table else ()
        return _Table(self.layer, self.path, source, above).read(values)

    def _may_set_any(self, data: bytes) -> bool:
        """Whether it has to be parsed: no table is where its name is nowhere, not even in escapes."""
        return self.table is None or self.table.encode() in data or b"\\" in data

    def _parse(self, data: bytes) -> tuple["Source", Mapping[str, object]]:
        from content.source import Source
        from content.toml import TomlError, key_span, parse_toml

        try:
            text = data.decode("utf-8-sig")
            if found := re.search(r"\r(?!\n)", text):  # no line ends there for TOML
                message = "a carriage return without a line feed, which TOML does not know"
                help_ = "save the file with the line ends of your system"
                raise self._mistake(_end(text[: found.start()]), "bad-value", message, help_)
            source = Source(self.path.name, text)
            values = parse_toml(source)
        except UnicodeDecodeError as error:
            message = f"not a text file in UTF-8: byte 0x{data[error.start]:02X} is not text"
            span = _end(data[: error.start].decode("utf-8-sig", "replace"))
            raise self._mistake(span, "not-utf8", message, "save the file as UTF-8") from None
        except TomlError as error:
            message = f"not valid TOML: {error.problem}"
            help_ = error.help or "each line sets one thing: `new_per_day = 20`"
            raise self._mistake(error.span, "bad-settings", message, help_) from None
        if self.table is None:
            return source, values
        table = values.get(self.table, {})
        if isinstance(table, dict):
            return source, table
        message = f"`{self.table}` is {brief(written(table))}, and must be a table"
        help_ = f"write its settings below a line `[{self.table}]`"
        raise self._mistake(key_span(source, self.table), "bad-value", message, help_)

    def _unreadable(self, reason: str) -> SettingsError:
        message, help_ = f"cannot be read: {reason}", "make it a file that you may read, or move it away"
        error = self._mistake(None, "bad-settings", message, help_)
        error.exit_code = 3  # whoever wrote the file: what it says is not the matter
        return error

    def _mistake(self, span: Span | None, code: str, message: str, help: str) -> SettingsError:
        return SettingsError([Mistake(Origin(self.layer, shown(self.path), span), code, message, help)])


def user_file(path: Path) -> SettingsFile:
    """The user's own file."""
    return SettingsFile(Layer.USER, path)


def collection_file(root: Path) -> SettingsFile:
    """The `srs.toml` of a collection, which sets something for all who review it."""
    return SettingsFile(Layer.COLLECTION, root / SETTINGS_FILE, REVIEW_TABLE)


def shown(path: Path) -> str:
    """A path as it is shortest to write in the current folder."""
    here = Path.cwd()
    return path.absolute().relative_to(here).as_posix() if path.absolute().is_relative_to(here) else str(path)


def _end(text: str) -> Span:
    """The place of the character that follows a text."""
    from content.source import Source

    before = Source("", text)
    line, column = len(before.lines), len(before.lines[-1])
    return before.part_span(line, column, column + 1)
