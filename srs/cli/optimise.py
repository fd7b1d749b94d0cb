"""`srs optimise`: FSRS, fitted to what you recalled."""

import json

import click

from srs.cli.changing_settings import set_setting
from srs.cli.context import Context
from srs.cli.printable import printable
from srs.config import SETTINGS
from srs.config.mistakes import Layer, Origin
from srs.optimising import Fit
from srs.optimising import optimise as fit_to


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what was found, and write nothing.")
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object, and write nothing.")
@click.pass_obj
def optimise(context: Context, *, dry_run: bool, is_json: bool) -> None:
    """Fit the parameters of FSRS to your own reviews.

    \b
    Example:
        srs optimise --dry-run  what it would come to
        srs optimise            writes fsrs_parameters to your own file

    It takes a history of 512 reviews or more, and `pip install 'fsrs[optimizer]>=6.3,<7'`. It learns from
    all of your collections; a thousand reviews take some seconds.
    """
    with context.open_history() as history:
        found = fit_to(history.events())
    if is_json:
        click.echo(json.dumps(found.as_json()))
        return
    click.echo(_sentence(found))
    if not found.is_better:
        click.echo("Nothing is written: the parameters that FSRS comes with are as good.")
    elif not dry_run:
        words = ", ".join(map(str, found.parameters))
        set_setting(context, SETTINGS["fsrs_parameters"], words, here=False)
        if context.settings.scheduler != "fsrs":
            click.echo(printable(when_they_count(context.configured.origin("scheduler"))), err=True)


def when_they_count(origin: Origin) -> str:
    """What has to change before the parameters count, where `origin` sets another scheduler than FSRS."""
    if origin.layer.wins_over(Layer.USER):
        return (
            f"They count where the scheduler is fsrs: here {origin} sets another, which wins over your file."
        )
    return "They count from `srs config scheduler fsrs` on."


def _sentence(found: Fit) -> str:
    return (
        f"The log loss of predicting {found.recalls} recalls is {found.log_loss:.4f}, and it is "
        f"{found.published_log_loss:.4f} with the parameters that FSRS comes with; less is better."
    )
