"""`srs undo`: takes back the last thing the learner did today."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

import click

from srs.acting import take_back_last, undoable
from srs.cards import Cards
from srs.cli.context import Context
from srs.cli.phrases import taken_back
from srs.days import Moment, local_now
from srs.events import Event


@click.command()
@click.option("--list", "is_listed", is_flag=True, help="List what can be taken back; take back nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def undo(context: Context, *, is_listed: bool, as_json: bool) -> None:
    """Take back the last thing you did today: a grade, or all that one command did.

    \b
    Example:
        srs undo
        srs undo --list

    Call it again for what you did before that.
    """
    cards = context.cards(context.index())
    now = local_now(context.settings.rollover_hour)
    with context.open_history() as history:
        if is_listed:
            actions = undoable(history, cards.namespace, now.day)
        else:
            taken = take_back_last(history, cards.namespace, now)
            actions = [taken] if taken else []
    if as_json:
        key = "undoable" if is_listed else "taken_back"
        click.echo(
            json.dumps({key: [_as_json(action, cards) for action in actions]}, indent=2, ensure_ascii=False)
        )
        return
    for action in actions:
        told = taken_back(action, cards)
        click.echo(f"{_time(action[0].moment):%H:%M}  {told}" if is_listed else f"Took back {told}.")
    if not actions:
        click.echo("Nothing of today is left to take back.", err=True)


def _as_json(action: Sequence[Event], cards: Cards) -> dict[str, object]:
    return {
        "at": _time(action[0].moment).isoformat(timespec="seconds"),
        "what": taken_back(action, cards),
        "events": [
            {"kind": type(event).__name__.lower(), "id": cards.note_id(event.card), "card": event.card.card}
            for event in action
        ],
    }


def _time(moment: Moment) -> datetime:
    """By the learner's clock at that moment."""
    zone = timezone(timedelta(minutes=moment.utc_offset_minutes))
    return datetime.fromtimestamp(moment.at_ms / 1000, zone)
