"""The JSON Schema of an exported history."""

from collections.abc import Mapping

from srs.storage.event_json import FORMAT, OPTIONAL, REQUIRED, VERSION
from srs.storage.event_rows import COLUMNS_OF_KIND, KINDS


def history_schema() -> dict[str, object]:
    """The JSON Schema of a line."""
    name = {"type": "string", "minLength": 1}
    day = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    properties: dict[str, object] = {
        "id": {**name, "description": "Random, unlike that of any other event on any machine."},
        "at_ms": {
            "type": "integer",
            "description": "When it happened, in milliseconds since 1970 in UTC. "
            "Events replay in the order of this, then of the id.",
        },
        "day": {**day, "description": "The learner's local date, which begins at the rollover hour."},
        "utc_offset_minutes": {"type": "integer", "minimum": -1439, "maximum": 1439},
        "kind": {"enum": list(KINDS)},
        "namespace": {**name, "description": "That of the collection."},
        "note": {**name, "description": "The id of the note."},
        "card": {**name, "description": "Which of the cards of the note."},
        "grade": {"type": "integer", "minimum": 0, "maximum": 5, "description": "Of a review."},
        "duration_ms": {
            "type": "integer",
            "minimum": 0,
            "description": "Of a review: from showing the question to the grade.",
        },
        "target": {**name, "description": "Of an undo: the id of the event that is taken back."},
        "action": {
            **name,
            "description": "Shared by the events that came of one action and are taken back together.",
        },
        "to_day": {
            **day,
            "description": "Of bury: the first day on which the card may be asked again. "
            "Of reschedule: the day on which it is due.",
        },
        "reason": {"type": "string", "description": "Of flag: why, which may be empty."},
        "practice": {
            "const": 1,
            "description": "Of a review: practice before the card's day, which leaves the schedule alone.",
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of an exported history of srs",
        "description": "The first line says what the file is; each other line is an event, in replay order.",
        "oneOf": [{"$ref": "#/$defs/header"}, *({"$ref": f"#/$defs/{kind}"} for kind in KINDS)],
        "$defs": {
            "header": {
                "type": "object",
                "properties": {
                    "format": {"const": FORMAT},
                    "version": {"const": VERSION},
                    "events": {"type": "integer", "minimum": 0, "description": "How many lines follow."},
                },
                "required": ["format", "version"],
            },
            **{kind: _schema_of_kind(kind, properties) for kind in KINDS},
        },
    }


def _schema_of_kind(kind: str, properties: Mapping[str, object]) -> dict[str, object]:
    own = [column for column in OPTIONAL if column in COLUMNS_OF_KIND[kind]]
    known = [*REQUIRED, *own, "action"]
    return {
        "type": "object",
        "properties": {name: properties[name] for name in known} | {"kind": {"const": kind}},
        "required": [*REQUIRED, *(name for name in own if name != "practice")],
        "additionalProperties": False,
    }
