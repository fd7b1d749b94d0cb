"""The load of the days ahead."""

from datetime import timedelta
from pathlib import Path

from srs.events import Bury, Event, Reschedule, Suspend, new_event_id
from srs.sm2 import Grade
from srs.stats.figures import DayLoad
from tests.srs.samples import MONDAY, key, moment, review
from tests.srs.stats.counting import PLACES, counted, counted_in_full, scope


def due(loads: tuple[DayLoad, ...]) -> dict[int, int]:
    """How many cards come, by the days from today on that have any."""
    return {(load.day - MONDAY).days: load.due for load in loads if load.due}


def simulated(loads: tuple[DayLoad, ...]) -> dict[int, int | None]:
    return {(load.day - MONDAY).days: load.simulated for load in loads if load.simulated}


def test_it_covers_thirty_days_from_today_on(tmp_path: Path) -> None:
    days = [load.day for load in counted(tmp_path, []).forecast]
    assert days == [MONDAY + timedelta(days=ahead) for ahead in range(30)]


def test_what_is_overdue_counts_today(tmp_path: Path) -> None:
    events = [review("one", Grade.GOOD, moment(days=-20)), review("two", Grade.GOOD, moment())]
    assert due(counted(tmp_path, events).forecast) == {0: 1, 1: 1}


def test_what_is_put_off_counts_when_it_may_be_asked(tmp_path: Path) -> None:
    until = MONDAY + timedelta(days=3)
    events: list[Event] = [
        review("one", Grade.GOOD, moment(days=-2)),
        Bury(new_event_id(), moment(), key("one"), until),
        review("two", Grade.GOOD, moment(days=-2)),
        Reschedule(new_event_id(), moment(), key("two"), until + timedelta(days=2)),
        review("three", Grade.GOOD, moment(days=-2)),
        Suspend(new_event_id(), moment(), key("three")),
    ]
    assert due(counted(tmp_path, events).forecast) == {3: 1, 5: 1}
    assert due(counted_in_full(tmp_path, []).forecast) == {3: 1, 5: 1}


def test_the_simulation_reviews_each_card_on_its_day(tmp_path: Path) -> None:
    events = [review("one", Grade.GOOD, moment(days=-1))]
    forecast = counted_in_full(tmp_path, events).forecast
    assert due(forecast) == {0: 1}
    assert simulated(forecast) == {0: 1, 6: 1, 21: 1}  # 6 days, then ceil(6 * 2.5)


def test_a_buried_card_may_be_due_beyond_the_days_ahead(tmp_path: Path) -> None:
    events: list[Event] = [
        review("one", Grade.GOOD, moment(days=-2)),
        Bury(new_event_id(), moment(), key("one"), MONDAY + timedelta(days=90)),
    ]
    assert due(counted(tmp_path, events).forecast) == {}
    assert simulated(counted_in_full(tmp_path, []).forecast) == {}


def test_cards_that_were_not_chosen_or_left_the_collection_do_not_come(tmp_path: Path) -> None:
    events = [review(note, Grade.GOOD, moment()) for note in ("one", "two", "gone")]
    some = scope({key("one"): PLACES[key("one")]}, is_filtered=True)
    assert due(counted(tmp_path, events, some).forecast) == {1: 1}
    assert due(counted(tmp_path, []).forecast) == {1: 2}
