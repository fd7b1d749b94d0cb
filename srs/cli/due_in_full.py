"""What `srs due` prints: what waits, each card with the reason why, or the cards to mend."""

import json
from dataclasses import replace
from datetime import date

import click

from content.index import Index
from srs.cards import Cards
from srs.cli.context import Context
from srs.cli.due_on_screen import lines_of
from srs.days import local_now
from srs.due import due_in
from srs.filter_names import known
from srs.queue import Queue
from srs.queue_settings import rules_of
from srs.waiting import what_waits
from srs.wish import CARDS_OF_THE_DAY, Rules, Wish


def print_due(context: Context, index: Index, wish: Wish, limit: int | None, *, as_json: bool) -> None:
    """Print what waits, in all and by deck, and what to do next."""
    cards = context.cards(index)
    queue, _, today = _queue(context, cards, wish, limit)
    found = due_in(queue, cards, today)
    click.echo(json.dumps(found.as_json()) if as_json else "\n".join(lines_of(found, _review(wish, limit))))


def print_count(context: Context, index: Index, wish: Wish, limit: int | None) -> None:
    """Print how many cards wait."""
    queue, _, _ = _queue(context, context.cards(index), wish, limit)
    click.echo(len(queue))


def print_reasons(context: Context, index: Index, wish: Wish, limit: int | None, *, as_json: bool) -> None:
    """Print each card in its order, with why it is there."""
    from srs.cli.why import print_reasons as print_found  # seldom asked for, as what is below
    from srs.why import reasons

    cards = context.cards(index)
    queue, rules, today = _queue(context, cards, wish, limit)
    with context.open_history() as history:
        states = {card: history.state(card) for card in queue.by_kind}
    print_found(reasons(queue, states, cards, today, rules, wish), queue, cards, today, as_json=as_json)


def print_troubles(context: Context, index: Index, wish: Wish, *, as_json: bool) -> None:
    """Print the flagged cards or leeches, due or not."""
    from srs.cli.troubles import print_troubles as print_found
    from srs.troubles import troubles

    cards = context.cards(index)
    with context.open_history() as history:
        states = history.states(cards.namespace)
    chosen = known(wish.chosen, cards)
    found = troubles(cards, states, chosen, context.settings.leech_threshold)
    print_found(context.collection_root, found, as_json=as_json)


def _review(wish: Wish, limit: int | None) -> str:
    is_of_the_day = limit is None and wish == CARDS_OF_THE_DAY
    return "srs review" if is_of_the_day else "srs review, with the same options"


def _queue(context: Context, cards: Cards, wish: Wish, limit: int | None) -> tuple[Queue, Rules, date]:
    wish = replace(wish, chosen=known(wish.chosen, cards))
    settings = context.settings
    today, rules = local_now(settings.rollover_hour).day, rules_of(settings)
    with context.open_history() as history:
        queue = what_waits(cards, history, cards.namespace, today, rules, wish, settings.leech_threshold)
    return queue.limited(limit), rules, today
