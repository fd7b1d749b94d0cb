"""How the commands that do something to cards tell what they did."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from srs.actions import Action
from srs.card_state import NEW, CardState
from srs.cards import Cards
from srs.cli.phrases import counted
from srs.cli.printable import one_line
from srs.events import Bury, CardKey, Event, Flag, Reschedule


@dataclass(frozen=True, slots=True)
class Words:
    """How an action is told."""

    command: str
    """The name of the command."""
    done: str
    """`Suspended`."""
    already: str
    """What a card is that the action does not change."""
    details: str = ""
    """What follows the number of cards."""
    shows: bool = False
    """Whether the learner wants to see the cards, so that it is worth a word if one is suspended."""


def what_was_done(action: Action, words: Words) -> Iterator[str]:
    """What an action did, and how to take it back."""
    if action.events:
        yield f"{words.done} {counted(len(action.events), 'card')}{words.details}. `srs undo` takes it back."


def what_would_be_done(action: Action, words: Words) -> Iterator[str]:
    """What an action would do."""
    if action.events:
        cards = counted(len(action.events), "card")
        yield f"Would {words.command} {cards}{words.details}; nothing was changed."


def what_stays(action: Action, states: Mapping[CardKey, CardState], words: Words) -> Iterator[str]:
    """Which cards an action leaves as they are, or hidden."""
    unchanged = len(action.unchanged)
    if unchanged:
        yield f"{counted(unchanged, 'card')} {'was' if unchanged == 1 else 'were'} {words.already}."
    elif not action.events:
        yield "No card is like that; nothing was changed."
    suspended = sum(states.get(event.card, NEW).suspended for event in action.events)
    if words.shows and suspended:
        stay = "is" if suspended == 1 else "are"
        yield f"{suspended:,} of them {stay} suspended, and not asked until `srs unsuspend`."


def table(events: Iterable[Event], cards: Cards) -> list[str]:
    """A line for each card that is changed: its name, its place, and what becomes of it."""
    name_of = _namer(cards)
    rows = [
        (
            name_of(event.card),
            one_line(f"{cards[event.card].path}:{cards[event.card].line}"),
            one_line(" ".join(f"{name} {value}" for name, value in _details(event).items())),
        )
        for event in events
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def as_json(action: Action, cards: Cards, command: str, *, is_dry_run: bool) -> dict[str, object]:
    """What the commands print with `--json`."""
    return {
        "action": command,
        "dry_run": is_dry_run,
        "changed": [
            {
                "id": cards[event.card].note,
                "card": event.card.card,
                "deck": cards[event.card].deck,
                "path": cards[event.card].path,
                "line": cards[event.card].line,
                **_details(event),
            }
            for event in action.events
        ],
        "unchanged": len(action.unchanged),
    }


def _namer(cards: Cards) -> Callable[[CardKey], str]:
    """Names a card by its note, and by itself too where the note has several."""
    siblings = Counter(place.note for place in cards.values())

    def name_of(card: CardKey) -> str:
        note = cards[card].note
        return note if siblings[note] == 1 else f"{note}/{card.card}"

    return name_of


def _details(event: Event) -> dict[str, str]:
    """What an event says beyond its kind."""
    match event:
        case Bury(until_day=day):
            return {"until": day.isoformat()}
        case Reschedule(due_day=day):
            return {"due": day.isoformat()}
        case Flag(reason=reason):
            return {"flag": reason}
        case _:
            return {}
