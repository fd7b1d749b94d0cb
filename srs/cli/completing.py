"""What the shell completes where a command takes a note or a deck."""

import click
from click.shell_completion import CompletionItem

from content.cloze import shown
from content.collection import Loaded
from content.errors import CollectionError
from srs.cli.context import Context
from srs.cli.printable import one_line
from srs.errors import SrsError

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


def _load(ctx: click.Context) -> Loaded | None:
    """The collection; nothing where there is none: a shell that completes has no place for an error."""
    try:
        return ctx.ensure_object(Context).load()
    except (CollectionError, SrsError, OSError):
        return None
