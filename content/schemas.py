"""JSON Schemas of what authors write and of what decks become, for editors and other programs."""

from collections.abc import Mapping

from content.models import Collection
from content.roots import REVIEW_TABLE
from content.settings import NAMESPACE


def settings_schema(review: Mapping[str, object]) -> dict[str, object]:
    """The schema of an `srs.toml`; in draft 7, which every TOML editor reads.

    `review` is that of the table which says how its cards are reviewed.
    """
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "srs.toml",
        "description": "The settings of a collection: a folder of decks that srs verifies and reviews.",
        "type": "object",
        "properties": {
            "title": {
                "description": "The name of the collection, and of its Anki package.",
                "type": "string",
                "pattern": "\\S",
                "examples": ["PyTorch"],
            },
            "namespace": {
                "description": "Part of every id, so that no other collection's notes are taken for these. "
                "Choose once, never change: learners' progress hangs on it.",
                "type": "string",
                "pattern": f"^{NAMESPACE.pattern}$",
                "examples": ["pytorch.example"],
            },
            "decks": {
                "description": "The folder of deck files, relative to this file. It is read recursively.",
                "type": "string",
                "pattern": "\\S",
                "default": "decks",
            },
            REVIEW_TABLE: dict(review),
        },
        "required": ["title", "namespace"],
        "additionalProperties": False,
    }


def collection_schema() -> dict[str, object]:
    """The schema of a collection as JSON: each deck, and each note of every kind with its parts."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Collection.model_json_schema(mode="serialization"),
    }
