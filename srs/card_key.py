"""The name of a card in the history."""

from typing import NamedTuple


class CardKey(NamedTuple):
    """What a learner's progress hangs on: never the text of a card."""

    namespace: str
    note: str
    card: str
