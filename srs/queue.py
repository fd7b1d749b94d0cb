"""What comes next today: due reviews, new cards, then the drills of what was not recalled well."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from srs.card_state import NEW, CardState
from srs.events import CardKey


@dataclass(frozen=True, slots=True)
class Queue:
    """The cards of a day in the order to review them."""

    due: tuple[CardKey, ...]
    """Most overdue relative to its interval first, ties in deck order."""
    new: tuple[CardKey, ...]
    """In deck order."""
    drills: tuple[CardKey, ...]
    """Graded below Good today, the one seen longest ago first."""
    next_due: date | None
    """The next day after today on which a card is due."""

    @property
    def cards(self) -> tuple[CardKey, ...]:
        """All of them; drills come last (Wozniak 1990, step 7)."""
        return self.due + self.new + self.drills


def queue_of(cards: Iterable[CardKey], states: Mapping[CardKey, CardState], today: date) -> Queue:
    """The queue of `today` for the cards of a collection, given in deck order."""
    due: list[tuple[float, CardKey]] = []
    new: list[CardKey] = []
    drills: list[tuple[int, CardKey]] = []
    later: list[date] = []
    for card in cards:
        state = states.get(card, NEW)
        if state.is_hidden(today):
            if state.due_day is not None and state.buried_until is not None and not state.suspended:
                later.append(max(state.due_day, state.buried_until))
        elif state.due_day is None:
            new.append(card)
        elif state.due_day <= today:
            overdue_days = (today - state.due_day).days
            due.append((overdue_days / max(1, state.interval_days), card))
        else:
            later.append(state.due_day)
            if _is_drilled(state, today):
                drills.append((state.last_at_ms, card))
    return Queue(
        due=tuple(card for _, card in sorted(due, key=lambda item: -item[0])),
        new=tuple(new),
        drills=tuple(card for _, card in sorted(drills, key=lambda item: item[0])),
        next_due=min(later, default=None),
    )


def _is_drilled(state: CardState, today: date) -> bool:
    """Whether the card comes back today; what was left undrilled yesterday waits for its due day."""
    return state.drill_pending and state.last_day is not None and today <= state.last_day
