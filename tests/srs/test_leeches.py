"""When a card is a leech, and when the learner is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from srs.card_state import CardState
from srs.events import Review, Suspend
from srs.history import History
from srs.leeches import LeechRule
from srs.session import Saved, Session
from srs.sm2 import Grade
from tests.srs.samples import NAMESPACE, Clock, basic, cards, key, moment


@pytest.mark.parametrize(
    ("threshold", "told"),
    [(8, [8, 12, 16, 20]), (5, [5, 8, 11, 14, 17, 20]), (1, list(range(1, 21))), (0, [])],
)
def test_a_leech_is_told_at_the_threshold_and_at_each_half_of_it(threshold: int, told: list[int]) -> None:
    rule = LeechRule(threshold)
    struck = [
        lapses
        for lapses in range(1, 21)
        if rule.strikes(CardState(lapses=lapses - 1), CardState(lapses=lapses))
    ]
    assert struck == told


def test_a_grade_that_makes_no_lapse_tells_nothing() -> None:
    assert not LeechRule(8).strikes(CardState(lapses=8), CardState(lapses=8))


def test_a_leech_stays_one_between_the_times_it_is_told() -> None:
    assert [lapses for lapses in range(12) if LeechRule(8).is_leech(CardState(lapses=lapses))] == [
        8,
        9,
        10,
        11,
    ]
    assert not LeechRule(0).is_leech(CardState(lapses=99))


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History(tmp_path / "history.db") as history:
        yield history


def forgotten_twice(history: History, rule: LeechRule) -> tuple[Session, list[Saved]]:
    """A sitting on each of four days: recalled, forgotten, recalled, forgotten."""
    clock, saved = Clock(), []
    for day, grade in enumerate((Grade.GOOD, Grade.AGAIN, Grade.GOOD, Grade.AGAIN)):
        clock.now = moment(days=10 * day)
        session = Session(cards(basic("a"), basic("b")), history, clock, limit=1, leeches=rule)
        session.reveal()
        saved.append(session.grade(grade))
        if grade is Grade.AGAIN and session.step is not None:
            session.reveal()
            session.grade(Grade.GOOD)
    return session, saved


def test_a_marked_leech_is_told_and_stays_in_the_review(history: History) -> None:
    _, saved = forgotten_twice(history, LeechRule(threshold=2))
    assert [(one.lapses, one.is_leech, one.is_suspended) for one in saved] == [
        (0, False, False), (1, False, False), (1, False, False), (2, True, False)
    ]  # fmt: skip
    assert not history.state(key("a")).suspended


def test_a_suspended_leech_leaves_the_review_and_one_undo_brings_it_back(history: History) -> None:
    session, saved = forgotten_twice(history, LeechRule(threshold=2, suspends=True))
    assert saved[-1] == Saved(Grade.AGAIN, lapses=2, is_leech=True, is_suspended=True)
    assert session.step is None
    assert history.state(key("a")).suspended
    taken_back = session.undo()
    assert [type(event) for event in taken_back] == [Review, Suspend]
    assert session.card.key == key("a")
    state = history.states(NAMESPACE)[key("a")]
    assert (state.suspended, state.lapses) == (False, 1)
