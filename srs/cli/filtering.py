"""The options that choose cards, which several commands share."""

from collections.abc import Callable
from functools import wraps

import click
from click.shell_completion import CompletionItem

from content.levels import Level
from srs.filters import Filter


def filter_options(command: Callable[..., object]) -> Callable[..., object]:
    """Gives a command the options that choose cards; it gets them as `chosen`, a `Filter`.

    The names in it are those that were typed: `srs.filter_names.known` checks them.
    """

    @wraps(command)
    def filtered(
        *arguments: object,
        deck: tuple[str, ...],
        tag: tuple[str, ...],
        level: tuple[str, ...],
        id: tuple[str, ...],
        leeches: bool,
        flagged: bool,
        **others: object,
    ) -> object:
        chosen = Filter(deck, tag, level, id, leeches, flagged)
        return command(*arguments, chosen=chosen, **others)

    for option in reversed(_OPTIONS):
        option(filtered)
    return filtered


def _complete(names: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    def complete(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from srs.cli import completing  # slow to import, and only the shell asks for it

        found: list[CompletionItem] = getattr(completing, names)(ctx, parameter, incomplete)
        return found

    return complete


_OPTIONS = (
    click.option(
        "--deck",
        multiple=True,
        metavar="NAME",
        shell_complete=_complete("complete_deck_names"),
        help="Only cards of this deck and those below it, such as PyTorch::Autograd. May be repeated.",
    ),
    click.option(
        "--tag",
        multiple=True,
        metavar="TAG",
        shell_complete=_complete("complete_tags"),
        help="Only cards with this tag. May be repeated.",
    ),
    click.option(
        "--level",
        multiple=True,
        type=click.Choice([level.value for level in Level]),
        help="Only cards of this level. May be repeated.",
    ),
    click.option(
        "--id",
        multiple=True,
        metavar="ID",
        shell_complete=_complete("complete_ids"),
        help="Only the cards of this note, or one card of it: ID/CARD. May be repeated.",
    ),
    click.option("--leeches", is_flag=True, help="Only cards that were forgotten again and again."),
    click.option("--flagged", is_flag=True, help="Only cards that are flagged, to be mended."),
)
