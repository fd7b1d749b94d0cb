"""What SQLite counts is what one gets who goes through the events one by one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from srs.card_state import fold
from srs.events import Event, EventId, Forget, Review, Suspend, Undo, replay_order
from srs.sm2 import Grade
from srs.stats.figures import Recalls
from srs.stats.tables import LONGEST_ANSWER_MS
from tests.srs.samples import key, moment
from tests.srs.stats.counting import DECKS, counted_in_full

NOTES = (*DECKS, "gone")


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    """What may happen to a few cards in a few days, at times that may be the same or go back."""
    events: list[Event] = []
    for number in range(draw(st.integers(0, 25))):
        card = key(draw(st.sampled_from(NOTES)))
        at = moment(days=draw(st.integers(0, 9)), minutes=draw(st.integers(0, 3)))
        if draw(st.booleans()):
            at = replace(at, day=moment(days=draw(st.integers(0, 9))).day)  # another clock, another day
        id_ = EventId(f"{draw(st.integers(0, 255)):02x}-{number}")
        match draw(st.sampled_from(["review"] * 6 + ["undo", "forget", "suspend"])):
            case "undo" if mine := [event for event in events if event.card == card]:
                events.append(Undo(id_, at, card, draw(st.sampled_from(mine)).id))
            case "forget":
                events.append(Forget(id_, at, card))
            case "suspend":
                events.append(Suspend(id_, at, card))
            case _:
                grade = draw(st.sampled_from(Grade))
                duration_ms = draw(st.integers(0, 2 * LONGEST_ANSWER_MS))
                events.append(Review(id_, at, card, grade, duration_ms, practice=draw(st.booleans())))
    return events


def not_taken_back(events: Sequence[Event]) -> list[Event]:
    undone = {event.target for event in events if isinstance(event, Undo)}
    return [event for event in sorted(events, key=replay_order) if event.id not in undone]


def true_recalls(events: Sequence[Event]) -> Iterator[tuple[Review, int]]:
    """Each true recall, with the days since the review before."""
    last: dict[object, date] = {}
    for event in events:
        match event:
            case Forget():
                last.pop(event.card, None)
            case Review(practice=False):
                before, day = last.get(event.card), event.moment.day
                if before is not None and day > before:
                    yield event, (day - before).days
                last[event.card] = max(day, before or day)


@settings(max_examples=60)
@given(logs())
def test_totals_agree_with_a_computation_over_the_events(events: list[Event]) -> None:
    with TemporaryDirectory() as folder:
        statistics = counted_in_full(Path(folder), events)
    left = not_taken_back(events)
    reviews = [event for event in left if isinstance(event, Review)]
    recalls = list(true_recalls(left))

    assert {day.day: day.reviews for day in statistics.days} == Counter(one.moment.day for one in reviews)
    spent = sum(min(one.duration_ms, LONGEST_ANSWER_MS) for one in reviews)
    assert sum(day.duration_ms for day in statistics.days) == spent

    def of(chosen: list[Review]) -> Recalls:
        return Recalls(sum(one.grade.passes for one in chosen), len(chosen))

    retention = statistics.retention
    assert retention.all == of([one for one, _ in recalls])
    assert retention.mature == of([one for one, days in recalls if days >= 21])
    for group in retention.by_deck:
        assert group.recalls == of([one for one, _ in recalls if DECKS.get(one.card.note) == group.deck])
    assert sum(group.recalls.total for group in retention.by_month) == retention.all.total
    assert sum(group.recalls.total for group in retention.by_age) == retention.all.total
    assert statistics.calibration is not None
    assert statistics.calibration.recalls == retention.all

    states = {note: fold([event for event in events if event.card.note == note]) for note in NOTES}
    mine = [states[note] for note in DECKS]
    cards = statistics.cards
    assert cards.suspended == sum(state.suspended for state in mine)
    assert cards.new == sum(state.memory is None and not state.suspended for state in mine)
    assert cards.young + cards.mature + cards.new + cards.suspended == cards.total == len(DECKS)
    assert cards.retired == (states["gone"].reviews > 0)
    lapses = {card.note: card.lapses for card in statistics.hardest}
    assert all(states[note].lapses == number for note, number in lapses.items())
