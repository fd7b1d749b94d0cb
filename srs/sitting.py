"""The cards of one sitting that still wait, in the order in which they are asked."""

from dataclasses import replace
from datetime import date

from srs.cards import Cards
from srs.events import CardKey
from srs.filters import EVERY_CARD
from srs.history import History
from srs.waiting import what_waits
from srs.wish import CARDS_OF_THE_DAY, EVERYTHING, Rules, Wish


class Sitting:
    """The cards that were chosen when it began, as far as they wait.

    They are kept in memory, so that a grade takes no longer the more cards there are; the history is
    asked again only when a new day began or another process wrote.
    """

    def __init__(
        self,
        cards: Cards,
        history: History,
        today: date,
        limit: int | None = None,
        *,
        rules: Rules = EVERYTHING,
        wish: Wish = CARDS_OF_THE_DAY,
        leech_threshold: int = 0,
    ) -> None:
        self._cards = cards
        self._history = history
        self._rules = rules
        self._today = today
        self._version = history.data_version
        queue = what_waits(cards, history, cards.namespace, today, rules, wish, leech_threshold).limited(
            limit
        )
        self._chosen = set(queue.by_kind)
        self._passed: set[CardKey] = set()
        kept_waiting = len(self._chosen) if wish.at_least else 0
        self._wish = replace(wish, chosen=EVERY_CARD, at_least=kept_waiting)
        self._line = queue.line

    def __len__(self) -> int:
        return len(self._line)

    def __contains__(self, card: CardKey) -> bool:
        return card in self._line

    def first(self, today: date) -> CardKey | None:
        """The card to ask next."""
        if today != self._today or self._history.data_version != self._version:
            self.look_again(today)
        return self._line.first

    def graded(self, card: CardKey, *, comes_back: bool) -> None:
        """A card was graded, and waits again today or does not."""
        self._line.take(card)
        if comes_back:
            self._line.append(card)
        else:
            self._passed.add(card)

    def leave_out(self, card: CardKey) -> None:
        """A card is put off, or gone."""
        self._line.remove(card)

    def ask_again(self, card: CardKey) -> None:
        """What happened to a card was taken back: it belongs to this sitting now."""
        self._chosen.add(card)
        self._passed.discard(card)

    def look_again(self, today: date) -> None:
        """Ask the history what waits of the chosen cards."""
        self._today, self._version = today, self._history.data_version
        chosen = {card: place for card, place in self._cards.items() if card in self._chosen}
        queue = what_waits(chosen, self._history, self._cards.namespace, today, self._rules, self._wish)
        early = tuple(card for card in queue.early if card not in self._passed)
        self._line = replace(queue, early=early).line
