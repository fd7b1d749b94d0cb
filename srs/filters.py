"""Which cards of a collection a learner means: by deck, tag, level, id, or how they fare."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from srs.card_key import CardKey
from srs.card_place import CardPlace
from srs.leeches import is_leech

if TYPE_CHECKING:  # what chooses cards for a shell prompt is imported often
    from srs.card_state import CardState


@dataclass(frozen=True, slots=True)
class Filter:
    """What a card must be; whatever is left empty holds for every card.

    Of several decks a card must be in one, and likewise for tags, levels and ids.
    """

    decks: tuple[str, ...] = ()
    """Anki names; a deck stands for all decks below it, too."""
    tags: tuple[str, ...] = ()
    """A tag stands for all tags below it, too: `torch` for `torch::autograd`."""
    levels: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    """Of notes, present or former, or of single cards: `note/card`."""
    leeches: bool = False
    """Forgotten again and again."""
    flagged: bool = False
    """To be mended."""

    @property
    def is_empty(self) -> bool:
        """Whether every card matches."""
        return self == EVERY_CARD


EVERY_CARD = Filter()


def matching(
    cards: Mapping[CardKey, CardPlace],
    states: "Mapping[CardKey, CardState]",
    chosen: Filter,
    leech_threshold: int,
) -> tuple[CardKey, ...]:
    """The cards that a filter chooses, in the order of `cards`."""
    if chosen.is_empty:
        return tuple(cards)
    ids = frozenset(chosen.ids)
    return tuple(
        key
        for key, place in cards.items()
        if (not chosen.decks or any(is_below(place.deck, deck) for deck in chosen.decks))
        and (not chosen.tags or any(is_below(tag, wanted) for tag in place.tags for wanted in chosen.tags))
        and (not chosen.levels or place.level in chosen.levels)
        and (not ids or not ids.isdisjoint(names_of(key, place)))
        and (not chosen.leeches or (key in states and is_leech(states[key], leech_threshold)))
        and (not chosen.flagged or (key in states and states[key].flag is not None))
    )


def is_below(name: str, wanted: str) -> bool:
    """Whether a deck or tag is the one that is wanted, or below it; case does not matter, as in Anki."""
    return f"{name}::".casefold().startswith(f"{wanted}::".casefold())


def names_of(key: CardKey, place: CardPlace) -> tuple[str, ...]:
    """What a learner may call a card: its note by the present or the former id, or itself."""
    names = tuple(dict.fromkeys((place.note, key.note)))
    return (*names, *(f"{name}/{key.card}" for name in names))
