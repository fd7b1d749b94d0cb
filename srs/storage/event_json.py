"""Events as JSON: a line for each, below a line that says what they are."""

import json
from collections.abc import Mapping
from json.encoder import encode_basestring as quoted
from typing import Any

from srs.storage.event_rows import CONTENT, Row, check_content

FORMAT, VERSION = "srs-history", 1
REQUIRED = CONTENT[:8]
"""What every event has."""
OPTIONAL = CONTENT[8:]
"""What only some events have: left out where there is none, never null."""
_KNOWN = frozenset(CONTENT)
_RARE = CONTENT[10:]
"""What a review rarely has."""


class BadLineError(Exception):
    """A line that is not what it is to be."""

    def __init__(self, line: str, key: str | None, reason: str, column: int | None = None) -> None:
        super().__init__(reason)
        self.column = column or max(line.find(f'"{key}"') + 1, 1)
        """Counted from 1: where the key stands that the reason is about."""


def header(events: int) -> str:
    """The first line."""
    return json.dumps({"format": FORMAT, "version": VERSION, "events": events})


def line_of_row(row: Row) -> str:
    """The line of an event, from the values of `COLUMNS` if they are right."""
    id_, at_ms, day, offset, kind, namespace, note, card, grade, duration_ms, *rest, _ = row
    line = (
        f'{{"id":{quoted(id_)},"at_ms":{at_ms},"day":"{day}","utc_offset_minutes":{offset},"kind":"{kind}",'
        f'"namespace":{quoted(namespace)},"note":{quoted(note)},"card":{quoted(card)}'
    )
    if kind == "review":
        line += f',"grade":{grade},"duration_ms":{duration_ms}'
    if kind != "review" or any(rest):
        more = zip(_RARE, rest, strict=True)
        line += "".join(
            f',"{name}":{value if isinstance(value, int) else quoted(value)}'
            for name, value in more
            if value is not None
        )
    return f"{line}}}"


def read_header(line: str) -> int | None:
    """How many events follow, if the first line says so; raises `BadLineError`."""
    values = _object(line)
    if values.get("format") != FORMAT:
        expected = json.dumps({"format": FORMAT, "version": VERSION})
        raise BadLineError(line, "format", f"the first line is to be {expected}")
    version = values.get("version")
    if not isinstance(version, int) or version < 1:
        raise BadLineError(line, "version", "the version is to be a number from 1")
    if version > VERSION:
        raise BadLineError(line, "version", f"version {version} is of a newer srs; this one reads {VERSION}")
    events = values.get("events")
    if events is not None and not isinstance(events, int):
        raise BadLineError(line, "events", "the number of events is to be a number")
    return events


def row_of_line(line: str) -> Row:
    """The values of `CONTENT` that a line says; raises `BadLineError` or `BadValueError`."""
    values = _object(line)
    if not values.keys() <= _KNOWN:
        unknown = next(iter(values.keys() - _KNOWN))
        raise BadLineError(line, unknown, f"`{unknown}` is no key of an event")
    for key in OPTIONAL:
        if key in values and values[key] is None:
            raise BadLineError(line, key, f"`{key}` is null: leave it out")
    content = {column: values.get(column) for column in CONTENT}
    check_content(content)
    return tuple(content.values())


def _object(line: str) -> Mapping[str, Any]:
    try:
        values = json.loads(line, object_pairs_hook=_without_repetition)
    except json.JSONDecodeError as error:
        raise BadLineError(line, None, f"this is not JSON: {error.msg}", error.colno) from error
    except RecursionError as error:
        raise BadLineError(line, None, "this is nested too deeply") from error
    except _RepeatedKeyError as error:
        raise BadLineError(line, str(error), f"`{error}` is there twice") from error
    except ValueError as error:  # a number of thousands of digits
        raise BadLineError(line, None, f"this cannot be read: {error}") from error
    if not isinstance(values, dict):
        raise BadLineError(line, None, "each line is to be a JSON object")
    return values


class _RepeatedKeyError(Exception):
    pass


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _RepeatedKeyError(next(key for key in keys if keys.count(key) > 1))
    return values
