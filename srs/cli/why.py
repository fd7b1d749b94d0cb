"""What `srs due --why` prints: each card in its order, with why it is there."""

import json
from collections.abc import Sequence
from datetime import date

import click

from srs.cards import Cards
from srs.cli.due_on_screen import left_lines
from srs.cli.printable import one_line
from srs.queue import Queue
from srs.why import Reason


def print_reasons(found: Sequence[Reason], queue: Queue, cards: Cards, today: date, *, as_json: bool) -> None:
    """Print each card in the order in which it is asked, with why it is there."""
    if as_json:
        click.echo(json.dumps(_as_json(found, queue, cards, today), ensure_ascii=False))
        return
    names = [f"{cards[reason.card].note}/{reason.card.card}" for reason in found]
    decks = [one_line(cards[reason.card].deck) for reason in found]
    number_width = len(str(len(found)))
    for number, (name, deck, reason) in enumerate(zip(names, decks, found, strict=True), 1):
        click.echo(
            f"{number:>{number_width}}  {name:<{max(map(len, names))}}  {deck:<{max(map(len, decks))}}  "
            f"{reason.words}"
        )
    for line in left_lines(queue):
        click.echo(line)


def _as_json(found: Sequence[Reason], queue: Queue, cards: Cards, today: date) -> dict[str, object]:
    return {
        "collection": cards.title,
        "today": today.isoformat(),
        "cards": [
            {
                "id": cards[reason.card].note,
                "card": reason.card.card,
                "deck": cards[reason.card].deck,
                "path": cards[reason.card].path,
                "line": cards[reason.card].line,
                "kind": reason.kind,
                "due": reason.state.due_day and reason.state.due_day.isoformat(),
                "interval_days": reason.state.interval_days,
                "why": reason.words,
            }
            for reason in found
        ],
        "left": queue.left_as_json(),
    }
