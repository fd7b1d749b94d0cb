"""A small collection with a note of each kind, and moments to review it at."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from content.models import Basic, Choice, Collection, Deck, Explain, Note, NoteId, Option, Span, Text
from srs.card_state import CardState
from srs.cards import Cards
from srs.days import Moment, moment_of
from srs.events import CardKey, Review, new_event_id
from srs.sm2 import Grade

NAMESPACE = "sample.example"
MONDAY = date(2026, 3, 2)
_SPAN = Span(1, 1, 1, 2)


def text(markdown: str) -> Text:
    return Text(markdown=markdown, span=_SPAN)


def basic(name: str, question: str = "What?", answer: str = "That.") -> Basic:
    return Basic(
        id=NoteId(name),
        title=question,
        question=text(question),
        answer=text(answer),
        path="deck.md",
        span=_SPAN,
    )


def choice(name: str, *options: str) -> Choice:
    """The options that end in `*` are right."""
    return Choice(
        id=NoteId(name),
        title="Which?",
        question=text("Which?"),
        options=tuple(
            Option(text=text(option), right=option.endswith("*"), feedback=text(f"about {option}"))
            for option in options
        ),
        explanation=text("Because."),
        path="deck.md",
        span=_SPAN,
    )


def explain(name: str, concepts: int = 4) -> Explain:
    return Explain(
        id=NoteId(name),
        title="Why?",
        question=text("Why?"),
        hint=text("think"),
        concepts=tuple(text(f"concept {number}") for number in range(concepts)),
        path="deck.md",
        span=_SPAN,
    )


def cards(*notes: Note) -> Cards:
    """The cards of a collection of one deck."""
    deck = Deck(path="deck.md", name="Samples::Small", title="Small", notes=notes)
    return Cards.of(Collection(root=Path("unused"), title="Samples", namespace=NAMESPACE, decks=(deck,)))


def key(note: str, card: str = "forward") -> CardKey:
    return CardKey(NAMESPACE, note, card)


def moment(days: int = 0, minutes: int = 0) -> Moment:
    """Noon of a Monday in UTC, some days and minutes later."""
    noon = datetime(MONDAY.year, MONDAY.month, MONDAY.day, 12, tzinfo=UTC)
    return moment_of(noon + timedelta(days=days, minutes=minutes))


def review(note: str, grade: Grade, at: Moment) -> Review:
    return Review(new_event_id(), at, key(note), grade, duration_ms=1000)


def repetitions(state: CardState) -> int:
    """The successful reviews since a card was new or was last forgotten."""
    return 0 if state.memory is None else state.memory.repetitions


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = moment()

    def __call__(self) -> Moment:
        return self.now
