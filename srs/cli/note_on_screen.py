"""A whole note on a screen: its questions, then its answers."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from content.models import Basic, Choice, Cloze, Explain
from srs import sm2
from srs.card import Card
from srs.card_state import CardState
from srs.cli.phrases import counted, listed, when
from srs.cli.printable import one_line
from srs.cli.screen import Screen, Tone
from srs.memory import FsrsMemory, Memory
from srs.show import ShownNote

_LEAST_STABILITY_DAYS = 0.1
"""A lower one would be shown as none."""


def show_note(shown: ShownNote, screen: Screen, today: date) -> None:
    """Show a note as the learner sees it, below what is known about it."""
    note = shown.note
    screen.line(f"{note.id} - {shown.deck} - {note.path}:{note.span.line}", Tone.QUIET)
    about = [note.kind, *filter(None, [note.level]), *(f"#{tag}" for tag in note.tags)]
    screen.line(" ".join(about), Tone.QUIET)
    for card, state in shown.cards:
        name = f"{card.key.card}: " if len(shown.cards) > 1 else ""
        screen.line(f"{name}{_standing(state, today)}", Tone.QUIET)
        for line in _put_off(state, today, is_leech=shown.leeches.is_leech(state)):
            screen.line(f"{name}{line}", Tone.QUIET)
    match note:
        case Basic() | Cloze():
            for card, _ in shown.cards:
                _show_recall(card, screen, named=len(shown.cards) > 1)
        case Choice():
            _show_choice(note, screen)
        case Explain():
            _show_explain(note, screen)
        case _ as unknown:
            assert_never(unknown)


def _standing(state: CardState, today: date) -> str:
    if state.due_day is None:
        return "new"
    days = (today - state.due_day).days
    due = when(state.due_day, today) if days < 0 else "today" if days == 0 else f"since {state.due_day}"
    return (
        f"due {due}, interval {counted(state.interval_days, 'day')}{_strength(state.memory)}, "
        f"{counted(state.reviews, 'review')}, {counted(state.lapses, 'lapse')}"
    )


def _put_off(state: CardState, today: date, *, is_leech: bool) -> Iterator[str]:
    """What keeps a card from being asked, or calls for the author."""
    if state.suspended:
        yield "suspended"
    if state.buried_until is not None and state.is_hidden(today) and not state.suspended:
        yield f"buried: asked again {when(state.buried_until, today)}"
    if state.flag is not None:
        yield f"flagged: {one_line(state.flag)}" if state.flag else "flagged"
    if is_leech:
        yield "a leech: forgotten so often that its note needs work"


def _strength(memory: Memory | None) -> str:
    match memory:
        case None:
            return ""
        case sm2.Memory():
            return f", ease {memory.ease_hundredths / 100:.2f}"
        case FsrsMemory():
            least = _LEAST_STABILITY_DAYS
            stability = f"{memory.stability:.1f}" if memory.stability >= least else f"below {least}"
            return f", stability {stability} days, difficulty {memory.difficulty:.1f}"
        case _ as unknown:
            assert_never(unknown)


def _show_recall(card: Card, screen: Screen, *, named: bool) -> None:
    _ask(card.front, screen, heading=f"Card {card.key.card}" if named else "")
    _show("Answer", card.back, screen)


def _show_choice(note: Choice, screen: Screen) -> None:
    _ask(note.question.markdown, screen)
    screen.line()
    for number, option in enumerate(note.options, 1):
        screen.markdown(option.text.markdown, label=f"{number}.")
    right = [str(number) for number, option in enumerate(note.options, 1) if option.right]
    screen.line()
    screen.line(f"Right: {listed(right)}", Tone.RIGHT)
    if any(option.feedback for option in note.options):
        screen.line()
    for number, option in enumerate(note.options, 1):
        if option.feedback is not None:
            screen.markdown(option.feedback.markdown, label=f"{number}.")
    if note.explanation is not None:
        _show("Explanation", note.explanation.markdown, screen)


def _show_explain(note: Explain, screen: Screen) -> None:
    _ask(note.question.markdown, screen)
    if note.hint is not None:
        _show("Hint", note.hint.markdown, screen)
    screen.line()
    screen.line("Concepts", Tone.QUIET)
    for number, concept in enumerate(note.concepts, 1):
        screen.markdown(concept.markdown, label=f"{number}.")
    if note.answer is not None:
        _show("Answer", note.answer.markdown, screen)


def _ask(markdown: str, screen: Screen, heading: str = "") -> None:
    screen.line()
    if heading:
        screen.line(heading, Tone.QUIET)
    screen.markdown(markdown, tone=Tone.STRONG)


def _show(heading: str, markdown: str, screen: Screen) -> None:
    screen.line()
    screen.line(heading, Tone.QUIET)
    screen.markdown(markdown)
