"""What is counted of some events: a history made of them, and the scope of the statistics."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from srs.card_place import CardPlace
from srs.events import CardKey, Event
from srs.history import History
from srs.scheduling import Scheduling
from srs.stats.figures import Statistics
from srs.stats.gather import Scope, full_statistics, quick_statistics
from tests.srs.samples import MONDAY, NAMESPACE, key

DECKS = {"one": "First", "two": "First", "three": "Second::Below"}
"""The notes of the collection, with their decks."""
PLACES = {key(note): CardPlace(deck, "deck.md", 1, note, (), None) for note, deck in DECKS.items()}
CANONICAL = Scheduling()


def scope(
    places: Mapping[CardKey, CardPlace] = PLACES,
    *,
    is_filtered: bool = False,
    today: date = MONDAY,
    since: date | None = None,
) -> Scope:
    return Scope("Samples", NAMESPACE, places, is_filtered, today, since)


def counted(folder: Path, events: Sequence[Event], of: Scope | None = None) -> Statistics:
    """The quick statistics of a history with these events."""
    with history_of(folder, events) as history:
        return quick_statistics(history, of or scope())


def counted_in_full(
    folder: Path, events: Sequence[Event], of: Scope | None = None, scheduling: Scheduling = CANONICAL
) -> Statistics:
    """All statistics of a history with these events."""
    with history_of(folder, events, scheduling) as history:
        return full_statistics(history, of or scope())


def history_of(folder: Path, events: Sequence[Event], scheduling: Scheduling = CANONICAL) -> History:
    history = History(folder / "history.db", scheduling)
    if events:
        history.record(*events)
    return history
