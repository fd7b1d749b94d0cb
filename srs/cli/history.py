"""`srs history`: check, back up, restore, export, import and merge the history."""

import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import click

from srs.cli.context import Context
from srs.cli.phrases import counted
from srs.cli.printable import one_line, printable
from srs.days import local_now
from srs.errors import SrsError
from srs.files import create_whole
from srs.storage.history_errors import explaining
from srs.storage.history_file import require_history
from srs.upkeep.backups import backups_of, make_backup, new_backup
from srs.upkeep.history_export import exported
from srs.upkeep.history_import import import_lines, merge
from srs.upkeep.history_union import United
from srs.upkeep.history_verify import verify_history
from srs.upkeep.restore import restore as put_in_place


class NotThereError(SrsError):
    """A file that is named is not there."""

    exit_code = 2


@click.group()
def history() -> None:
    """Check, back up, restore, export, import or merge your history of reviews.

    \b
    Example:
        srs history verify
        srs history export -o reviews.jsonl

    The history is one file: `srs config history` says which.
    """


@history.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def verify(context: Context, *, as_json: bool) -> None:
    """Look at every event and every state, and list all that is wrong.

    \b
    Example:
        srs history verify          for people
        srs history verify --json   for scripts

    Checks the file, its references, each value and the checksum of each event, and replays the log: the
    states of all cards must come out as they are stored. The exit code is 3 if something is wrong.
    """
    require_history(context.history_path)
    with _patience("Verifying"):
        found = verify_history(context.history_path, context.scheduling, local_now().at_ms)
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=2, ensure_ascii=True))
    else:
        for problem in found.problems:
            click.echo(one_line(problem.text))
        errors = sum(problem.is_error for problem in found.problems)
        numbers = {"error": errors, "warning": len(found.problems) - errors}
        summary = f"{counted(found.events, 'event')}, {counted(found.cards, 'card')}"
        outcome = ", ".join(counted(number, noun) for noun, number in numbers.items() if number)
        outcome = outcome or "nothing is wrong"
        click.echo(printable(f"{found.path}: {summary}: {outcome}"))
    if not found.is_sound:
        if found.advice and not as_json:
            click.echo(printable(f"{found.advice}."), err=True)
        raise click.exceptions.Exit(3)


@history.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(context: Context, *, file: Path | None) -> None:
    """Make a backup now, beside the others or as FILE.

    \b
    Example:
        srs history backup
        srs history backup /media/stick/reviews.db

    One is made each day when something is first written, in the folder `backups` beside the history. Those of
    the last 7 days are kept, and the last one of each of 4 weeks and 12 months. `srs config backups false`
    ends that.
    """
    with _patience("Copying"):
        if file is None:
            path = make_backup(context.history_path, local_now(context.settings.rollover_hour).day)
        else:
            path = new_backup(context.history_path, file)
    click.echo(path)


@history.command()
@click.argument("source", required=False, metavar="[FILE|DAY]")
@click.pass_obj
def restore(context: Context, *, source: str | None) -> None:
    """Put a backup, or another history, in the place of the history.

    \b
    Example:
        srs history restore              lists the backups
        srs history restore 2026-03-02
        srs history restore /media/stick/reviews.db

    The file that is replaced is kept under a new name. To keep what can still be read of a history whose
    write-ahead log is damaged, name the history itself.
    """
    path = context.history_path
    backups = backups_of(path)
    if source is None:
        for found in backups:
            click.echo(f"{found.day.isoformat()}  {found.path.stat().st_size / 1024:,.0f} KiB  {found.path}")
        if not backups:
            click.echo("There are no backups yet: `srs history backup` makes one.", err=True)
        return
    chosen = next((found.path for found in backups if source == found.day.isoformat()), Path(source))
    with explaining(chosen):
        is_there = chosen.is_file()
    if not is_there:
        raise NotThereError(
            f"{source} is neither a file nor a day that has a backup: `srs history restore` lists those"
        )
    with _patience("Copying"):
        kept = put_in_place(path, chosen, datetime.now())
    click.echo(f"{path} is now a copy of {chosen}", err=True)
    if kept is not None:
        click.echo(f"The file that was there is kept: {kept}", err=True)
        click.echo("If it can be read, `srs history merge` brings back what only it has.", err=True)


@history.command()
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write there."
)
@click.pass_obj
def export(context: Context, *, output: Path | None) -> None:
    """Print the history as JSON Lines: a header, then each event, in order.

    \b
    Example:
        srs history export > reviews.jsonl
        srs history export -o reviews.jsonl

    docs/schema/history.schema.json describes a line. A file that is there is never replaced.
    """
    require_history(context.history_path)
    with context.open_history() as own, closing(exported(own)) as exporting:
        lines = (f"{line}\n".encode() for line in exporting)
        if output is None:
            for line in lines:
                sys.stdout.buffer.write(line)
            return
        with _patience("Exporting"):
            create_whole(output, lines)


@history.command(name="import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
)
@click.pass_obj
def import_(context: Context, *, files: tuple[str, ...]) -> None:
    """Add the events of exported histories; - reads standard input.

    \b
    Example:
        srs history import reviews.jsonl
        ssh laptop srs history export | srs history import -

    What is there already stays as it is, so importing twice changes nothing. If a line is wrong, it is named,
    and nothing of its file is imported.
    """
    for name in files:
        with context.open_history() as own, click.open_file(name, "rb") as lines, _patience("Importing"):
            united = import_lines(own, lines, "<stdin>" if name == "-" else name)
        _report(name, united)


@history.command(name="merge")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.pass_obj
def merge_(context: Context, *, files: tuple[Path, ...]) -> None:
    """Add the events of other history files, such as that of another machine.

    \b
    Example:
        srs history merge /media/stick/history.db

    The other files are only read. Merged into each other, in any order, two histories become equal.
    """
    for file in files:
        with context.open_history() as own, _patience("Merging"):
            united = merge(own, file)
        _report(str(file), united)


@history.command()
@click.pass_obj
def replay(context: Context) -> None:
    """Derive the states of all cards from the log again.

    \b
    Example:
        srs history replay    when `srs history verify` lists wrong states

    That mends states that `srs history verify` finds to differ from the log.
    """
    require_history(context.history_path)
    with context.open_history() as own, _patience("Replaying"):
        own.replay()
    click.echo("The states of all cards are derived from the log again.", err=True)


def _report(name: str, united: United) -> None:
    click.echo(f"{name}: {counted(united.added, 'event')} added, {united.known:,} known before")


@contextmanager
def _patience(what: str) -> Iterator[None]:
    """Says on a terminal that something takes a while."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # slow to import

    with Console(stderr=True).status(f"{what} ..."):
        yield
