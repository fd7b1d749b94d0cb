"""The review in line mode: a dialogue of questions and short replies."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar, assert_never

from content.models import Basic, Choice, Cloze, Explain, Note
from srs.card import Card
from srs.cli.phrases import counted, leech_hint, listed, when
from srs.cli.replies import chosen_button, enter, enter_or_type, nothing, picked_options, words, yes_or_no
from srs.cli.review_keys import Ask, ReviewKeys
from srs.cli.screen import Screen, Tone
from srs.cli.typed_answers import TypedAnswers
from srs.errors import SrsError
from srs.session import Answer, Button, Question, Session, Summary, right_options
from srs.sm2 import Grade

_T = TypeVar("_T")


class _Quit(Exception):  # noqa: N818 (not an error)
    """The learner wants to stop."""


class _Moved(Exception):  # noqa: N818 (not an error)
    """The learner did something by which another card came into view, or the same one from its question."""


class LineReview:
    """Leads the learner through a session."""

    def __init__(
        self,
        session: Session,
        screen: Screen,
        ask: Ask,
        typed: TypedAnswers,
        edit: Callable[[Note], None],
    ) -> None:
        self._session = session
        self._screen = screen
        self._ask = ask
        self._typed = typed
        self._keys = ReviewKeys(session, screen, ask, edit)

    def run(self) -> None:
        """Reviews until nothing is left or the learner quits; every grade is on disk by then."""
        if isinstance(self._session.step, Question):
            waiting = counted(self._session.step.total, "card")
            self._screen.line(f"{waiting} to review. At every prompt: ? help, u undo, q quit.", Tone.QUIET)
        with suppress(_Quit, EOFError):
            while True:
                with suppress(_Moved):
                    if not isinstance(self._session.step, Question):
                        self._confirm_end()
                        break
                    self._review(self._session.step)
        self._session.quit()

    def _review(self, question: Question) -> None:
        """One card, from its question to its grade."""
        self._screen.line()
        heading = f"Card {question.number} of {question.total} - {question.card.deck}"
        self._screen.line(heading, Tone.QUIET)
        if question.card.key.card == "reverse":
            self._screen.line("Which question has this answer?", Tone.QUIET)
        self._screen.markdown(question.card.front, tone=Tone.STRONG)
        self._screen.line()
        match question.card.note:
            case Basic() | Cloze():
                self._recall(question.card)
            case Choice() as note:
                self._pick(note, question.option_order)
            case Explain() as note:
                self._explain(note)
            case _ as unknown:
                assert_never(unknown)
        self._grade()

    def _recall(self, card: Card) -> None:
        parse: Callable[[str], str | None] = enter
        if self._typed.takes(card):
            self._screen.line("t lets you type the code, and runs it.", Tone.QUIET)
            parse = enter_or_type
        suggested, source = Grade.GOOD, ""
        while self._reply("Enter shows the answer: ", parse, "Recall the answer, then press Enter.") == "t":
            is_first = not source
            source, is_right = self._try(card, source)
            if source:
                suggested = _grade_of_typed(is_first=is_first, is_right=is_right)
        self._session.reveal(suggested)
        self._show("Answer", card.back)

    def _try(self, card: Card, before: str) -> tuple[str, bool]:
        """Have the learner type code, and run it: what was typed, and whether it is right."""
        try:
            source, graded = self._typed.answer(card, before)
        except SrsError as error:
            self._screen.line(f"That cannot be done: {error}.")
            return before, False
        if graded is None:
            return before, False
        self._screen.line(graded.message, Tone.RIGHT if graded.is_right else Tone.WRONG)
        return source, graded.is_right

    def _pick(self, note: Choice, order: tuple[int, ...]) -> None:
        for number, index in enumerate(order, 1):
            self._screen.markdown(note.options[index].text.markdown, label=f"{number}.")
        self._screen.line()
        picked = self._reply(
            "Your pick, such as 2 or 1 3 (Enter if you do not know): ",
            lambda reply: picked_options(reply, order),
            f"Type the numbers of the options you take to be right, from 1 to {len(order)}.",
        )
        self._session.pick(picked)
        right = right_options(note)
        if picked == right:
            self._screen.line("Right.", Tone.RIGHT)
        else:
            numbers = [str(number) for number, index in enumerate(order, 1) if index in right]
            answers = "answer is" if len(numbers) == 1 else "answers are"
            self._screen.line(
                f"{'Wrong. ' if picked else ''}The right {answers} {listed(numbers)}.", Tone.WRONG
            )
        for number, index in enumerate(order, 1):
            feedback = note.options[index].feedback
            if index in picked and feedback is not None:
                self._screen.markdown(feedback.markdown, label=f"{number}.")
        if note.explanation is not None:
            self._show("Explanation", note.explanation.markdown)

    def _explain(self, note: Explain) -> None:
        hint = "" if note.hint is None else " (h shows a hint)"
        while self._reply(f"Say it in your own words, then press Enter{hint}: ", words, "") == "h":
            if note.hint is None:
                self._screen.line("This card has no hint.")
            else:
                self._show("Hint", note.hint.markdown)
        ticks = []
        for number, concept in enumerate(note.concepts, 1):
            self._show(f"Concept {number} of {len(note.concepts)}", concept.markdown)
            ticks.append(self._reply("Did you have it? y or n: ", yes_or_no, "Type y for yes or n for no."))
        self._session.tick(ticks)
        self._screen.line(f"You got {sum(ticks)}/{len(ticks)} concepts.", Tone.STRONG)
        if note.answer is not None:
            self._show("Answer", note.answer.markdown)

    def _grade(self) -> None:
        answer = self._session.step
        assert isinstance(answer, Answer)
        buttons = answer.buttons
        suggested = next(button for button in buttons if button.grade is answer.suggested)
        self._screen.line()
        self._screen.line("  ".join(_label(button) for button in buttons))
        chosen = self._reply(
            f"Your grade (Enter takes {suggested.key} {_name(suggested.grade)}): ",
            lambda reply: chosen_button(reply, buttons, suggested),
            f"Type a number from {buttons[0].key} to {buttons[-1].key}, "
            f"or press Enter for {_name(suggested.grade)}.",
        )
        note = answer.question.card.note.id
        saved = self._session.grade(chosen.grade)
        self._screen.line(f"Saved: {_name(saved.grade)}.", Tone.QUIET)
        if saved.is_leech:
            self._screen.line(leech_hint(note, saved.lapses, is_suspended=saved.is_suspended), Tone.WRONG)

    def _confirm_end(self) -> None:
        """The last grade can be taken back as well."""
        self._screen.line()
        self._reply(
            "That was the last card. Enter ends, u takes back what you did last: ", nothing, "Press Enter."
        )

    def _reply(self, prompt: str, parse: Callable[[str], _T | None], wrong: str) -> _T:
        """The learner's reply; a wrong one is explained and asked for again, and nothing is lost."""
        while True:
            reply = self._ask(prompt).strip()
            match reply:
                case "q":
                    raise _Quit
                case key if key in self._keys:
                    if self._keys.press(key):
                        raise _Moved
                case _:
                    parsed = parse(reply)
                    if parsed is not None:
                        return parsed
                    self._screen.line(wrong)

    def _show(self, heading: str, markdown: str) -> None:
        self._screen.line()
        self._screen.line(heading, Tone.QUIET)
        self._screen.markdown(markdown)


