"""What a change of settings does to the number of reviews to come."""

import sys
from collections.abc import Iterator
from contextlib import nullcontext

import click

from content.errors import CollectionError
from srs.cli.context import Context
from srs.config import Settings
from srs.days import local_now
from srs.errors import SrsError
from srs.load import DAYS_AHEAD, Load, load_ahead
from srs.scheduling import Scheduling
from srs.scheduling_settings import scheduling_of

_SOON_REPLAYED = 50_000
"""So many reviews are replayed in about a second."""


def load_change(context: Context, before: Settings, after: Settings) -> Iterator[str]:
    """The reviews of the next days under either; nothing where both schedule alike.

    Raises `SrsError` where the new settings ask for a scheduler that cannot schedule.
    """
    schedulings = scheduling_of(before), scheduling_of(after)
    if schedulings[0] == schedulings[1]:
        return
    schedulings[1].scheduler.check()
    try:
        was, becomes = _loads(context, after, schedulings[1])
    except (SrsError, CollectionError):  # what is wrong there is no reason to keep a setting
        return
    yield f"Reviews in the next {DAYS_AHEAD} days, if each gets Good: {was.total} -> {becomes.total}"
    if before.scheduler != after.scheduler:
        yield f"Your reviews stay as they are: `srs config scheduler {before.scheduler}` goes back"


def _loads(context: Context, after: Settings, scheduling: Scheduling) -> tuple[Load, Load]:
    """The load of the cards in the collection as it is, and as it will be."""
    today = local_now(after.rollover_hour).day
    cards = context.cards(context.index())
    namespace = cards.namespace
    with context.open_history() as history:
        states = history.states(namespace)
        replayed = history.states_by(scheduling, namespace)
        takes_long = sum(state.reviews for state in states.values()) > _SOON_REPLAYED
        label = "Replaying your reviews"
        bar = click.progressbar(replayed, len(states), label, file=sys.stderr) if takes_long else None
        with bar or nullcontext(replayed) as derived:
            by_then = {card: state for card, state in derived if card in cards}
    present = {card: state for card, state in states.items() if card in cards}
    return load_ahead(present, context.scheduling, today), load_ahead(by_then, scheduling, today)
