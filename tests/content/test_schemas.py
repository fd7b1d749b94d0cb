"""The published JSON Schemas say what the program itself accepts and prints."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from content.collection import load
from content.roots import shipped_collection
from content.schemas import collection_schema, settings_schema
from srs.config.schema import review_schema
from srs.storage.event_schema import history_schema

SETTINGS = settings_schema(review_schema())
PUBLISHED = Path(__file__).parent.parent.parent / "docs" / "schema"


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("srs.toml.schema.json", SETTINGS),
        ("collection.schema.json", collection_schema()),
        ("history.schema.json", history_schema()),
    ],
)
def test_what_is_published_is_up_to_date(name: str, schema: dict[str, object]) -> None:
    assert json.loads((PUBLISHED / name).read_text()) == schema, "run `python docs/schemas.py`"


def test_the_schema_of_the_settings_knows_the_keys_that_the_program_knows(tmp_path: Path) -> None:
    (tmp_path / "srs.toml").write_text('zzzzzzzz = 1\ntitle = "T"\nnamespace = "n"\n')
    (found,) = load(tmp_path).diagnostics
    properties: Any = SETTINGS["properties"]
    assert set(re.findall(r"`\[?([a-z_]+)\]?`", found.help)) == set(properties)


@pytest.mark.parametrize(
    "namespace", ["pytorch.example", "a", "0-.", "", "A", "a b", "-a", ".a", "é", "a\n", "a" * 100, "a" * 101]
)
def test_the_schema_takes_the_namespaces_that_the_program_takes(namespace: str, tmp_path: Path) -> None:
    (tmp_path / "decks").mkdir()
    (tmp_path / "srs.toml").write_text(f'title = "T"\nnamespace = {json.dumps(namespace)}\n')
    taken = not load(tmp_path).has_errors
    errors = list(Draft7Validator(SETTINGS).iter_errors({"title": "T", "namespace": namespace}))
    if namespace.endswith("\n"):  # `$` also matches before a last line end in Python, unlike in JSON Schema
        assert not taken
    else:
        assert taken == (errors == [])


@pytest.mark.parametrize(
    ("settings", "ok"),
    [
        ({"title": "T", "namespace": "n", "decks": "."}, True),
        ({"title": "T"}, False),
        ({"title": " ", "namespace": "n"}, False),
        ({"title": "T", "namespace": "n", "dekcs": "."}, False),
        ({"title": 1, "namespace": "n"}, False),
        ({"title": "T", "namespace": "n", "review": {"new_per_day": "none", "rollover_hour": 0}}, True),
        ({"title": "T", "namespace": "n", "review": {"new_per_day": -1}}, False),
        ({"title": "T", "namespace": "n", "review": {"leech_action": "delete"}}, False),
        ({"title": "T", "namespace": "n", "review": {"backups": True}}, False),
    ],
)
def test_the_schema_of_the_settings_finds_mistakes(settings: Mapping[str, object], ok: bool) -> None:
    assert Draft7Validator(SETTINGS).is_valid(settings) == ok


def test_the_shipped_collection_is_as_the_schemas_say() -> None:
    Draft7Validator.check_schema(SETTINGS)
    Draft202012Validator.check_schema(collection_schema())
    root = shipped_collection()
    Draft7Validator(SETTINGS).validate(tomllib.loads((root / "srs.toml").read_text()))
    Draft202012Validator(collection_schema()).validate(load(root).collection.model_dump(mode="json"))
