"""The options that say what one sitting asks, which `srs due` and `srs review` share."""

from collections.abc import Callable
from functools import wraps

import click

from srs.cli.filtering import filter_options
from srs.filters import Filter
from srs.wish import Wish


def wish_options(command: Callable[..., object]) -> Callable[..., object]:
    """Gives a command the options that choose its cards; it gets them as `wish` and `limit`.

    The names in the filter of `wish` are those that were typed: `srs.filter_names.known` checks them.
    """

    @wraps(command)
    def wished(
        *arguments: object,
        chosen: Filter,
        at_least: int | None,
        ahead: int | None,
        cram: bool,
        **others: object,
    ) -> object:
        limit = others["limit"]
        if at_least is not None and isinstance(limit, int) and limit < at_least:
            raise click.UsageError(f"--limit {limit} asks fewer cards than --at-least {at_least}")
        if cram and (at_least is not None or ahead is not None):
            raise click.UsageError("--cram asks for every card: leave out --at-least and --ahead")
        wish = Wish(chosen, at_least or 0, ahead or 0, cram)
        return command(*arguments, wish=wish, **others)

    filtered = filter_options(wished)
    for option in reversed(_OPTIONS):
        option(filtered)
    return filtered


_OPTIONS = (
    click.option("--limit", type=click.IntRange(min=1), metavar="N", help="The first N cards only."),
    click.option(
        "--at-least",
        type=click.IntRange(min=1),
        metavar="N",
        help="If fewer than N cards wait, also what is due next.",
    ),
    click.option(
        "--ahead",
        type=click.IntRange(min=1),
        metavar="DAYS",
        help="Also what is due within so many days.",
    ),
    click.option(
        "--cram",
        is_flag=True,
        help="Every card, due or not, without limits; the schedule of one that is not due stays as it is.",
    ),
)
