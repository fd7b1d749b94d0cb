"""One review at the keyboard or in a pipe, from opening the history to the farewell."""

import os
import sys
from contextlib import suppress
from functools import partial
from io import TextIOWrapper
from pathlib import Path

from srs.cards import Cards
from srs.cli.line_review import LineReview, farewell, nothing_to_review
from srs.cli.printable import printable
from srs.cli.screen import screen_for_stdout
from srs.cli.typed_answers import TypedAnswers
from srs.config import Settings
from srs.days import local_now
from srs.history import History
from srs.session import Session


def sit(
    cards: Cards,
    history_path: Path,
    settings: Settings,
    *,
    plain: bool,
    is_trusted: bool,
    limit: int | None = None,
) -> None:
    """Reviews what waits today; each grade is on disk before the next card is shown."""
    _accept_any_bytes()
    screen = screen_for_stdout(plain=plain)
    with History(history_path) as history, TypedAnswers(cards, ask, is_trusted=is_trusted) as typed:
        session = Session(cards, history, partial(local_now, settings.rollover_hour), limit)
        if session.step is None:
            screen.line(nothing_to_review(session.summary()))
            return
        history.ensure_writable()
        if not plain:
            _edit_lines()
        LineReview(session, screen, ask, typed).run()
        for line in farewell(session.summary()):
            screen.line(line)


def ask(prompt: str) -> str:
    """The learner's line after a prompt; one from a pipe is repeated, so that the dialogue is readable."""
    try:
        reply = input(prompt)
    except (EOFError, KeyboardInterrupt):
        print()
        raise
    if not sys.stdin.isatty():
        print(printable(reply))
    return reply


def _accept_any_bytes() -> None:
    """Neither a reply nor a deck may end a review because of its encoding."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _edit_lines() -> None:
    """Lets `input` edit its line with the arrow keys, where there are some."""
    if sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        with suppress(ImportError):
            import readline  # noqa: F401 (importing it is what turns it on)
