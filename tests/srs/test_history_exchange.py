"""Export, import and merge: two machines become equal, in any order, and a mistake is named with its line."""

import json
from collections.abc import Iterator, Sequence
from itertools import count, permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from srs.card_state import CANONICAL
from srs.events import Event, Undo, new_event_id, replay_order
from srs.history import History
from srs.sm2 import Grade
from srs.storage.event_json import line_of_row, row_of_line
from srs.storage.event_rows import event_of_row, row_of_event, with_checksum
from srs.storage.event_schema import history_schema
from srs.upkeep.history_export import exported
from srs.upkeep.history_import import MOST_MISTAKES, ImportRefusedError, import_lines, merge
from tests.srs.histories import logs, reviews_of, states_of
from tests.srs.samples import NAMESPACE, moment, review

schema = Draft202012Validator(history_schema())


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History(tmp_path / "history.db") as history:
        yield history


@pytest.fixture
def lines(tmp_path: Path) -> list[str]:
    with History(tmp_path / "exported.db") as history:
        history.record(*reviews_of(["a", "b", "c"]))
        return list(exported(history))


def put_in(history: History, lines: Sequence[str]) -> tuple[int, int]:
    united = import_lines(history, (f"{line}\n".encode() for line in lines), "my.jsonl")
    return united.added, united.known


def refusal(history: History, lines: Sequence[str]) -> str:
    with pytest.raises(ImportRefusedError) as caught:
        put_in(history, lines)
    assert list(history.events()) == []
    return str(caught.value)


@given(logs())
def test_a_line_says_all_of_an_event(log: list[Event]) -> None:
    for event in log:
        line = line_of_row(row_of_event(event))
        assert event_of_row(with_checksum(row_of_line(line))) == event
        assert "\n" not in line
        schema.validate(json.loads(line))


@settings(max_examples=12)
@given(logs())
def test_an_export_is_in_replay_order_and_comes_back_whole(log: list[Event]) -> None:
    with (
        TemporaryDirectory() as folder,
        History(Path(folder) / "one.db") as one,
        History(Path(folder) / "other.db") as other,
    ):
        one.record(*log)
        lines = list(exported(one))
        in_order = sorted(log, key=replay_order)
        assert [json.loads(line)["id"] for line in lines[1:]] == [event.id for event in in_order]
        assert put_in(other, lines) == (len(log), 0)
        assert put_in(other, lines) == (0, len(log))
        assert list(exported(other)) == lines
        assert other.states(NAMESPACE) == states_of(log, CANONICAL)


@settings(max_examples=5)
@given(st.lists(logs(max_size=5), min_size=3, max_size=3), logs(max_size=3))
def test_merging_is_commutative_associative_and_idempotent(
    own: list[list[Event]], shared: list[Event]
) -> None:
    union = sorted((event for log in (*own, shared) for event in log), key=replay_order)
    with TemporaryDirectory() as folder:
        names = (Path(folder) / f"{number}.db" for number in count())

        def made(*events: Event) -> Path:
            path = next(names)
            with History(path) as history:
                history.record(*events)
            return path

        def merged(*paths: Path) -> Path:
            path = made()
            with History(path) as history:
                for other in paths:
                    merge(history, other)
            return path

        a, b, c = (made(*log, *shared) for log in own)
        everything = [merged(*order) for order in permutations((a, b, c))]
        everything += [merged(merged(a, b), c), merged(a, merged(b, c)), merged(a, b, c, a, b, c)]
        for path in everything:
            with History(path) as history:
                assert list(history.events()) == union
                assert history.states(NAMESPACE) == states_of(union, CANONICAL)


def test_the_other_history_is_only_read(history: History, tmp_path: Path) -> None:
    with History(tmp_path / "other.db") as other:
        other.record(*reviews_of("ab"))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert merge(history, tmp_path / "other.db").added == 2
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir() if "history" not in path.name}
    assert after == before


def test_the_header_says_what_the_file_is_and_how_long(lines: list[str]) -> None:
    assert json.loads(lines[0]) == {"format": "srs-history", "version": 1, "events": 3}
    for line in lines:
        schema.validate(json.loads(line))


