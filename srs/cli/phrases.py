"""Numbers, days and actions as a learner reads them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import assert_never

from srs.cards import Cards
from srs.cli.printable import one_line
from srs.events import Bury, Event, Flag, Forget, Reschedule, Review, Suspend, Undo, Unflag, Unsuspend

IS_IT_MENDED = "Is it mended, so that the flag can go?"


def counted(number: int, noun: str) -> str:
    """`1 card`, `2 cards`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def when(day: date, today: date) -> str:
    """`tomorrow (2026-03-02)`, `in 5 days (2026-03-06)`."""
    days = (day - today).days
    distance = "tomorrow" if days == 1 else f"in {counted(days, 'day')}"
    return f"{distance} ({day.isoformat()})"


def listed(words: list[str]) -> str:
    """`1`, `1 and 2`, `1, 2 and 3`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def taken_back(action: Sequence[Event], cards: Cards) -> str:
    """What an action was, after `Took back`: `Good for some-note`, `suspend of 12 cards`."""
    by_kind: dict[str, list[Event]] = {}
    for event in action:
        by_kind.setdefault(_kind(event), []).append(event)
    return listed([f"{kind} {_cards_of(events, cards)}" for kind, events in by_kind.items()])


def _kind(event: Event) -> str:
    match event:
        case Review(grade=grade):
            return f"{grade.name.capitalize()} for"
        case Suspend():
            return "suspend of"
        case Unsuspend():
            return "unsuspend of"
        case Bury():
            return "bury of"
        case Flag():
            return "flag of"
        case Unflag():
            return "unflag of"
        case Forget():
            return "forget of"
        case Reschedule():
            return "reschedule of"
        case Undo():
            return "undo of"
        case _ as unknown:
            assert_never(unknown)


def _cards_of(events: Sequence[Event], cards: Cards) -> str:
    keys = {event.card for event in events}
    return cards.note_id(events[0].card) if len(keys) == 1 else counted(len(keys), "card")


def leech_hint(note: str, lapses: int, *, is_suspended: bool) -> str:
    """What to do about a card that was forgotten too often."""
    hint = f"You forgot this card {lapses} times: rewrite its note, shorter or as two (`srs edit {note}`)."
    if is_suspended:
        hint += f" It is suspended until `srs unsuspend {note}`."
    return hint


def flagged(note: str, reasons: Iterable[str]) -> str:
    """`some-note is flagged (the output is wrong).`"""
    said = "; ".join(dict.fromkeys(one_line(reason) for reason in reasons if reason))
    return f"{note} is flagged{f' ({said})' if said else ''}."
