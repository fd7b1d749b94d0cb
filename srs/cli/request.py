"""What a command that does something to cards is called with: which cards, and how it is to answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps

import click
from click.shell_completion import CompletionItem

from srs.cli.filtering import filter_options
from srs.filters import Filter


@dataclass(frozen=True, slots=True)
class Request:
    """What a command is called with."""

    chosen: Filter
    """The cards; the names in it are those that were typed."""
    is_dry_run: bool
    as_json: bool


def acts_on_cards(command: Callable[..., object]) -> Callable[..., object]:
    """Gives a command the ids and options that choose cards; it gets them as `request`.

    To choose none is a wrong call: that every card is meant has to be said.
    """

    @wraps(command)
    def requested(
        *arguments: object,
        chosen: Filter,
        ids: tuple[str, ...],
        all_cards: bool,
        dry_run: bool,
        as_json: bool,
        **others: object,
    ) -> object:
        chosen = replace(chosen, ids=(*chosen.ids, *ids))
        if chosen.is_empty and not all_cards:
            raise click.UsageError(
                "say which cards: ids of notes, options such as --deck or --tag, or --all for every card; "
                "with --dry-run they are listed, and nothing is changed"
            )
        if all_cards and not chosen.is_empty:
            raise click.UsageError("--all means every card: leave it out to choose some of them")
        return command(*arguments, request=Request(chosen, dry_run, as_json), **others)

    filtered = filter_options(requested)
    for option in reversed(_PARAMETERS):
        option(filtered)
    return filtered


def _complete_ids(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from srs.cli.completing import complete_ids  # slow to import, and only the shell asks for it

    return complete_ids(ctx, parameter, incomplete)


_PARAMETERS = (
    click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=_complete_ids),
    click.option("--all", "all_cards", is_flag=True, help="Every card of the collection."),
    click.option("--dry-run", is_flag=True, help="List the cards it would change, and change nothing."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
)
