"""The cards that are forgotten most often."""

import sqlite3
from collections.abc import Iterable

from srs.stats.figures import HardCard, Recalls
from srs.stats.tables import Counted
from srs.stats.tallies import CardTally

_LAPSED = """
SELECT number, lapses, suspended FROM card_state JOIN place USING (note, card)
WHERE namespace = ? AND lapses > 0
"""


def read_hardest(
    connection: sqlite3.Connection,
    namespace: str,
    counted: Counted,
    tallies: Iterable[CardTally],
    limit: int,
) -> tuple[HardCard, ...]:
    """The cards with the most lapses, the one recalled least first; `tallies` are of the days that count."""
    recalls = {tally.number: Recalls(tally.passed, tally.recalls) for tally in tallies}
    found = [
        HardCard(
            note=counted.note(number),
            card=counted.key(number).card,
            deck=counted.deck(number),
            lapses=lapses,
            recalls=recalls[number],
            suspended=bool(suspended),
        )
        for number, lapses, suspended in connection.execute(_LAPSED, (namespace,))
        if number in recalls
    ]
    return tuple(sorted(found, key=_hardness)[:limit])


def _hardness(card: HardCard) -> tuple[int, float, str, str]:
    return -card.lapses, card.recalls.rate or 0.0, card.note, card.card
