"""The number for a shell prompt is that of the queue."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.index import Index, index_of_collection
from content.models import Collection, Deck
from srs.card_state import CANONICAL
from srs.config import Settings
from srs.counting import count_waiting
from srs.days import Moment
from srs.events import Bury, Event, Forget, Reschedule, Review, Suspend, new_event_id
from srs.history import History
from srs.scheduling_settings import fingerprint_of, scheduling_of
from srs.sm2 import Grade
from srs.waiting import what_waits
from srs.wish import Rules
from tests.srs.samples import MONDAY, NAMESPACE, basic, cards, key, moment

NOTES = tuple(basic(name) for name in "abcdef")
CARDS = cards(*NOTES)
INDEX = index_of_collection(
    Collection(
        root=Path("unused"),
        title="Samples",
        namespace=NAMESPACE,
        decks=(Deck(path="deck.md", name="Samples::Small", title="Small", notes=NOTES),),
    )
)


def counted(history: History, rules: Rules, index: Index = INDEX) -> int | None:
    return count_waiting(index, history.path, CANONICAL.fingerprint, MONDAY, rules)


def event(kind: str, note: str, at: Moment, grade: Grade) -> Event:
    match kind:
        case "suspend":
            return Suspend(new_event_id(), at, key(note))
        case "bury":
            return Bury(new_event_id(), at, key(note), at.day + timedelta(days=2))
        case "forget":
            return Forget(new_event_id(), at, key(note))
        case "reschedule":
            return Reschedule(new_event_id(), at, key(note), MONDAY)
        case _:
            return Review(new_event_id(), at, key(note), grade, 1)


kinds = st.sampled_from(["review"] * 5 + ["suspend", "bury", "forget", "reschedule"])
happenings = st.tuples(kinds, st.sampled_from("abcdxy"), st.integers(-9, 0), st.sampled_from(Grade))
limits = st.none() | st.integers(0, 4)


@settings(max_examples=30, deadline=None)
@given(st.lists(happenings, max_size=15), limits, limits)
def test_it_is_as_long_as_the_queue(
    happened: list[tuple[str, str, int, Grade]], new_per_day: int | None, reviews_per_day: int | None
) -> None:
    rules = Rules(new_per_day=new_per_day, reviews_per_day=reviews_per_day)
    with TemporaryDirectory() as folder, History(Path(folder) / "history.db") as history:
        events = [
            event(kind, note, moment(days=day, minutes=minute), grade)
            for minute, (kind, note, day, grade) in enumerate(sorted(happened, key=lambda one: one[2]))
        ]
        if events:
            history.record(*events)
        assert counted(history, rules) == len(what_waits(CARDS, history, NAMESPACE, MONDAY, rules))


def test_without_a_history_every_card_is_new(tmp_path: Path) -> None:
    history = History(tmp_path / "none.db")
    assert (counted(history, Rules()), counted(history, Rules(new_per_day=4))) == (6, 4)
    assert list(tmp_path.iterdir()) == []


def test_what_another_scheduling_derived_is_not_counted(tmp_path: Path) -> None:
    other = scheduling_of(Settings(maximum_interval_days=1))
    with History(tmp_path / "history.db", other) as history:
        history.record(Review(new_event_id(), moment(), key("a"), Grade.GOOD, 1))
        assert counted(history, Rules()) is None


def test_buried_siblings_take_more_than_counting(tmp_path: Path) -> None:
    assert counted(History(tmp_path / "none.db"), Rules(bury_siblings=True)) is None


def test_a_name_of_several_lines_is_no_card(tmp_path: Path) -> None:
    with History(tmp_path / "history.db") as history:
        history.record(Review(new_event_id(), moment(), key("x\na"), Grade.GOOD, 1))
        assert counted(history, Rules()) == len(NOTES)


@pytest.mark.parametrize(
    "asked",
    [
        Settings(),
        Settings(overdue_credit=True, ease_penalty_hundredths=20),
        Settings(fuzz=True, maximum_interval_days=9),
        Settings(scheduler="fsrs"),
    ],
    ids=str,
)
def test_a_fingerprint_is_that_of_the_scheduling(asked: Settings) -> None:
    assert fingerprint_of(asked) == scheduling_of(asked).fingerprint
