"""The keys of a line review that do something else than answer or grade."""

from collections.abc import Callable

from content.models import Note
from srs.cli.phrases import IS_IT_MENDED, flagged, taken_back
from srs.cli.printable import one_line
from srs.cli.replies import yes_or_no
from srs.cli.screen import Screen, Tone
from srs.errors import SrsError
from srs.session import Session

Ask = Callable[[str], str]
"""Shows a prompt and returns the learner's line; raises EOFError when there are no more."""

_HELP = (
    "Enter shows the answer, and then takes the suggested grade.",
    "{grades} say how well you recalled it; in brackets, when the card is due next.",
    "After Again or Hard it also comes back today, until it gets Good.",
    "t lets you type the code of a card that asks for some, and runs it against the card's check.",
    "h shows the hint of a card that has one.",
    "s suspends the card until you unsuspend it, b buries it until tomorrow.",
    "! flags it as one to mend, and asks why; e opens your editor at its note.",
    "u takes back what you did last, a grade or anything else. ? shows this, q quits.",
    "Each grade is saved as soon as you give it.",
)
_OF_A_CARD = ("s", "b", "!", "e")
"""What these do, they do to the card in view."""


class ReviewKeys:
    """Does what a key says to the session, and tells the learner."""

    def __init__(self, session: Session, screen: Screen, ask: Ask, edit: Callable[[Note], None]) -> None:
        self._session = session
        self._screen = screen
        self._ask = ask
        self._edit_note = edit
        self._does = {
            "?": self._help,
            "u": self._undo,
            "s": self._suspend,
            "b": self._bury,
            "!": self._flag,
            "e": self._edit,
        }

    def __contains__(self, key: str) -> bool:
        return key in self._does

    def press(self, key: str) -> bool:
        """Do what a key says; whether a card has come into view by that, a new one or the same again."""
        if key in _OF_A_CARD and self._session.step is None:
            self._screen.line("No card is in view: u brings back the last one.")
            return False
        return self._does[key]()

    def _help(self) -> bool:
        grades = ", ".join(f"{key} {grade.name.capitalize()}" for key, grade in self._session.grades.items())
        for line in _HELP:
            self._screen.line(line.format(grades=grades))
        return False

    def _undo(self) -> bool:
        action = self._session.undo()
        if not action:
            self._screen.line("Nothing of today is left to take back.")
            return False
        self._screen.line(f"Took back {taken_back(action, self._session.cards)}.")
        return True

    def _suspend(self) -> bool:
        note = self._session.card.note.id
        self._session.suspend()
        self._screen.line(f"Suspended: it is not asked until `srs unsuspend {note}`.", Tone.QUIET)
        return True

    def _bury(self) -> bool:
        self._session.bury()
        self._screen.line("Buried until tomorrow.", Tone.QUIET)
        return True

    def _flag(self) -> bool:
        reason = self._ask("What is to be mended (Enter if you do not want to say): ")
        self._session.flag(one_line(reason))
        self._screen.line("Flagged; now grade it, or b buries it until tomorrow.", Tone.QUIET)
        return False

    def _edit(self) -> bool:
        card = self._session.card
        try:
            self._edit_note(card.note)
        except SrsError as error:
            self._screen.line(f"That cannot be done: {error}.")
            return False
        reasons = self._session.flags()
        if reasons and self._is_mended(f"{flagged(card.note.id, reasons)} {IS_IT_MENDED} y or n: "):
            self._session.unflag()
        if not self._session.read_again():
            self._screen.line(
                f"{card.note.id} cannot be asked as it is now: `srs check` says why.", Tone.WRONG
            )
        return True

    def _is_mended(self, prompt: str) -> bool:
        while True:
            reply = yes_or_no(self._ask(prompt).strip())
            if reply is not None:
                return reply
            self._screen.line("Type y for yes or n for no.")
