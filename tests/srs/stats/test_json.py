"""The JSON of the statistics is as its schema says."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from srs.events import CardKey
from srs.stats.as_json import json_of, statistics_schema
from srs.stats.figures import Statistics
from tests.srs.samples import MONDAY, NAMESPACE
from tests.srs.stats.counting import counted, counted_in_full
from tests.srs.stats.learner import Learner

PUBLISHED = Path(__file__).parent.parent.parent.parent / "docs" / "schema" / "stats.schema.json"
CARDS = [CardKey(NAMESPACE, note, "forward") for note in ("one", "two", "three", "gone")]


@pytest.fixture
def statistics(tmp_path: Path) -> Statistics:
    events = [*Learner(new_per_day=2).reviews(CARDS, MONDAY - timedelta(days=90), 90)]
    return counted_in_full(tmp_path, events)


def test_what_is_published_is_up_to_date() -> None:
    assert json.loads(PUBLISHED.read_text()) == statistics_schema(), "run `python docs/schemas.py`"


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(statistics_schema())


def test_statistics_are_as_the_schema_says(statistics: Statistics, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    validator = Draft202012Validator(statistics_schema())
    validator.validate(json.loads(json_of(statistics)))
    validator.validate(json.loads(json_of(counted(tmp_path / "empty", []))))


def test_the_schema_says_what_each_figure_is() -> None:
    schema = json.loads(json.dumps(statistics_schema()))
    recalls = schema["$defs"]["Recalls"]
    assert recalls["required"] == ["passed", "total", "rate"]
    assert "null where there were none" in recalls["properties"]["rate"]["description"]


def test_the_json_holds_the_figures(statistics: Statistics) -> None:
    printed = json.loads(json_of(statistics))
    assert printed["retention"]["all"]["total"] == statistics.retention.all.total
    assert printed["days"][0]["day"] == statistics.days[0].day.isoformat()
    assert len(printed["forecast"]) == 30
