from srs.events import Event, Forget, Review, Undo, new_event_id
from srs.recalls import later_recalls, recalls_of
from srs.sm2 import Grade
from tests.srs.samples import key, moment, review


def recalled(*log: Event) -> list[list[tuple[int, Grade]]]:
    first = moment().day
    return [[((day - first).days, grade) for day, grade in sequence] for sequence in recalls_of(log)]


def test_only_the_first_grade_of_a_day_is_a_recall() -> None:
    log = [
        review("a", Grade.AGAIN, moment()),
        review("a", Grade.GOOD, moment(minutes=5)),
        review("b", Grade.EASY, moment(minutes=6)),
        review("a", Grade.HARD, moment(days=1)),
    ]
    assert recalled(*log) == [[(0, Grade.AGAIN), (1, Grade.HARD)], [(0, Grade.EASY)]]


def test_practice_is_no_recall() -> None:
    practice = Review(new_event_id(), moment(days=9), key("a"), Grade.GOOD, 1000, practice=True)
    assert recalled(review("a", Grade.GOOD, moment()), practice) == [[(0, Grade.GOOD)]]


def test_what_was_taken_back_is_no_recall() -> None:
    first, second = review("a", Grade.AGAIN, moment()), review("a", Grade.GOOD, moment(minutes=9))
    undo = Undo(new_event_id(), moment(minutes=5), first.card, first.id)
    assert recalled(first, undo, second) == [[(0, Grade.GOOD)]]


def test_a_forgotten_card_begins_again() -> None:
    forget = Forget(new_event_id(), moment(days=2), key("a"))
    before, after = review("a", Grade.GOOD, moment()), review("a", Grade.GOOD, moment(days=3))
    assert recalled(before, forget, after) == [[(0, Grade.GOOD)], [(3, Grade.GOOD)]]


def test_a_first_sight_says_nothing_of_memory() -> None:
    seen = {"a": (0, 1, 7), "b": (0,)}
    log = [review(name, Grade.GOOD, moment(days=day)) for name, days in seen.items() for day in days]
    assert later_recalls(recalls_of(log)) == 2
