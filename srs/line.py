"""Cards in a line, in which cards of one note stand apart."""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator

from srs.card_key import CardKey


class Line:
    """Cards that wait; the first of them is asked next.

    A card is never asked right after another one of its note if that can be avoided: the others overtake it,
    and where a note has so many cards that they would be left over at the end, they come in time. What is
    next depends on the cards, their order and the note asked before alone. A call takes no longer the more
    cards wait, unless most of them are of one note.
    """

    def __init__(self, cards: Iterable[CardKey], previous_note: str | None = None) -> None:
        self._cards = OrderedDict.fromkeys(cards)
        self._previous_note = previous_note
        self._of_note = Counter(card.note for card in self._cards)
        self._notes_with = Counter(self._of_note.values())
        self._most = max(self._notes_with, default=0)

    def __len__(self) -> int:
        return len(self._cards)

    def __contains__(self, card: CardKey) -> bool:
        return card in self._cards

    def __iter__(self) -> Iterator[CardKey]:
        """The cards in the order in which they are asked."""
        line = Line(self._cards, self._previous_note)
        while (card := line.first) is not None:
            yield card
            line.take(card)

    @property
    def first(self) -> CardKey | None:
        """The card to ask next."""
        if self._most > len(self._cards) // 2:  # its cards need every second place from here on
            crowded = next(card for card in self._cards if self._of_note[card.note] == self._most)
            if crowded.note != self._previous_note:
                return crowded
        others = (card for card in self._cards if card.note != self._previous_note)
        return next(others, None) or next(iter(self._cards), None)

    def take(self, card: CardKey) -> None:
        """The card was asked: it leaves the line, and the next one is to be of another note."""
        self.remove(card)
        self._previous_note = card.note

    def remove(self, card: CardKey) -> None:
        """The card leaves the line without having been asked."""
        if card in self._cards:
            del self._cards[card]
            self._count(card.note, -1)

    def append(self, card: CardKey) -> None:
        """The card goes to the end of the line."""
        self.remove(card)
        self._cards[card] = None
        self._count(card.note, 1)

    def _count(self, note: str, change: int) -> None:
        before = self._of_note[note]
        self._of_note[note] = before + change
        self._notes_with[before] -= 1
        self._notes_with[before + change] += 1
        self._most = max(self._most, before + change)
        while self._most and not self._notes_with[self._most]:
            self._most -= 1
