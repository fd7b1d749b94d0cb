"""Statistics as JSON, with the schema that describes it."""

from pydantic import TypeAdapter

from srs.stats.figures import Statistics

_ADAPTER = TypeAdapter(Statistics)


def json_of(statistics: Statistics) -> str:
    """One JSON object."""
    return _ADAPTER.dump_json(statistics, indent=2).decode()


def statistics_schema() -> dict[str, object]:
    """The schema of what `json_of` gives."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_ADAPTER.json_schema(mode="serialization"),
    }
