"""One review at the keyboard or in a pipe, from opening the history to the farewell."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from io import TextIOWrapper

from content.models import Note
from srs.cards import Cards
from srs.cli.line_review import LineReview, farewell, nothing_to_review
from srs.cli.printable import printable
from srs.cli.screen import screen_for_stdout
from srs.cli.typed_answers import TypedAnswers
from srs.config import Settings
from srs.days import local_now
from srs.history import History
from srs.queue_settings import leech_rule, rules_of
from srs.session import BUTTONS, SM2_GRADES, Session
from srs.wish import CARDS_OF_THE_DAY, Wish


def sit(
    cards: Cards,
    history: History,
    settings: Settings,
    wish: Wish = CARDS_OF_THE_DAY,
    *,
    edit: Callable[[Note], None],
    plain: bool,
    is_trusted: bool,
    limit: int | None = None,
) -> None:
    """Reviews what waits today; each grade is on disk before the next card is shown."""
    _accept_any_bytes()
    screen = screen_for_stdout(plain=plain)
    history.scheduling.scheduler.check()
    with TypedAnswers(cards, ask, is_trusted=is_trusted) as typed:
        session = Session(
            cards,
            history,
            partial(local_now, settings.rollover_hour),
            limit,
            leech_rule(settings),
            rules=rules_of(settings),
            wish=wish,
            grades=SM2_GRADES if settings.grading == "sm2" else BUTTONS,
        )
        if session.step is None:
            screen.line(nothing_to_review(session.summary(), has_cards=bool(cards)))
            return
        history.ensure_writable()
        if not plain:
            _edit_lines()
        LineReview(session, screen, ask, typed, edit).run()
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
