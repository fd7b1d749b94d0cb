"""Damage is noticed, named, and never made worse: no review that was saved is lost in silence."""

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srs.card_state import CANONICAL
from srs.events import Event, Flag, Reschedule, Suspend, Undo, new_event_id
from srs.history import History
from srs.sm2 import Grade
from srs.storage.history_errors import DamagedHistoryError, HistoryError
from srs.storage.history_file import create_history
from srs.upkeep.history_verify import Problem, Verified, verify_history
from tests.srs.damage import killed_history
from tests.srs.histories import reviews_of
from tests.srs.samples import MONDAY, NAMESPACE, key, moment, review

NOW_MS = moment(days=400).at_ms


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "history.db"
    killed_history().write(path, {})
    return path


def verified(path: Path) -> Verified:
    return verify_history(path, CANONICAL, NOW_MS)


def check_is_noticed(path: Path) -> None:
    """What is read is right, or refused, or listed as wrong."""
    saved = killed_history()
    try:
        with History(path) as history:
            events, states = list(history.events()), history.states(NAMESPACE)
    except HistoryError:
        return
    assert (events, states) == (saved.events, saved.states) or not verified(path).is_sound


@settings(max_examples=80)
@given(suffix=st.sampled_from(["", "-wal"]), data=st.data())
def test_a_flipped_bit_is_harmless_or_noticed(suffix: str, data: st.DataObject) -> None:
    saved = bytearray(killed_history().files[suffix])
    bit = data.draw(st.integers(0, 8 * len(saved) - 1))
    saved[bit // 8] ^= 1 << bit % 8
    with TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        killed_history().write(path, {suffix: bytes(saved)})
        check_is_noticed(path)


@settings(max_examples=40)
@given(suffix=st.sampled_from(["", "-wal"]), data=st.data())
def test_a_file_that_was_cut_is_harmless_or_noticed(suffix: str, data: st.DataObject) -> None:
    saved = killed_history().files[suffix]
    size = data.draw(st.integers(0, len(saved) - 1))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        killed_history().write(path, {suffix: saved[:size]})
        check_is_noticed(path)


@settings(max_examples=40)
@given(suffix=st.sampled_from(["", "-wal"]), data=st.data())
def test_writing_to_a_damaged_file_is_refused_or_keeps_what_was_there(
    suffix: str, data: st.DataObject
) -> None:
    saved = bytearray(killed_history().files[suffix])
    bit = data.draw(st.integers(0, 8 * len(saved) - 1))
    saved[bit // 8] ^= 1 << bit % 8
    (added,) = reviews_of(["added"])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        killed_history().write(path, {suffix: bytes(saved)})
        try:
            with History(path) as history:
                before = {event.id for event in history.events()}
                history.record(added)
                assert {event.id for event in history.events()} == before | {added.id}
        except HistoryError:
            return


def test_a_kill_is_no_damage(path: Path) -> None:
    with History(path) as history:
        assert list(history.events()) == killed_history().events
    assert verified(path).problems == ()


@pytest.mark.parametrize("suffix", ["-shm", "-wal"])
def test_what_processes_share_in_memory_may_be_missing_but_not_the_log(path: Path, suffix: str) -> None:
    path.with_name(path.name + suffix).unlink()
    with History(path) as history:
        if suffix == "-shm":
            assert list(history.events()) == killed_history().events
        else:
            with pytest.raises(DamagedHistoryError, match="-wal beside it"):
                list(history.events())


def test_a_damaged_write_ahead_log_stays_as_it_is(path: Path) -> None:
    wal = path.with_name(f"{path.name}-wal")
    data = bytearray(wal.read_bytes())
    data[len(data) // 2] ^= 1
    wal.write_bytes(data)
    for _ in range(2):
        with pytest.raises(DamagedHistoryError, match="srs history restore"), History(path) as history:
            history.record(*reviews_of("a"))
        assert wal.read_bytes() == data


def test_the_write_ahead_log_of_another_history_is_noticed(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with History(other) as history:
        history.record(*reviews_of("abc"))
    path.write_bytes(other.read_bytes())
    check_is_noticed(path)


def test_an_older_copy_below_a_newer_write_ahead_log_is_noticed(path: Path, tmp_path: Path) -> None:
    create_history(tmp_path / "older.db")
    path.write_bytes((tmp_path / "older.db").read_bytes())
    check_is_noticed(path)


# Values that somebody put into the file by hand, around the constraints.


@pytest.fixture
def by_hand(tmp_path: Path) -> Path:
    path = tmp_path / "history.db"
    with History(path) as history:
        graded = review("a", Grade.GOOD, moment())
        events: list[Event] = [
            graded,
            Undo(new_event_id(), moment(minutes=1), graded.card, graded.id),
            review("b", Grade.GOOD, moment(minutes=2)),
            Flag(new_event_id(), moment(minutes=3), key("b"), "why"),
            Suspend(new_event_id(), moment(minutes=4), key("b")),
            Reschedule(new_event_id(), moment(minutes=5), key("b"), MONDAY),
        ]
        history.record(*events)
    return path


def change(path: Path, statement: str, *values: object) -> str:
    """Changes a file around its constraints; returns the id of the row of an event."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("DROP TRIGGER event_is_never_changed")
        connection.execute(statement, values)
        connection.execute(
            "CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event BEGIN "
            "SELECT RAISE(ABORT, 'events are append-only'); END"
        )
        return str(connection.execute("SELECT id FROM event ORDER BY at_ms, id").fetchone()[0])


def errors(path: Path) -> list[Problem]:
    return [problem for problem in verified(path).problems if problem.is_error]


@pytest.mark.parametrize(
    ("kind", "column", "value"),
    [
        ("review", "at_ms", 10**17),
        ("review", "day", "2026-02-30"),
        ("review", "day", "20260302"),
        ("review", "day", "someday"),
        ("review", "utc_offset_minutes", 100_000),
        ("review", "kind", "party"),
        ("review", "kind", "suspend"),
        ("review", "namespace", ""),
        ("review", "note", ""),
        ("review", "card", ""),
        ("review", "grade", 9),
        ("review", "grade", -1),
        ("review", "grade", None),
        ("review", "duration_ms", -1),
        ("review", "duration_ms", None),
        ("review", "target", "x"),
        ("review", "action", ""),
        ("review", "practice", 2),
        ("review", "checksum", 1),
        ("review", "checksum", None),
        ("undo", "target", None),
        ("flag", "reason", None),
        ("suspend", "reason", "why"),
        ("suspend", "practice", 1),
        ("reschedule", "to_day", None),
        ("reschedule", "to_day", "2026-13-01"),
        ("suspend", "to_day", "2026-03-02"),
    ],
)
def test_a_bad_value_of_an_event_is_named(by_hand: Path, kind: str, column: str, value: object) -> None:
    with closing(sqlite3.connect(by_hand)) as connection:
        ((id_,), *_) = connection.execute("SELECT id FROM event WHERE kind = ? ORDER BY at_ms", (kind,))
    change(by_hand, f"UPDATE event SET {column} = ? WHERE id = ?", value, id_)
    with pytest.raises(DamagedHistoryError) as caught, History(by_hand) as history:
        list(history.events())
    named = "grade" if value == "suspend" else column
    assert f"table event, row {id_}: {named} is " in str(caught.value)
    assert any(it.row == id_ and it.message.startswith(f"{named} is ") for it in errors(by_hand))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("note", "c"),
        ("reason", "because"),
        ("at_ms", 0),
        ("day", "2026-03-03"),
        ("id", "another"),
    ],
)
def test_a_changed_event_is_named_even_if_its_values_may_be(
    by_hand: Path, column: str, value: object
) -> None:
    change(by_hand, f"UPDATE event SET {column} = ? WHERE kind = 'flag'", value)
    changed = pytest.raises(DamagedHistoryError, match="something in the row was changed")
    with changed, History(by_hand) as history:
        list(history.events())
    assert any("checksum" in problem.message for problem in errors(by_hand))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("repetitions", -1),
        ("interval_days", 0),
        ("interval_days", None),
        ("ease_hundredths", 1),
        ("ease_hundredths", None),
        ("due_day", "soon"),
        ("first_day", "2026-02-30"),
        ("last_day", ""),
        ("drill_pending", 2),
        ("reviews", -1),
        ("lapses", -1),
        ("last_at_ms", 10**17),
        ("suspended", -1),
        ("buried_until", "tomorrow"),
    ],
)
def test_a_bad_value_of_a_state_is_named_and_can_be_derived_again(
    by_hand: Path, column: str, value: object
) -> None:
    with History(by_hand) as history:
        before = history.states(NAMESPACE)
    change(by_hand, f"UPDATE card_state SET {column} = ?", value)
    with History(by_hand) as history:
        with pytest.raises(DamagedHistoryError, match="srs history replay") as caught:
            history.states(NAMESPACE)
        assert f"table card_state, row b/forward: {column} is " in str(caught.value)
        named = [problem for problem in errors(by_hand) if problem.row == "b/forward"]
        assert [problem.message.split()[0] for problem in named] == [column]
        history.replay()
        assert history.states(NAMESPACE) == before


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE card_state SET lapses = 3", "lapses is 3, and the log says 0"),
        ("DELETE FROM card_state", "it is missing; the log has it"),
        ("UPDATE card_state SET note = 'z'", "the log says nothing of it"),
    ],
)
def test_a_state_that_the_log_does_not_give_is_listed(by_hand: Path, statement: str, message: str) -> None:
    change(by_hand, statement)
    assert message in [problem.message for problem in errors(by_hand)]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DROP TRIGGER event_is_never_deleted", "the trigger event_is_never_deleted is missing"),
        ("DROP INDEX event_on_day", "the index event_on_day is missing"),
    ],
)
def test_a_missing_part_of_the_file_is_listed(by_hand: Path, statement: str, message: str) -> None:
    change(by_hand, statement)
    assert [problem.message for problem in errors(by_hand)] == [message]


def test_all_bad_rows_are_listed(by_hand: Path) -> None:
    change(by_hand, "UPDATE event SET utc_offset_minutes = 5000")
    assert len({problem.row for problem in errors(by_hand) if problem.table == "event"}) == 6


def test_text_that_is_no_text_is_named(by_hand: Path) -> None:
    change(by_hand, "UPDATE event SET note = CAST(x'ff' AS TEXT) WHERE kind = 'flag'")
    with pytest.raises(DamagedHistoryError), History(by_hand) as history:
        list(history.events())
    assert any(problem.message.startswith("note is '\\udcff'") for problem in errors(by_hand))


@pytest.mark.parametrize("target", ["nothing", "undo", "of another card"])
def test_an_undo_of_what_cannot_be_undone_is_listed(by_hand: Path, target: str) -> None:
    with History(by_hand) as history:
        events = list(history.events())
        taken_back = events[1] if target == "undo" else events[2]
        history.record(Undo(new_event_id(), moment(minutes=9), events[0].card, taken_back.id))
    if target == "nothing":
        change(by_hand, "DROP TRIGGER event_is_never_deleted")
        change(by_hand, "DELETE FROM event WHERE id = ?", events[2].id)
    found = [problem.message for problem in errors(by_hand) if "target is " in problem.message]
    reason = {"nothing": "does not have", "undo": "is itself an undo", "of another card": "another card"}
    assert len(found) == 1
    assert reason[target] in found[0]


@pytest.mark.parametrize(
    ("at_days", "day", "message"),
    [(500, 500, "which is in the future"), (3, 5, "and at_ms and utc_offset_minutes say 2026-03-05")],
)
def test_a_time_that_cannot_be_right_is_a_warning(
    tmp_path: Path, at_days: int, day: int, message: str
) -> None:
    path = tmp_path / "history.db"
    at = moment(days=at_days)
    with History(path) as history:
        history.record(review("a", Grade.GOOD, type(at)(at.at_ms, moment(days=day).day, 0)))
    found = verified(path)
    assert found.is_sound
    (problem,) = found.problems
    assert message in problem.message


def test_a_history_that_is_not_there_has_nothing_wrong(tmp_path: Path) -> None:
    assert verified(tmp_path / "history.db").is_sound
    assert not (tmp_path / "history.db").exists()


def test_a_file_that_is_no_history_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "history.db").write_text("dear diary")
    (problem,) = verified(tmp_path / "history.db").problems
    assert "not a readable history" in problem.message


@pytest.mark.parametrize("statement", ["DROP TABLE card_state", "DROP TABLE derivation"])
def test_a_table_that_is_derived_can_be_dropped_and_derived_again(by_hand: Path, statement: str) -> None:
    with History(by_hand) as history:
        before = history.states(NAMESPACE)
    change(by_hand, statement)
    assert {problem.message for problem in errors(by_hand)} >= {
        f"the table {statement.split()[2]} is missing"
    }
    with History(by_hand) as history:
        with pytest.raises(DamagedHistoryError, match="srs history replay"):
            history.states(NAMESPACE)
        history.replay()
        assert history.states(NAMESPACE) == before
    assert verified(by_hand).problems == ()


def test_a_row_that_is_named_is_not_listed_again_without_a_name(by_hand: Path) -> None:
    change(by_hand, "UPDATE event SET grade = 9 WHERE kind = 'review'")
    assert [problem.message for problem in errors(by_hand)] == ["grade is 9, not a grade from 0 to 5"] * 2
