"""What the shell completes where a command takes a note or a deck."""

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem

from content.cloze import shown
from content.collection import Loaded
from content.errors import CollectionError
from content.index import Index
from srs.cli.context import Context
from srs.cli.printable import one_line
from srs.errors import SrsError
from srs.filter_names import parents_and_all

_MAX_HELP = 60


def complete_ids(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The ids that begin with what is typed, each with its question."""
    loaded = _load(ctx)
    return [
        CompletionItem(note.id, help=one_line(shown(deck.deck.notes[place].title))[:_MAX_HELP])
        for deck in (loaded.decks if loaded else ())
        for place, note in enumerate(deck.listed.notes)
        if note.id.startswith(incomplete)
    ]


def complete_decks(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The deck files that begin with what is typed, each with the name of its deck."""
    loaded = _load(ctx)
    decks = [deck.listed for deck in loaded.decks] if loaded else []
    return [
        CompletionItem(deck.path, help=one_line(deck.name)[:_MAX_HELP])
        for deck in decks
        if deck.path.startswith(incomplete) and one_line(deck.path) == deck.path
    ]


def complete_deck_names(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The Anki names of decks, and of the decks above them, that begin with what is typed."""
    index = _index(ctx)
    names = parents_and_all(deck.name for deck in index.decks) if index else ()
    return _items(names, incomplete)


def complete_tags(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The tags that begin with what is typed."""
    index = _index(ctx)
    tags = parents_and_all(tag for deck in index.decks for tag in deck.tags) if index else ()
    return _items(tags, incomplete)


def _items(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    typed = incomplete.casefold()
    return [
        CompletionItem(name) for name in names if name.casefold().startswith(typed) and one_line(name) == name
    ]


def _index(ctx: click.Context) -> Index | None:
    """What cards there are; nothing where there is no collection."""
    try:
        return ctx.ensure_object(Context).index()
    except (CollectionError, OSError):
        return None


def _load(ctx: click.Context) -> Loaded | None:
    """The collection; nothing where there is none: a shell that completes has no place for an error."""
    try:
        return ctx.ensure_object(Context).load()
    except (CollectionError, SrsError, OSError):
        return None
