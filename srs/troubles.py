"""The cards that need their author: flagged ones, and leeches."""

from collections.abc import Mapping
from dataclasses import dataclass

from srs.card_place import CardPlace
from srs.card_state import CardState
from srs.events import CardKey
from srs.filters import Filter, matching
from srs.leeches import is_leech


@dataclass(frozen=True, slots=True)
class Trouble:
    """A card to mend."""

    card: CardKey
    place: CardPlace
    flag: str | None
    """Why, in the learner's words, which may be none; nothing if it is not flagged."""
    lapses: int
    """How often it was forgotten."""
    is_leech: bool

    def as_json(self) -> dict[str, object]:
        """As `srs due --flagged --json` prints it."""
        return {
            "id": self.place.note,
            "card": self.card.card,
            "deck": self.place.deck,
            "path": self.place.path,
            "line": self.place.line,
            "flag": self.flag,
            "lapses": self.lapses,
            "leech": self.is_leech,
        }


def troubles(
    cards: Mapping[CardKey, CardPlace],
    states: Mapping[CardKey, CardState],
    chosen: Filter,
    leech_threshold: int,
) -> list[Trouble]:
    """The flagged cards or leeches that a filter chooses, in deck order."""
    found = []
    for card in matching(cards, states, chosen, leech_threshold):
        state = states[card]
        leech = is_leech(state, leech_threshold)
        found.append(Trouble(card, cards[card], state.flag, state.lapses, leech))
    return found
