"""What the value of a setting may be, in TOML as in the words of a command line."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Generic, NamedTuple, Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

NONE = "none"
"""How a value that is not there is written: TOML has no null."""

_WHOLE = r"[+-]?[0-9]{1,19}"
_NUMBER = r"[+-]?[0-9]{1,19}([.][0-9]{1,40})?([eE][+-]?[0-9]{1,3})?"


class Kind(Protocol[T_co]):
    """What the value of a setting may be."""

    @property
    def allowed(self) -> str:
        """In words, as in "it must be ..."."""

    @property
    def words(self) -> tuple[str, ...]:
        """The values that are words, for a shell to complete."""

    def read(self, value: object) -> T_co:
        """The value that one from a TOML file stands for. Raises `ValueError` for one that is not allowed."""

    def from_words(self, text: str) -> object:
        """What TOML would hold for words of a command line; the words themselves if it could hold nothing."""


class Whole(NamedTuple):
    """A whole number."""

    least: int
    most: int
    unit: str = ""

    @property
    def allowed(self) -> str:
        """In words."""
        return f"a whole number{self.unit and ' of '}{self.unit} from {self.least} to {self.most}"

    @property
    def words(self) -> tuple[str, ...]:
        """None."""
        return ()

    def read(self, value: object) -> int:
        """The number; neither a truth value nor a number with a fraction is one."""
        if type(value) is int and self.least <= value <= self.most:
            return value
        raise ValueError(value)

    def from_words(self, text: str) -> object:
        """The number that the text is."""
        return _whole_or_number(text)


class Number(NamedTuple):
    """A number with a fraction."""

    least: float
    most: float

    @property
    def allowed(self) -> str:
        """In words."""
        return f"a number from {self.least:.2f} to {self.most:.2f}"

    @property
    def words(self) -> tuple[str, ...]:
        """None."""
        return ()

    def read(self, value: object) -> float:
        """The number; no comparison holds for one that is none, `nan`."""
        if type(value) in (int, float) and self.least <= value <= self.most:  # type: ignore[operator]
            return float(value)  # type: ignore[arg-type]
        raise ValueError(value)

    def from_words(self, text: str) -> object:
        """The number that the text is."""
        return _number(text)


class OutOfBoundsError(ValueError):
    """One number of a list lies outside its bounds."""

    def __init__(self, place: int, number: float, least: float, most: float) -> None:
        super().__init__(number)
        self.place = place
        """Counted from 0."""
        self.number = number
        self.least = least
        self.most = most


class Numbers(NamedTuple):
    """A list of numbers, each within bounds of its own."""

    bounds: tuple[tuple[float, float], ...]
    """The least and the most of each."""
    source: str
    """Whose bounds they are."""

    @property
    def allowed(self) -> str:
        """In words."""
        return f"a list of {len(self.bounds)} numbers within the bounds of {self.source}"

    @property
    def words(self) -> tuple[str, ...]:
        """None."""
        return ()

    def read(self, value: object) -> tuple[float, ...]:
        """The numbers. Raises `OutOfBoundsError` for the first that is too small or too large."""
        if not isinstance(value, list) or len(value) != len(self.bounds):
            raise ValueError(value)
        if any(type(number) not in (int, float) for number in value):
            raise ValueError(value)
        for place, (number, (least, most)) in enumerate(zip(value, self.bounds, strict=True)):
            if not least <= number <= most:
                raise OutOfBoundsError(place, number, least, most)
        return tuple(float(number) for number in value)

    def from_words(self, text: str) -> object:
        """The numbers, with commas or spaces between them, in brackets or not."""
        parts = text.strip("[] ").replace(",", " ").split()
        return [_number(part) for part in parts]


class Flag:
    """Yes or no."""

    @property
    def allowed(self) -> str:
        """In words."""
        return "true or false"

    @property
    def words(self) -> tuple[str, ...]:
        """Those of TOML."""
        return ("true", "false")

    def read(self, value: object) -> bool:
        """The truth value; neither 0 nor 1 is one."""
        if isinstance(value, bool):
            return value
        raise ValueError(value)

    def from_words(self, text: str) -> object:
        """What the word says."""
        known = {"true": True, "yes": True, "on": True, "1": True}
        known |= {"false": False, "no": False, "off": False, "0": False}
        return known.get(text.lower(), _whole_or_number(text))


class OneOf(NamedTuple, Generic[T]):
    """One of some words."""

    choices: Sequence[T]

    @property
    def allowed(self) -> str:
        """In words."""
        return " or ".join(f'"{choice}"' for choice in self.choices)

    @property
    def words(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(str(choice) for choice in self.choices)

    def read(self, value: object) -> T:
        """The word."""
        for choice in self.choices:
            if isinstance(value, str) and value == choice:
                return choice
        raise ValueError(value)

    def from_words(self, text: str) -> object:
        """The word itself."""
        return text


class Place(NamedTuple):
    """A file or a folder."""

    what: str

    @property
    def allowed(self) -> str:
        """In words."""
        return f"the path of {self.what}"

    @property
    def words(self) -> tuple[str, ...]:
        """None."""
        return ()

    def read(self, value: object) -> Path:
        """The path, with the home folder in the place of `~`."""
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise ValueError(value)
        try:
            return Path(value).expanduser()
        except RuntimeError as error:  # no such user
            raise ValueError(value) from error

    def from_words(self, text: str) -> object:
        """The path itself."""
        return text


class OrNone(NamedTuple, Generic[T]):
    """A value, or the word for none."""

    kind: Kind[T]
    meaning: str
    """What none means."""

    @property
    def allowed(self) -> str:
        """In words."""
        return f'{self.kind.allowed}, or "{NONE}": {self.meaning}'

    @property
    def words(self) -> tuple[str, ...]:
        """Those of the value, with the word for none."""
        return (*self.kind.words, NONE)

    def read(self, value: object) -> T | None:
        """The value; nothing for the word."""
        return None if value == NONE else self.kind.read(value)

    def from_words(self, text: str) -> object:
        """The value, or the word."""
        return NONE if text.lower() == NONE else self.kind.from_words(text)


def _whole_or_number(text: str) -> object:
    return int(text) if re.fullmatch(_WHOLE, text) else _number(text)


def _number(text: str) -> object:
    return float(text) if re.fullmatch(_NUMBER, text) else text


def written(value: object) -> str:
    """A value as TOML writes it, or what it is if no setting can be that."""
    match value:
        case None:
            return f'"{NONE}"'
        case bool() | int() | float() | str():
            return _plain(value)
        case [dict(), *rest] if all(isinstance(one, dict) for one in rest):
            return "a list of tables"
        case list() | tuple():
            return f"[{', '.join(map(written, value))}]"
        case dict():
            return "a table"
        case _:
            return str(value)


def _plain(value: bool | int | float | str) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except ValueError:  # an integer of so many digits
        return "a number with too many digits"
