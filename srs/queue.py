"""What comes next today: cards that are due, new ones, then the drills of what was not recalled well."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import NamedTuple

from srs.card_place import CardPlace
from srs.card_state import NEW, CardState
from srs.days import days_later
from srs.events import CardKey
from srs.line import Line
from srs.orders import ORDERS, DueCard, Urgency
from srs.wish import EVERYTHING, Rules

_RANKS = {"beginner": 0, "intermediate": 1, "advanced": 2}


@dataclass(frozen=True, slots=True)
class Queue:
    """The cards of a day."""

    due: tuple[CardKey, ...] = ()
    """The most urgent first."""
    new: tuple[CardKey, ...] = ()
    """Each deck in turn, and within a deck in its order."""
    early: tuple[CardKey, ...] = ()
    """Due on a later day, and asked today all the same, the next first."""
    drills: tuple[CardKey, ...] = ()
    """Graded below Good today, the one seen longest ago first."""
    next_due: date | None = None
    """The next day after today on which a card is to be asked that is not in here."""
    due_beyond_limit: tuple[CardKey, ...] = ()
    """Left for other days by the limit of reviews, the most urgent first."""
    new_beyond_limit: tuple[CardKey, ...] = ()
    siblings: tuple[CardKey, ...] = ()
    """Left for other days because another card of their note is asked today."""
    previous_note: str | None = None
    """Of the card that was asked last."""

    def __len__(self) -> int:
        return len(self.due) + len(self.new) + len(self.early) + len(self.drills)

    @property
    def by_kind(self) -> tuple[CardKey, ...]:
        """All of them; drills come last (Wozniak 1990, step 7)."""
        return self.due + self.new + self.early + self.drills

    @property
    def line(self) -> Line:
        """All of them as they are asked: with the cards of one note apart."""
        return Line(self.by_kind, self.previous_note)

    @property
    def cards(self) -> tuple[CardKey, ...]:
        """All of them in the order in which they are asked."""
        return tuple(self.line)

    def left_as_json(self) -> dict[str, int]:
        """How many cards are left for other days, and why."""
        return {
            "due": len(self.due_beyond_limit),
            "new": len(self.new_beyond_limit),
            "siblings": len(self.siblings),
        }

    def limited(self, limit: int | None) -> "Queue":
        """The first cards of the queue only."""
        if limit is None or limit >= len(self):
            return self
        chosen = set(islice(self.line, limit))

        def kept(cards: tuple[CardKey, ...]) -> tuple[CardKey, ...]:
            return tuple(card for card in cards if card in chosen)

        return replace(
            self, due=kept(self.due), new=kept(self.new), early=kept(self.early), drills=kept(self.drills)
        )


def queue_of(
    cards: Mapping[CardKey, CardPlace],
    states: Mapping[CardKey, CardState],
    today: date,
    rules: Rules = EVERYTHING,
    seen: Set[tuple[str, str, str]] = frozenset(),
) -> Queue:
    """The queue of `today` for some cards of a collection, given in deck order.

    `states` are those of the whole collection, for the limits hold for all of it together. They may lack
    cards that are due later and were not graded today, if `seen` has those.
    """
    due: dict[str, list[DueCard | None]] = {}
    new: dict[str, list[tuple[int, CardKey | None]]] = {}
    drills: list[tuple[int, CardKey]] = []
    later: list[date] = []
    for place, (card, where) in enumerate(cards.items()):
        state = states.get(card)
        if state is None:
            if card in seen:
                continue
            state = NEW
        if state.is_hidden(today):
            if state.buried_until is not None and not state.suspended:
                later.append(max(state.due_day or state.buried_until, state.buried_until))
        elif state.due_day is None:
            new.setdefault(where.deck, []).append((_rank(where), card))
        elif state.due_day <= today:
            overdue_days = (today - state.due_day).days
            due.setdefault(where.deck, []).append(DueCard(card, state, overdue_days, today, place))
        else:
            later.append(state.due_day)
            if _is_drilled(state, today):
                drills.append((state.last_at_ms, card))
            if state.first_day == today:
                new.setdefault(where.deck, []).append((_rank(where), None))
            elif state.last_day == today:
                due.setdefault(where.deck, []).append(None)
    done = _done_on(today, states)
    notes = set(done.notes)
    due_cards, due_siblings = _apart(_most_urgent_first(due.values(), ORDERS[rules.order]), rules, notes)
    due_cards, due_beyond = _within(rules.reviews_per_day, done.reviews, due_cards)
    notes.update(card.note for card in due_cards)
    new_cards, new_siblings = _apart(_in_turn(new.values()), rules, notes)
    new_cards, new_beyond = _within(rules.new_per_day, done.new, new_cards)
    if due_beyond or new_beyond or due_siblings or new_siblings:
        later.append(days_later(today, 1))
    return Queue(
        due=due_cards,
        new=new_cards,
        drills=tuple(card for _, card in sorted(drills, key=lambda item: item[0])),
        next_due=min(later, default=None),
        due_beyond_limit=due_beyond,
        new_beyond_limit=new_beyond,
        siblings=due_siblings + new_siblings,
        previous_note=done.last_note,
    )


class _Done(NamedTuple):
    """What was reviewed on a day."""

    new: int
    """Cards that were new."""
    reviews: int
    """Cards that were not."""
    notes: frozenset[str]
    last_note: str | None
    """Of the card that was graded last."""


def _done_on(today: date, states: Mapping[CardKey, CardState]) -> _Done:
    done = [(state, card) for card, state in states.items() if state.last_day == today]
    new = sum(state.first_day == today for state, _ in done)
    last = max(done, key=lambda item: item[0].last_at_ms, default=None)
    notes = frozenset(card.note for _, card in done)
    return _Done(new, len(done) - new, notes, last and last[1].note)


def _is_drilled(state: CardState, today: date) -> bool:
    """Whether the card comes back today; what was left undrilled yesterday waits for its due day."""
    return state.drill_pending and state.last_day is not None and today <= state.last_day


def _most_urgent_first(decks: Iterable[Sequence[DueCard | None]], urgency: Urgency) -> list[CardKey]:
    """The due cards; where two are equally urgent, the decks mix evenly.

    Each deck's cards of the day, in deck order, are laid out over the day at equal distances. Those reviewed
    already (None) keep their places, so that the order of the others stays as it was.
    """
    laid_out = (
        (-urgency(due), (number + 0.5) / len(deck), due.card)
        for deck in decks
        for number, due in enumerate(deck)
        if due is not None
    )
    return [card for *_, card in sorted(laid_out, key=lambda item: item[:2])]


def _in_turn(decks: Iterable[Sequence[tuple[int, CardKey | None]]]) -> list[CardKey]:
    """The new cards, each deck in turn; of a deck by level, and in the order of the deck.

    Those that the day brought already (None) keep their turns.
    """
    turns = (
        (turn, card)
        for deck in decks
        for turn, (_, card) in enumerate(sorted(deck, key=lambda item: item[0]))
        if card is not None
    )
    return [card for _, card in sorted(turns, key=lambda item: item[0])]


def _rank(where: CardPlace) -> int:
    """A note that says no level stands between those for beginners and those for the advanced."""
    return _RANKS[where.level or "intermediate"]


def _apart(
    cards: Iterable[CardKey], rules: Rules, notes: Set[str]
) -> tuple[tuple[CardKey, ...], tuple[CardKey, ...]]:
    """The cards to ask, and those that wait because of a sibling or of one of the `notes`."""
    if not rules.bury_siblings:
        return tuple(cards), ()
    asked: dict[str, CardKey] = {}
    siblings = []
    for card in cards:
        if card.note in notes or card.note in asked:
            siblings.append(card)
        else:
            asked[card.note] = card
    return tuple(asked.values()), tuple(siblings)


def _within(
    per_day: int | None, done: int, cards: tuple[CardKey, ...]
) -> tuple[tuple[CardKey, ...], tuple[CardKey, ...]]:
    """The cards that a day's limit leaves room for, and the others."""
    room = len(cards) if per_day is None else max(0, per_day - done)
    return cards[:room], cards[room:]
