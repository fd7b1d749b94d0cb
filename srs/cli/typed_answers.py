"""Lets the learner type a code answer in the review, and has PyTorch run it."""

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from content.models import Basic, Role
from srs.card import Card
from srs.cards import Cards
from srs.editor import EditorError, open_in_editor
from srs.errors import SrsError

if TYPE_CHECKING:
    from content.verify.typed import AnswerRunner, Graded

END = "."
"""The line that ends code typed at a prompt."""


class CannotRunError(SrsError):
    """What was typed cannot be run here."""


class TypedAnswers:
    """Takes code from the learner's editor, or line by line, and says what running it shows.

    Nothing of the verifier is loaded before the first answer is typed.
    """

    def __init__(self, cards: Cards, ask: Callable[[str], str], *, is_trusted: bool) -> None:
        self._cards = cards
        self._ask = ask
        self._is_trusted = is_trusted
        self._runner: AnswerRunner | None = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def takes(self, card: Card) -> bool:
        """Whether the card asks for code that can be typed."""
        if not isinstance(card.note, Basic) or card.key.card != "forward":
            return False
        answers = [
            code for code in card.note.code if code.role is Role.ANSWER and code.is_python and not code.no_run
        ]
        return len(answers) == 1 and not answers[0].is_session

    def answer(self, card: Card, before: str) -> "tuple[str, Graded | None]":
        """What the learner types, beginning with what they typed `before`, and what it shows.

        Raises `CannotRunError` and `EditorError`.
        """
        from content.verify.errors import VerifyError  # slow to import

        try:
            runner = self._ready_runner()
            runner.prepare()
            source = self._in_editor(card, before) if self._has_editor else self._at_prompt()
            if not source.strip():
                return before, None
            return source, runner.grade(self._cards.deck(card.key), card.note, source)
        except VerifyError as error:
            raise CannotRunError(str(error)) from error

    def _ready_runner(self) -> "AnswerRunner":
        from content.verify.typed import AnswerRunner  # slow to import

        if self._runner is None:
            self._runner = self._open.enter_context(AnswerRunner(is_trusted=self._is_trusted))
        return self._runner

    @property
    def _has_editor(self) -> bool:
        return sys.stdin.isatty() and any(os.environ.get(name, "").strip() for name in ("VISUAL", "EDITOR"))

    def _in_editor(self, card: Card, before: str) -> str:
        question = "".join(f"# {line}\n" for line in card.front.splitlines())
        with tempfile.TemporaryDirectory(prefix="srs-answer-") as folder:
            file = Path(folder) / "answer.py"
            file.write_text(before or f"{question}\n", encoding="utf-8")
            open_in_editor(file, question.count("\n") + 2, os.environ)
            try:
                return file.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise EditorError(f"what the editor left cannot be read: {error}") from error

    def _at_prompt(self) -> str:
        lines = []
        while (line := self._ask("... ")) != END:
            lines.append(line)
        return "\n".join(lines) + "\n"
