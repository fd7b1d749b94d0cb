"""One card: what a learner is asked, with what answers it."""

from dataclasses import dataclass
from typing import assert_never

from content.cloze import answers, hidden, shown
from content.models import Basic, Choice, Cloze, Explain, Note
from srs.events import CardKey


@dataclass(frozen=True, slots=True)
class Card:
    """One prompt made from a note."""

    key: CardKey
    note: Note
    deck: str
    """The deck's Anki name, `A::B`."""

    @property
    def front(self) -> str:
        """The Markdown that asks."""
        match self.note:
            case Basic(is_reversed=True) as note if self.key.card == "reverse":
                return note.answer.markdown
            case Cloze() as note:
                return hidden(note.question.markdown, self._number)
            case note:
                return note.question.markdown

    @property
    def back(self) -> str:
        """The Markdown that answers, for a card that is recalled; empty for one that is answered in parts."""
        match self.note:
            case Basic() as note:
                return note.question.markdown if self.key.card == "reverse" else note.answer.markdown
            case Cloze() as note:
                recalled = ", ".join(answers(note.question.markdown, self._number))
                parts = [recalled, shown(note.question.markdown), note.extra.markdown if note.extra else ""]
                return "\n\n".join(filter(None, parts))
            case Choice() | Explain():
                return ""
            case _ as unknown:
                assert_never(unknown)

    @property
    def _number(self) -> int:
        """Of a cloze card: the number of its deletions."""
        return int(self.key.card.removeprefix("c"))
