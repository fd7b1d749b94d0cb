"""`srs due`: what is due, and what to do next."""

import click

from content.index import Index
from srs.cli.context import Context
from srs.cli.setting_option import setting_option
from srs.cli.wishing import wish_options
from srs.counting import count_waiting
from srs.days import local_now
from srs.queue_settings import rules_of
from srs.scheduling_settings import fingerprint_of
from srs.wish import CARDS_OF_THE_DAY, Wish


@click.command()
@click.option("--count", is_flag=True, help="Print just the number of cards to review, for a shell prompt.")
@click.option("--why", is_flag=True, help="Print each card in its order, with why it is there.")
@wish_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@setting_option
@click.pass_obj
def due(
    context: Context,
    *,
    wish: Wish = CARDS_OF_THE_DAY,
    limit: int | None = None,
    count: bool = False,
    why: bool = False,
    as_json: bool = False,
) -> None:
    """Say what is due, and what to do next.

    \b
    Example:
        srs due --count
        srs due --why --deck PyTorch
        srs due --flagged

    With --flagged or --leeches it lists these cards, due or not, each with its file and line.
    """
    if count and (why or as_json):
        raise click.UsageError("--count prints just the number: leave out --why and --json")
    index = context.index()
    context.ensure_readable(index)
    if count and limit is None and wish == CARDS_OF_THE_DAY:
        number = _counted(context, index)
        if number is not None:
            click.echo(number)
            return
    from srs.cli import due_in_full as full  # slow to import, and a shell prompt asks for the number alone

    if count:
        full.print_count(context, index, wish, limit)
        return
    if why:
        full.print_reasons(context, index, wish, limit, as_json=as_json)
    elif wish.chosen.flagged or wish.chosen.leeches:
        full.print_troubles(context, index, wish, as_json=as_json)
    else:
        full.print_due(context, index, wish, limit, as_json=as_json)
    if index.has_errors:
        click.echo("Some notes have mistakes and are left out: `srs check` names them.", err=True)


def _counted(context: Context, index: Index) -> int | None:
    settings = context.settings
    today = local_now(settings.rollover_hour).day
    return count_waiting(index, context.history_path, fingerprint_of(settings), today, rules_of(settings))
