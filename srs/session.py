"""One sitting as a state machine: show, answer, grade, undo, quit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from content.models import Choice, Explain
from srs.acting import Now, do, flags_of, take_back_last
from srs.actions import Change, buried, flagged
from srs.card import Card
from srs.card_state import CardState, after_practice, after_review, is_drill
from srs.cards import Cards
from srs.days import Moment, days_later
from srs.events import CardKey, Event, Review, Suspend, Unflag, new_action_id, new_event_id
from srs.history import History
from srs.leeches import DEFAULT_LEECHES, LeechRule
from srs.shuffle import option_order
from srs.sitting import Sitting
from srs.sm2 import Grade
from srs.steps import BUTTONS as BUTTONS
from srs.steps import SM2_GRADES as SM2_GRADES
from srs.steps import Answer as Answer
from srs.steps import Button as Button
from srs.steps import Question as Question
from srs.steps import Saved as Saved
from srs.steps import Step as Step
from srs.steps import Summary as Summary
from srs.waiting import what_waits
from srs.wish import CARDS_OF_THE_DAY, EVERYTHING, Rules, Wish

Clock = Callable[[], Moment]


class Session:
    """One sitting over the cards of a collection.

    What another process reviewed meanwhile is not asked twice. A limit chooses the first cards of the queue;
    they are drilled until each gets Good.
    """

    def __init__(
        self,
        cards: Cards,
        history: History,
        clock: Clock,
        limit: int | None = None,
        leeches: LeechRule = DEFAULT_LEECHES,
        *,
        rules: Rules = EVERYTHING,
        wish: Wish = CARDS_OF_THE_DAY,
        grades: Mapping[str, Grade] = BUTTONS,
    ) -> None:
        self._namespace = cards.namespace
        self.cards = cards
        self._history = history
        self._clock = clock
        self._leeches = leeches
        self._rules = rules
        self._crams = wish.cram
        self.grades = grades
        """The key of each grade."""
        self._graded: list[Review] = []
        self._began = clock().day
        self._sitting = Sitting(
            cards, history, self._began, limit, rules=rules, wish=wish, leech_threshold=leeches.threshold
        )
        self.step = self._next()
        """What the learner sees now."""

    @property
    def card(self) -> Card:
        """The card in view."""
        match self.step:
            case Question(card=card) | Answer(question=Question(card=card)):
                return card
            case None:
                raise ValueError("no card is in view")

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

    def grade(self, grade: Grade) -> Saved:
        """Records the grade; when this returns, it is on disk, with the next card in view."""
        if not isinstance(self.step, Answer):
            raise ValueError("a card is graded after its answer is shown")
        question = self.step.question
        key = question.card.key
        now = self._clock()
        moment = Now(self._history, self._namespace, now)(key)
        before = self._history.state(key)
        practice = self._is_practice(before, now.day)
        after = (
            after_practice(before, moment)
            if practice
            else after_review(before, grade, moment, self._history.scheduling, key)
        )
        is_leech = self._leeches.strikes(before, after)
        is_suspended = is_leech and self._leeches.suspends
        action = new_action_id() if is_suspended else None
        duration_ms = max(0, now.at_ms - question.shown_at_ms)
        review = Review(new_event_id(), moment, key, grade, duration_ms, practice=practice, action=action)
        events: list[Event] = [review]
        if is_suspended:
            later = replace(moment, at_ms=moment.at_ms + 1)
            events.append(Suspend(new_event_id(), later, key, action=action))
        self._history.record(*events)
        self._graded.append(review)
        self._sitting.graded(key, comes_back=grade < Grade.GOOD and not is_suspended)
        self.step = self._next()
        return Saved(grade, after.lapses, is_leech, is_suspended)

    def suspend(self) -> None:
        """Suspends the card in view, and goes on with the next."""
        self._change(Suspend)
        self._sitting.leave_out(self.card.key)
        self.step = self._next()

    def bury(self) -> None:
        """Puts the card in view off until tomorrow, and goes on with the next."""
        self._change(buried(days_later(self._clock().day, 1)))
        self._sitting.leave_out(self.card.key)
        self.step = self._next()

    def flag(self, reason: str) -> None:
        """Marks the card in view as one to mend; it stays in view, to be graded or put off."""
        self._change(flagged(reason))

    def flags(self) -> tuple[str, ...]:
        """Why the note in view is to be mended, in the order of its flagged cards."""
        return tuple(flags_of(self._history, self._namespace, self.card.key.note).values())

    def unflag(self) -> None:
        """Takes the flags from the note in view."""
        flagged_cards = flags_of(self._history, self._namespace, self.card.key.note)
        do(self._history, self._namespace, dict.fromkeys(flagged_cards, Unflag), self._clock())

    def read_again(self) -> bool:
        """Shows the card in view from its question, as its deck file is now; the next, if it is gone.

        Returns whether it is still there.
        """
        key = self.card.key
        self.step = self._next(key)
        return self.step is not None and self.card.key == key

    def undo(self) -> tuple[Event, ...]:
        """Takes back the last action of this day or sitting; what it was, or nothing if there is none.

        The card is shown again; an action on several was none of this sitting, and adds none to it.
        """
        events = take_back_last(self._history, self._namespace, self._clock(), self._began)
        taken_back = {event.id for event in events}
        self._graded = [graded for graded in self._graded if graded.id not in taken_back]
        cards = {event.card for event in events}
        if len(cards) == 1:
            self._sitting.ask_again(*cards)
        if events:
            self._sitting.look_again(self._clock().day)
            self.step = self._next(events[-1].card)
        return events

    def quit(self) -> None:
        """Ends the sitting; everything graded is saved already."""
        self.step = None

    def summary(self) -> Summary:
        """What the sitting came to so far."""
        today = self._clock().day
        queue = what_waits(self.cards, self._history, self._namespace, today, self._rules)
        return Summary(
            reviewed=len(self._graded),
            again=sum(not review.grade.passes for review in self._graded),
            left=len(queue),
            today=today,
            next_due=queue.next_due,
        )

    def _next(self, first: CardKey | None = None) -> Step:
        """The question of the next card that waits; of `first`, if it waits."""
        now = self._clock()
        card = None
        while card is None:
            key = self._sitting.first(now.day)
            if key is None:
                return None
            if first is not None and first in self._sitting:
                key, first = first, None
            card = self.cards.card(key)
            if card is None:
                self._sitting.leave_out(key)
        order: tuple[int, ...] = ()
        if isinstance(card.note, Choice):
            order = option_order(card.key, self._history.state(card.key).reviews, len(card.note.options))
        done = len(self._graded)
        return Question(card, done + 1, done + len(self._sitting), now.at_ms, order)

    def _question(self) -> Question:
        if not isinstance(self.step, Question):
            raise ValueError("a card is answered once, before it is graded")
        return self.step

    def _answer(self, question: Question, suggested: Grade) -> Answer:
        now = self._clock()
        state = self._history.state(question.card.key)
        buttons = tuple(
            self._button(key, grade, question.card.key, state, now) for key, grade in self.grades.items()
        )
        return Answer(question, buttons, suggested)

    def _button(self, key: str, grade: Grade, card: CardKey, state: CardState, now: Moment) -> Button:
        drills_only = self._is_practice(state, now.day) or is_drill(state, now.day)
        graded = state
        if not drills_only:
            graded = after_review(state, grade, now, self._history.scheduling, card)
        assert graded.due_day is not None
        return Button(key, grade, (graded.due_day - now.day).days, drills_only=drills_only)

    def _is_practice(self, state: CardState, today: date) -> bool:
        """Whether a grade leaves the schedule alone because the card was asked before its day."""
        early = state.due_day is not None and today < state.due_day
        return self._crams and early and not is_drill(state, today)

    def _change(self, change: Change) -> None:
        """Does something to the card in view."""
        do(self._history, self._namespace, {self.card.key: change}, self._clock())


def right_options(note: Choice) -> frozenset[int]:
    """The indexes of the options that together are the right pick."""
    return frozenset(index for index, option in enumerate(note.options) if option.right)


def _grade_of_ticks(ticks: Sequence[bool]) -> Grade:
    if all(ticks):
        return Grade.GOOD
    return Grade.HARD if 2 * sum(ticks) >= len(ticks) else Grade.AGAIN
