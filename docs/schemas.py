"""Writes the JSON Schemas in `docs/schema`; run it as `python docs/schemas.py`."""

import json
from pathlib import Path

from content.schemas import collection_schema, settings_schema
from srs.config.schema import review_schema
from srs.stats.as_json import statistics_schema
from srs.storage.event_schema import history_schema

FOLDER = Path(__file__).parent / "schema"
SCHEMAS = {
    "srs.toml.schema.json": lambda: settings_schema(review_schema()),
    "collection.schema.json": collection_schema,
    "stats.schema.json": statistics_schema,
    "history.schema.json": history_schema,
}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, schema in SCHEMAS.items():
        (FOLDER / name).write_text(
            json.dumps(schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
