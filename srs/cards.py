"""The cards of a collection: what a learner is asked, by the key that progress hangs on."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from content.index import Index, index_of_collection
from srs.card_key import CardKey
from srs.card_place import CardPlace

if TYPE_CHECKING:  # the models are slow to import, and most commands of a morning show no card
    from content.models import Collection, Deck
    from srs.card import Card


class Cards(Mapping[CardKey, CardPlace]):
    """The keys of all cards, in deck order; what a card says is read when it is asked for."""

    def __init__(self, index: Index, read_deck: "Callable[[str], Deck]") -> None:
        self.title = index.title
        self.namespace = index.namespace
        self.decks = tuple(dict.fromkeys(deck.name for deck in index.decks))
        """Their names, in order."""
        self._read_deck = read_deck
        self._places = {
            CardKey(index.namespace, note.key, name): CardPlace(
                deck.name, deck.path, note.line, note.id, deck.tags, note.level
            )
            for deck in index.decks
            for note in deck.notes
            for name in note.cards
        }

    @classmethod
    def of(cls, collection: "Collection") -> "Cards":
        """The cards of a collection that is read already."""
        decks = {deck.path: deck for deck in collection.decks}
        return cls(index_of_collection(collection), decks.__getitem__)

    def __getitem__(self, key: CardKey) -> CardPlace:
        return self._places[key]

    def __iter__(self) -> Iterator[CardKey]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def note_id(self, key: CardKey) -> str:
        """The present id of a card's note; of one that is gone, the id that its progress hangs on."""
        place = self._places.get(key)
        return key.note if place is None else place.note

    def deck(self, key: CardKey) -> "Deck":
        """What the deck of a card says now."""
        return self._read_deck(self._places[key].path)

    def card(self, key: CardKey) -> "Card | None":
        """What a card says now; nothing if its note was deleted, or broken, since the keys were read."""
        from srs.card import Card

        place = self._places[key]
        for note in self.deck(key).notes:
            if note.key == key.note and key.card in note.cards:
                return Card(key, note, place.deck)
        return None
