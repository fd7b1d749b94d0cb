"""One note with where it stands for the learner."""

from dataclasses import dataclass
from typing import assert_never

from content.models import Note
from srs import sm2
from srs.card import Card
from srs.card_state import NEW, CardState
from srs.events import CardKey
from srs.find import Found
from srs.history import History
from srs.leeches import DEFAULT_LEECHES, LeechRule
from srs.memory import FsrsMemory, Memory


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A note with the states of its cards."""

    note: Note
    deck: str
    """The deck's Anki name, `A::B`."""
    cards: tuple[tuple[Card, CardState], ...]
    leeches: LeechRule = DEFAULT_LEECHES

    def as_json(self) -> dict[str, object]:
        """What `srs show --json` prints; the note is as `docs/schema/collection.schema.json` says."""
        return {
            **Found(self.note, self.deck).as_json(),
            "note": self.note.model_dump(mode="json"),
            "cards": [
                {**_card_as_json(card, state), "leech": self.leeches.is_leech(state)}
                for card, state in self.cards
            ],
        }


def note_with_states(
    found: Found, namespace: str, history: History, leeches: LeechRule = DEFAULT_LEECHES
) -> ShownNote:
    """The note with the states of its cards; reads the history, and never creates it."""
    note = found.note
    states = history.states(namespace)
    cards = [Card(CardKey(namespace, note.key, name), note, found.deck) for name in note.cards]
    return ShownNote(note, found.deck, tuple((card, states.get(card.key, NEW)) for card in cards), leeches)


def _card_as_json(card: Card, state: CardState) -> dict[str, object]:
    return {
        "card": card.key.card,
        "front": card.front,
        "back": card.back,
        "due": state.due_day and state.due_day.isoformat(),
        **_memory_as_json(state.memory),
        "reviews": state.reviews,
        "lapses": state.lapses,
        "suspended": state.suspended,
        "buried_until": state.buried_until and state.buried_until.isoformat(),
        "flag": state.flag,
    }


def _memory_as_json(memory: Memory | None) -> dict[str, object]:
    match memory:
        case None:
            return {"interval_days": 0}
        case sm2.Memory():
            return {"interval_days": memory.interval_days, "ease": memory.ease_hundredths / 100}
        case FsrsMemory():
            return {
                "interval_days": memory.interval_days,
                "stability": memory.stability,
                "difficulty": memory.difficulty,
            }
        case _ as unknown:
            assert_never(unknown)