def farewell(summary: Summary) -> list[str]:
    """The lines that end a review."""
    again = f", {summary.again} of them Again" if summary.again else ""
    lines = ["", f"{counted(summary.reviewed, 'review')}{again}."]
    if summary.left:
        lines.append(f"{counted(summary.left, 'card')} still to review today.")
    elif summary.next_due is not None:
        lines.append(f"Done for today. The next card is due {when(summary.next_due, summary.today)}.")
    return lines


def nothing_to_review(summary: Summary, *, has_cards: bool) -> str:
    """What to say when none of the cards that were asked for waits."""
    if not has_cards:
        return "This collection has no cards yet. `srs new deck` writes the first deck."
    if summary.left:
        wait = "card waits" if summary.left == 1 else "cards wait"
        return f"No card of those that you chose waits today; {summary.left:,} other {wait}."
    if summary.next_due is None:
        return "Nothing is due, and no card waits for a day to come."
    return f"Nothing is due. The next card is due {when(summary.next_due, summary.today)}."


def _name(grade: Grade) -> str:
    return grade.name.capitalize()


def _label(button: Button) -> str:
    due = counted(button.interval_days, "day")
    if button.repeats_today:
        due = "again today" if button.drills_only else f"today, {due}"
    return f"{button.key} {_name(button.grade)} ({due})"


def _grade_of_typed(*, is_first: bool, is_right: bool) -> Grade:
    """Right at once is Good; what took several tries was hard to recall."""
    if not is_right:
        return Grade.AGAIN
    return Grade.GOOD if is_first else Grade.HARD
