"""Why each card of a queue is asked, and why there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from srs import sm2
from srs.card_place import CardPlace
from srs.card_state import NEW, CardState
from srs.events import CardKey
from srs.queue import Queue
from srs.wish import CARDS_OF_THE_DAY, EVERYTHING, Rules, Wish

Kind = Literal["due", "new", "early", "drill"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a card is asked, and why there."""

    card: CardKey
    kind: Kind
    state: CardState
    words: str


def reasons(
    queue: Queue,
    states: Mapping[CardKey, CardState],
    cards: Mapping[CardKey, CardPlace],
    today: date,
    rules: Rules = EVERYTHING,
    wish: Wish = CARDS_OF_THE_DAY,
) -> list[Reason]:
    """Why each card is asked, in the order in which they are asked."""
    words: dict[CardKey, tuple[Kind, str]] = {}
    for card in queue.due:
        words[card] = "due", _why_due(states[card], today, rules.order)
    for number, card in enumerate(queue.new, 1):
        level = cards[card].level
        of_level = f", for {level}s" if level == "beginner" else f", {level}" if level else ""
        words[card] = "new", f"new, {number} of {len(queue.new)}{of_level}"
    for card in queue.early:
        words[card] = "early", f"due {_in_days(states[card], today)}, {'practised' if wish.cram else 'early'}"
    for card in queue.drills:
        words[card] = "drill", "graded below Good today: again until it gets Good"
    moves = _moves(queue)
    return [
        Reason(card, words[card][0], states.get(card, NEW), "; ".join(filter(None, (words[card][1], moved))))
        for card, moved in moves
    ]


def _moves(queue: Queue) -> Iterator[tuple[CardKey, str]]:
    """The cards in the order in which they are asked, each with what moved it from its place."""
    waiting = iter(queue.by_kind)
    asked: set[CardKey] = set()
    late: set[CardKey] = set()
    first = next(waiting, None)
    note = queue.previous_note
    for card in queue.line:
        while first in asked:
            first = next(waiting, None)
        moved = ""
        if card in late:
            moved = "later than its turn, apart from its sibling"
        elif card != first and first is not None and first.note == note:
            late.add(first)
        elif card != first:
            moved = "before its turn, so that its siblings come apart"
        asked.add(card)
        note = card.note
        yield card, moved


def _why_due(state: CardState, today: date, order: str) -> str:
    assert state.due_day is not None
    overdue_days = (today - state.due_day).days
    interval = f"{_days(state.interval_days)} of interval"
    when = f"{_days(overdue_days)} overdue" if overdue_days else "due today"
    match order:
        case "relative-overdueness" if overdue_days:
            return f"{when}, {overdue_days / max(1, state.interval_days):.2f} of its {interval}"
        case "hardest" | "easiest":
            return f"{when}, {_hardness(state)}"
        case _:
            return f"{when}, {interval}"


def _hardness(state: CardState) -> str:
    match state.memory:
        case sm2.Memory(ease_hundredths=hundredths):
            return f"ease {hundredths / 100:.2f}"
        case None:
            return "never reviewed"
        case memory:
            return f"difficulty {memory.difficulty:.1f}"


def _in_days(state: CardState, today: date) -> str:
    assert state.due_day is not None
    return f"in {_days((state.due_day - today).days)}"


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days:,} days"
