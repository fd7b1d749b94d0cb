"""What the values of a row may be: a value that may not be is named with its column."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, TypeGuard

FIRST_MS, END_MS = -62_135_596_800_000, 253_402_300_800_000
"""The years 1 and 10000 in milliseconds since 1970."""

Requirement = Callable[[object], bool]


class BadValueError(ValueError):
    """A value that no program of this project writes there."""

    def __init__(self, column: str, value: object, expected: str) -> None:
        super().__init__(f"{column} is {_shown(value)}, not {expected}")
        self.column = column


@lru_cache(10_000)
def day_of(text: Any) -> date:
    """The day that is written `2026-03-02`; raises ValueError or TypeError if it is written otherwise."""
    day = date.fromisoformat(text)
    if text[4] != "-" or text[5] == "W":
        raise ValueError("not a day")  # fromisoformat takes 20260302 and 2026-W10-1, too
    return day


def is_day(value: object) -> bool:
    """Whether a value is a day of the calendar."""
    try:
        day_of(value)
    except (TypeError, ValueError):
        return False
    return True


def is_time(value: object) -> bool:
    """Whether a value is a number of milliseconds since 1970 that the calendar has."""
    return is_integer(value) and FIRST_MS <= value < END_MS


def is_name(value: object) -> bool:
    """Whether a value is text, and not empty."""
    return is_text(value) and value != ""


def is_text(value: object) -> bool:
    """Whether a value is text that can be written to a file."""
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True


def is_integer(value: object) -> TypeGuard[int]:
    """Whether a value is an integer that SQLite can hold."""
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63


def is_between(low: float, high: float) -> Requirement:
    """Whether a value is an integer between two others, which are allowed as well."""
    return lambda value: is_integer(value) and low <= value <= high


def check_values(values: Mapping[str, object], allowed: Mapping[str, tuple[Requirement, str]]) -> None:
    """Raises `BadValueError` for the first value that is not what its column needs."""
    for column, (holds, expected) in allowed.items():
        if not holds(values[column]):
            raise BadValueError(column, values[column], expected)


def _shown(value: object) -> str:
    text = "missing" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