def test_nothing_exports_as_a_header(history: History) -> None:
    assert [json.loads(line)["events"] for line in exported(history)] == [0]
    assert not history.path.exists()


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        ({"grade": 6}, "grade", "grade is 6, not a grade from 0 to 5"),
        ({"grade": True}, "grade", "grade is True"),
        ({"grade": 3.0}, "grade", "grade is 3.0"),
        ({"grade": None}, "grade", "`grade` is null: leave it out"),
        ({"duration_ms": -1}, "duration_ms", "duration_ms is -1"),
        ({"at_ms": 10**15}, "at_ms", "at_ms is 1000000000000000"),
        ({"at_ms": 10**30}, "at_ms", "at_ms is 1000"),
        ({"at_ms": "noon"}, "at_ms", "at_ms is 'noon'"),
        ({"day": "2026-02-30"}, "day", "day is '2026-02-30', not a day"),
        ({"day": "20260302"}, "day", "day is '20260302', not a day"),
        ({"utc_offset_minutes": 1440}, "utc_offset_minutes", "utc_offset_minutes is 1440"),
        ({"kind": "party"}, "kind", "kind is 'party', not one of review, undo"),
        ({"kind": "suspend"}, "grade", "grade is 4, not missing"),
        ({"note": ""}, "note", "note is '', not text"),
        ({"note": "\ud800"}, "note", "note is"),
        ({"id": 7}, "id", "id is 7"),
        ({"action": ""}, "action", "action is ''"),
        ({"reason": "?"}, "reason", "reason is '?', not missing"),
        ({"colour": "red"}, "colour", "`colour` is no key of an event"),
    ],
)
def test_a_bad_value_is_named_with_its_line_and_column(
    history: History, lines: list[str], change: dict[str, object], place: str, reason: str
) -> None:
    lines[2] = json.dumps(json.loads(lines[2]) | change)
    column = lines[2].index(f'"{place}"') + 1
    assert f"my.jsonl:3:{column}: {reason}" in refusal(history, lines)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "x",', "12: this is not JSON"),
        ("[1]", "1: each line is to be a JSON object"),
        ("[" * 100_000, "1: this is nested too deeply"),
        ('{"grade": 1, "grade": 2}', "2: `grade` is there twice"),
        ('{"at_ms": ' + "9" * 10_000 + "}", "1: this cannot be read"),
        ("{}", "1: kind is missing"),
    ],
)
def test_a_line_that_is_no_event_is_named(history: History, lines: list[str], line: str, reason: str) -> None:
    lines[2] = line
    assert f"my.jsonl:3:{reason}" in refusal(history, lines)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ('{"format": "diary"}', "the first line is to be"),
        ('{"format": "srs-history", "version": 2}', "version 2 is of a newer srs"),
        ('{"format": "srs-history", "version": "1"}', "the version is to be a number"),
        ('{"format": "srs-history", "version": 1, "events": 4}', "promises 4 events, and there are 3"),
    ],
)
def test_a_header_that_is_wrong_is_refused(
    history: History, lines: list[str], header: str, reason: str
) -> None:
    assert reason in refusal(history, [header, *lines[1:]])


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", "1:1: this is empty"),
        (b"\xff\n", "1:1: this is not UTF-8"),
        (b"SQLite format 3\0\xff", "srs history merge"),
    ],
)
def test_a_file_of_another_kind_is_refused(history: History, data: bytes, place: str) -> None:
    with pytest.raises(ImportRefusedError, match=place):
        import_lines(history, data.splitlines(keepends=True), "my.jsonl")


def test_a_history_that_refused_a_file_is_not_even_created(history: History, lines: list[str]) -> None:
    refusal(history, [*lines, "?"])
    assert not history.path.exists()


def test_the_first_mistakes_are_named_and_the_rest_is_not(history: History, lines: list[str]) -> None:
    message = refusal(history, [lines[0], *["?"] * 1000])
    assert len(message.splitlines()) == MOST_MISTAKES + 2
    assert message.endswith("... and more")


def test_the_same_id_with_other_content_names_the_line_and_both(history: History, lines: list[str]) -> None:
    put_in(history, lines)
    other = json.loads(lines[2])
    lines[2] = json.dumps(other | {"grade": 1, "note": "z"})
    before = list(history.events())
    with pytest.raises(ImportRefusedError) as caught:
        put_in(history, lines)
    assert f"my.jsonl:3:1: event {other['id']} is another one in the history" in str(caught.value)
    assert "note 'z', not 'b', grade 1, not 4" in str(caught.value)
    assert list(history.events()) == before


def test_the_same_id_with_other_content_in_one_file_names_both_lines(
    history: History, lines: list[str]
) -> None:
    lines[3] = json.dumps(json.loads(lines[3]) | {"id": json.loads(lines[1])["id"]})
    assert "my.jsonl:4:1: event " in (message := refusal(history, lines))
    assert "is another one in line 2" in message


def test_a_line_that_is_there_twice_counts_once(history: History, lines: list[str]) -> None:
    header = json.dumps({"format": "srs-history", "version": 1})
    assert put_in(history, [header, *lines[1:], *lines[1:]]) == (3, 0)


@pytest.mark.parametrize("what", ["nowhere", "itself an undo", "another card"])
def test_an_undo_of_what_cannot_be_undone_is_refused(history: History, tmp_path: Path, what: str) -> None:
    graded = review("a", Grade.GOOD, moment())
    undo = Undo(new_event_id(), moment(minutes=1), graded.card, graded.id)
    with History(tmp_path / "other.db") as other:
        other.record(graded, undo)
        lines = list(exported(other))
    match what:
        case "nowhere":
            lines = [json.dumps({"format": "srs-history", "version": 1}), lines[2]]
        case "itself an undo":
            again = json.loads(lines[2]) | {"id": "again", "target": undo.id}
            lines = [json.dumps({"format": "srs-history", "version": 1}), *lines[1:], json.dumps(again)]
        case "another card":
            lines[2] = json.dumps(json.loads(lines[2]) | {"note": "b"})
    assert what in refusal(history, lines)
