"""Changes a setting, and says what that does."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from srs.cli.context import Context, NoOwnCollectionError, require_collection
from srs.cli.load_change import load_change
from srs.cli.printable import printable
from srs.cli.settings_on_screen import brief_value, changes
from srs.config import About
from srs.config.editing import set_in_file, unset_in_file
from srs.config.files import SettingsFile, collection_file
from srs.config.layers import Given, combined, from_words
from srs.config.mistakes import Layer, Origin, SettingsError, UnknownSettingError
from srs.errors import SrsError


class PersonalSettingError(SrsError):
    """A collection is to set what belongs to the learner."""

    exit_code = 2

    def __init__(self, name: str) -> None:
        super().__init__(f"`{name}` belongs to the learner, and no collection sets it: leave out --here")


class OutsideError(SrsError):
    """A collection is to keep something outside itself."""

    exit_code = 2

    def __init__(self, path: str, root: Path) -> None:
        super().__init__(f"`{path}` lies outside {root}, where its settings may not lead: leave out --here")


def set_setting(context: Context, about: About, words: str, *, here: bool) -> None:
    """Write a setting to the user's own file, or to the collection `here`; say what that does.

    Raises `SrsError` for what may not be written, or cannot.
    """
    file = _file(context, here)
    if about.is_personal and here:
        raise PersonalSettingError(about.name)
    value = from_words(about, words, "srs config", f"srs config {about.name} {about.example}")
    read = about.kind.read(value)
    if isinstance(read, Path):
        value, read = _path_in(file, str(value), read)
        if about.name == "collection":
            require_collection(read, Origin(Layer.FLAG, "srs config"))
    _preview(context, file, about, lambda given: given.having(about.name, read))
    set_in_file(file, about.name, value)
    click.echo(printable(f"Written to {file.path}"), err=True)
    _say_what_is_still_wrong(context)


def unset_setting(context: Context, about: About, *, here: bool) -> None:
    """Take a setting out of the user's own file, or of the collection `here`; say what that does.

    Raises `SrsError` if it cannot.
    """
    file = _file(context, here)
    _preview(context, file, about, lambda given: given.without(about.name))
    found = unset_in_file(file, about.name)
    did = "Taken out of" if found else f"`{about.name}` is not set in"
    click.echo(printable(f"{did} {file.path}"), err=True)
    _say_what_is_still_wrong(context)


def unset_unknown(context: Context, name: str, *, here: bool) -> None:
    """Take what no setting is called out of the user's own file, or of the collection `here`.

    Raises `UnknownSettingError` if it is not there, and `SrsError` if it cannot be taken out.
    """
    file = _file(context, here)
    if not unset_in_file(file, name):
        raise UnknownSettingError(name)
    click.echo(printable(f"Taken out of {file.path}"), err=True)
    _say_what_is_still_wrong(context)


def _file(context: Context, here: bool) -> SettingsFile:
    if not here:
        return context.user_file
    if context.is_shipped:
        raise NoOwnCollectionError
    return collection_file(context.collection_root)


def _path_in(file: SettingsFile, words: str, read: Path) -> tuple[str, Path]:
    """A path as it is written to a file, which may lie in another folder than this one."""
    path = read.absolute()
    if file.layer is Layer.COLLECTION:
        root = file.path.parent.resolve()
        if not path.resolve().is_relative_to(root):
            raise OutsideError(words, root)
        return path.resolve().relative_to(root).as_posix(), path
    return words if words.startswith("~") else str(path), path


def _preview(context: Context, file: SettingsFile, about: About, change: Callable[[Given], Given]) -> None:
    """Say what a change of one file would do, before it is made."""
    try:
        layers = context.layers()
    except SettingsError:  # what is wrong may be what the change mends; if not, that is said afterwards
        return
    now = combined(layers.values())
    after = combined({**layers, file.layer: change(layers[file.layer])}.values())
    for line in (*changes(now, after), *load_change(context, now.settings, after.settings)):
        click.echo(printable(line), err=True)
    origin = after.origin(about.name)
    if origin.layer.wins_over(file.layer):
        value = brief_value(getattr(after.settings, about.name))
        click.echo(printable(f"{about.name} stays {value} here: {origin} wins"), err=True)


def _say_what_is_still_wrong(context: Context) -> None:
    try:
        replace(context).layers()  # read again
    except SettingsError as error:
        click.echo(printable(f"Commands still stop until this is mended: {error}"), err=True)
