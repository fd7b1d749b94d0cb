"""One sitting as a state machine: show, answer, grade, undo, quit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from content.models import Choice, Explain
from srs.card import Card
from srs.card_state import NEW, CardState, after_review, is_drill
from srs.cards import Cards
from srs.days import Moment
from srs.events import CardKey, Event, Review, Undo, new_action_id, new_event_id
from srs.history import History
from srs.queue import queue_of
from srs.scheduling import Scheduling
from srs.shuffle import option_order
from srs.sm2 import Grade

GRADES = (Grade.AGAIN, Grade.HARD, Grade.GOOD, Grade.EASY)
"""What the four buttons give."""

Clock = Callable[[], Moment]


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

    grade: Grade
    interval_days: int
    """From today to the next due day."""
    drills_only: bool
    """The card was scheduled today already: this grade only decides whether it comes back today."""

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


class Session:
    """One sitting over the cards of a collection.

    Each step asks the history again, so that what another process reviewed meanwhile is not asked twice. A
    limit chooses the first cards of the queue; they are drilled until each gets Good.
    """

    def __init__(self, cards: Cards, history: History, clock: Clock, limit: int | None = None) -> None:
        self._namespace = cards.namespace
        self._cards = cards
        self._history = history
        self._clock = clock
        self._graded: list[Review] = []
        now = clock()
        self._undoable = history.actions_on(now.day, self._namespace)
        self._chosen = set(queue_of(self._cards, self._states(), now.day).cards[:limit])
        self.step = self._next()
        """What the learner sees now."""

    def reveal(self, suggested: Grade = Grade.GOOD) -> None:
        """Shows the answer of a card that is recalled; what the learner typed may suggest another grade."""
        self.step = self._answer(self._question(), suggested)

    def pick(self, options: frozenset[int]) -> None:
        """Answers a choice card with the indexes of its options."""
        question = self._question()
        note = question.card.note
        if not isinstance(note, Choice):
            raise ValueError("only a choice card takes a pick")
        right = options == right_options(note)
        self.step = replace(
            self._answer(question, Grade.GOOD if right else Grade.AGAIN),
            picked=options,
        )

    def tick(self, ticks: Sequence[bool]) -> None:
        """Answers an explain card with whether the learner had each of its concepts."""
        question = self._question()
        note = question.card.note
        if not isinstance(note, Explain) or len(ticks) != len(note.concepts):
            raise ValueError("an explain card takes one tick for each concept")
        self.step = replace(self._answer(question, _grade_of_ticks(ticks)), ticks=tuple(ticks))

    def grade(self, grade: Grade) -> None:
        """Records the grade; when this returns, it is on disk, with the next card in view."""
        if not isinstance(self.step, Answer):
            raise ValueError("a card is graded after its answer is shown")
        question = self.step.question
        key = question.card.key
        now = self._clock()
        review = Review(
            id=new_event_id(),
            moment=self._in_order(now, key),
            card=key,
            grade=grade,
            duration_ms=max(0, now.at_ms - question.shown_at_ms),
        )
        self._history.record(review)
        self._undoable.append((review,))
        self._graded.append(review)
        self.step = self._next()

    def undo(self) -> tuple[Event, ...]:
        """Takes back the last action of this day and shows its card again; nothing if there is none."""
        while self._undoable:
            action = self._undoable.pop()
            if any(self._history.is_undone(event.id) for event in action):
                continue
            now, action_id = self._clock(), new_action_id()
            self._history.record(
                *(Undo(new_event_id(), now, event.card, event.id, action=action_id) for event in action)
            )
            taken_back = {event.id for event in action}
            self._graded = [graded for graded in self._graded if graded.id not in taken_back]
            self._chosen.update(event.card for event in action)
            self.step = self._next(action[-1].card)
            return action
        return ()

    def quit(self) -> None:
        """Ends the sitting; everything graded is saved already."""
        self.step = None

    def summary(self) -> Summary:
        """What the sitting came to so far."""
        today = self._clock().day
        queue = queue_of(self._cards, self._states(), today)
        return Summary(
            reviewed=len(self._graded),
            again=sum(not review.grade.passes for review in self._graded),
            left=len(queue.cards),
            today=today,
            next_due=queue.next_due,
        )

    def _next(self, first: CardKey | None = None) -> Step:
        """The question of the next card in the queue; of `first`, if it waits there."""
        now = self._clock()
        states = self._states()
        card, waiting = None, 0
        while card is None:
            chosen = [key for key in self._cards if key in self._chosen]
            queue = queue_of(chosen, states, now.day).cards
            if not queue:
                return None
            key = first if first in queue else queue[0]
            card, waiting = self._cards.card(key), len(queue)
            if card is None:
                self._chosen.discard(key)
        order: tuple[int, ...] = ()
        if isinstance(card.note, Choice):
            order = option_order(card.key, states.get(card.key, NEW).reviews, len(card.note.options))
        done = len(self._graded)
        return Question(card, done + 1, done + waiting, now.at_ms, order)

    def _question(self) -> Question:
        if not isinstance(self.step, Question):
            raise ValueError("a card is answered once, before it is graded")
        return self.step

    def _answer(self, question: Question, suggested: Grade) -> Answer:
        now = self._clock()
        state = self._history.state(question.card.key)
        buttons = tuple(_button(state, grade, now, self._history.scheduling) for grade in GRADES)
        return Answer(question, buttons, suggested)

    def _in_order(self, now: Moment, key: CardKey) -> Moment:
        """`now`, but later than the grades before it on this day: a clock may stand still or be set back."""
        state = self._history.state(key)
        before = [state.last_at_ms] if state.last_day == now.day else []
        latest = (action[-1].moment for action in self._undoable[-1:])
        before += [moment.at_ms for moment in latest if moment.day == now.day]
        return replace(now, at_ms=max([now.at_ms, *(at_ms + 1 for at_ms in before)]))

    def _states(self) -> dict[CardKey, CardState]:
        return self._history.states(self._namespace)


def right_options(note: Choice) -> frozenset[int]:
    """The indexes of the options that together are the right pick."""
    return frozenset(index for index, option in enumerate(note.options) if option.right)


def _grade_of_ticks(ticks: Sequence[bool]) -> Grade:
    if all(ticks):
        return Grade.GOOD
    return Grade.HARD if 2 * sum(ticks) >= len(ticks) else Grade.AGAIN


def _button(state: CardState, grade: Grade, now: Moment, scheduling: Scheduling) -> Button:
    graded = after_review(state, grade, now, scheduling)
    assert graded.due_day is not None
    return Button(grade, (graded.due_day - now.day).days, drills_only=is_drill(state, now.day))
