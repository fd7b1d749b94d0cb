"""Does to cards what a command asks for, and says what it was."""

import json
from collections.abc import Callable, Mapping
from itertools import chain

import click

from srs.acting import planned
from srs.actions import Change
from srs.cli.action_report import (
    Words,
    as_json,
    table,
    what_stays,
    what_was_done,
    what_would_be_done,
)
from srs.cli.context import Context
from srs.cli.request import Request
from srs.days import local_now
from srs.events import CardKey
from srs.filter_names import known
from srs.filters import matching

Changes = Callable[[tuple[CardKey, ...]], Mapping[CardKey, Change]]
"""What is to become of the cards that were chosen."""


def act(context: Context, request: Request, changes: Changes, words: Words) -> None:
    """Do something to the cards that are asked for, all of it or none; say what, and how to take it back."""
    index = context.index()
    cards = context.cards(index)
    if index.has_errors:
        click.echo("Some notes have mistakes and are left out: `srs check` names them.", err=True)
    chosen = known(request.chosen, cards)
    settings = context.settings
    with context.open_history() as history:
        states = history.states(cards.namespace)
        keys = matching(cards, states, chosen, settings.leech_threshold)
        action = planned(history, cards.namespace, changes(keys), local_now(settings.rollover_hour))
        if action.events and not request.is_dry_run:
            history.record(*action.events)
    if request.as_json:
        found = as_json(action, cards, words.command, is_dry_run=request.is_dry_run)
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    sentences = what_would_be_done if request.is_dry_run else what_was_done
    if request.is_dry_run:
        for line in table(action.events, cards):
            click.echo(line)
    for sentence in chain(sentences(action, words), what_stays(action, states, words)):
        click.echo(sentence, err=request.is_dry_run)
