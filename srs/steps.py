"""What a learner sees at each step of a sitting."""

from dataclasses import dataclass
from datetime import date

from srs.card import Card
from srs.sm2 import Grade

BUTTONS = {"1": Grade.AGAIN, "2": Grade.HARD, "3": Grade.GOOD, "4": Grade.EASY}
"""The four grades that suffice, by the key of each."""
SM2_GRADES = {str(grade.value): grade for grade in Grade}
"""All grades of SM-2, by the key of each."""


@dataclass(frozen=True, slots=True)
class Question:
    """A card whose answer is still hidden."""

    card: Card
    number: int
    """Its place in this sitting, from 1."""
    total: int
    """How many this sitting has, as far as is known: a card that is drilled counts again."""
    shown_at_ms: int
    option_order: tuple[int, ...] = ()
    """Of a choice card: the indexes of its options in the order to show."""


@dataclass(frozen=True, slots=True)
class Button:
    """A grade with what it would do."""

    key: str
    grade: Grade
    interval_days: int
    """From today to the next due day."""
    drills_only: bool
    """Scheduled today already, or practised: this grade only decides whether the card comes back today."""

    @property
    def repeats_today(self) -> bool:
        """Whether the card comes back before the day ends."""
        return self.grade < Grade.GOOD


@dataclass(frozen=True, slots=True)
class Answer:
    """A card whose answer is shown, waiting for a grade."""

    question: Question
    buttons: tuple[Button, ...]
    suggested: Grade
    picked: frozenset[int] = frozenset()
    """Of a choice card: the indexes of the options the learner took."""
    ticks: tuple[bool, ...] = ()
    """Of an explain card: for each concept, whether the learner had it."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A review that is on disk."""

    grade: Grade
    lapses: int
    """How often the card was forgotten by now."""
    is_leech: bool
    """The card was forgotten once too often: its note is to be rewritten."""
    is_suspended: bool
    """The card was suspended for that."""


Step = Question | Answer | None
"""None: nothing is left, or the learner quit."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a sitting came to."""

    reviewed: int
    again: int
    left: int
    """Cards that still wait today."""
    today: date
    next_due: date | None
    """The next day after today on which a card is due."""
