"""What is wrong with a setting, with the place where somebody set it."""

import os
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from content.span import Span
from srs.config.kinds import OutOfBoundsError, written
from srs.config.settings import SETTINGS, About
from srs.errors import SrsError

_MAX_QUOTED = 60
"""As many characters of a value as a message quotes."""


class Layer(StrEnum):
    """Who sets a value: each wins over those before it."""

    DEFAULT = "default"
    USER = "user"
    COLLECTION = "collection"
    ENVIRONMENT = "environment"
    FLAG = "flag"

    def wins_over(self, other: "Layer") -> bool:
        """Whether what this one sets holds, whatever the other one sets."""
        order = list(Layer)
        return order.index(self) > order.index(other)


class Origin(NamedTuple):
    """Where a value was set."""

    layer: Layer
    name: str = ""
    """The file, the variable or the option."""
    span: Span | None = None
    """Where in the file."""

    def __str__(self) -> str:
        if self.layer is Layer.DEFAULT:
            return "default"
        return f"{self.name}:{self.span.line}" if self.span else self.name


class Mistake(NamedTuple):
    """Something that is wrong with a setting."""

    origin: Origin
    code: str
    """As a diagnostic of a collection has it."""
    message: str
    help: str

    def __str__(self) -> str:
        span = self.origin.span
        place = f"{self.origin.name}:{span.line}:{span.column}" if span else self.origin.name
        return f"{place}: {self.message}; {self.help}"


class SettingsError(SrsError):
    """What somebody set cannot be: in a call, in a collection, or in what belongs to the user."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("\nerror: ".join(map(str, mistakes)))
        self.mistakes = tuple(mistakes)
        self.exit_code = {Layer.FLAG: 2, Layer.COLLECTION: 1}.get(mistakes[0].origin.layer, 3)


class UnknownSettingError(SrsError):
    """There is no setting of that name."""

    exit_code = 2

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no setting `{brief(name)}`; {nearest(name)}")


def refused(about: About, origin: Origin, value: object, example: str, why: ValueError) -> Mistake:
    """That a value is not allowed, with one that is, written as it would be in its place."""
    if isinstance(why, OutOfBoundsError):
        what, allowed = f"{about.name}[{why.place}]", f"from {why.least} to {why.most} (the first is [0])"
        value = why.number
    else:
        what, allowed = about.name, about.kind.allowed
    message = f"`{what}` is {brief(written(value))}, and must be {allowed}"
    return Mistake(origin, "bad-value", message, f"write for example `{example}`")


def folder_for_file(about: About, origin: Origin, read: object, example: str) -> Mistake | None:
    """That a folder is named where a file belongs, if it is."""
    if about.name != "history" or not isinstance(read, Path):
        return None
    if not os.path.isdir(read):  # noqa: PTH112 (Path.is_dir raises for a name that is too long)
        return None
    message = (
        f"`{about.name}` is {brief(written(str(read)))}, which is a folder, and must be the path of a file"
    )
    return Mistake(origin, "bad-value", message, f"write for example `{example}`")


def brief(text: str) -> str:
    """A text as a message may quote it."""
    return text if len(text) <= _MAX_QUOTED else text[: _MAX_QUOTED - 3] + "..."


def nearest(name: str, known: Iterable[str] = SETTINGS) -> str:
    """What to write instead of a name that no setting has, or none that may be set there."""
    from content.reporter import did_you_mean  # slow to import

    return did_you_mean(name, known)
