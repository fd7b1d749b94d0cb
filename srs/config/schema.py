"""The JSON Schema of the settings that a collection may have, for editors."""

from typing import Any

from srs.config.kinds import NONE, Flag, Kind, Number, Numbers, OneOf, OrNone, Place, Whole
from srs.config.settings import SETTINGS


def review_schema() -> dict[str, object]:
    """What the table of an `srs.toml` may hold that says how its cards are reviewed."""
    own = (about for about in SETTINGS.values() if not about.is_personal)
    return {
        "description": "How the cards of this collection are reviewed: these win over your own settings.",
        "type": "object",
        "properties": {about.name: {"description": about.meaning, **_schema(about.kind)} for about in own},
        "additionalProperties": False,
    }


def _schema(kind: Kind[Any]) -> dict[str, object]:
    match kind:
        case Whole(least, most):
            return {"type": "integer", "minimum": least, "maximum": most}
        case Number(least, most):
            return {"type": "number", "minimum": least, "maximum": most}
        case Numbers(bounds):
            items = [{"type": "number", "minimum": least, "maximum": most} for least, most in bounds]
            return {"type": "array", "items": items, "minItems": len(items), "maxItems": len(items)}
        case Flag():
            return {"type": "boolean"}
        case OneOf(choices):
            return {"enum": list(choices)}
        case Place():
            return {"type": "string", "pattern": "\\S"}
        case OrNone(inner):
            return {"anyOf": [_schema(inner), {"const": NONE}]}
    raise TypeError(kind)
