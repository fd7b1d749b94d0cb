"""`srs build`: verify the decks, then write what others read."""

import time
from pathlib import Path

import click

from srs.build import build as build_files
from srs.check import Running
from srs.cli.context import Context
from srs.cli.report import print_diagnostics, summary
from srs.cli.running import running_options, under
from srs.cli.verifying import checked_collection


@click.command()
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    default=Path("dist"),
    help="Where to write. Default: dist",
)
@click.option(
    "--timestamp",
    type=click.IntRange(1, (1 << 32) - 1),
    envvar="SOURCE_DATE_EPOCH",
    show_envvar=True,
    metavar="SECONDS",
    help="When changed notes changed, since 1970. Default: now.",
)
@click.option(
    "--python",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The Python whose PyTorch runs the decks: its file, or the folder of its environment.",
)
@running_options
@click.pass_obj
def build(
    context: Context,
    *,
    out: Path,
    timestamp: int | None,
    python: Path | None,
    running: Running,
    trust: bool,
) -> None:
    """Verify the decks, then write the Anki package and the study sheets.

    \b
    Example:
        srs build -o dist
    """
    start = time.perf_counter()
    checked = checked_collection(context, is_trusted_now=trust, running=under(python, running))
    print_diagnostics(checked)
    if not checked.ok:
        click.echo(
            f"{summary(checked)}\nNothing was written: mend the errors above, then build again.", err=True
        )
        raise click.exceptions.Exit(1)
    built = build_files(checked.loaded, out, now_s=timestamp or int(time.time()))
    for file in built.files:
        click.echo(file)
    for note in built.retired:
        click.echo(
            f"retired: `{note}` is gone from the decks; learners keep its history. If you renamed it, write "
            f"was={note} into its heading.",
            err=True,
        )
    for note in built.returned:
        click.echo(f"returned: `{note}` is back, with its progress.", err=True)
    report = checked.report
    assert report is not None
    for listed in report.no_run_reasons:
        click.echo(f"not run: {listed.path}:{listed.line}: {listed.reason}", err=True)
    for listed in report.unverified_reasons:
        click.echo(f"unverified: {listed.path}:{listed.line}: {listed.reason}", err=True)
    by = f"torch {report.torch}" if report.torch else "nothing to run"
    click.echo(
        f"{summary(checked)} ({by}, Python {report.python}) in {time.perf_counter() - start:.1f} s", err=True
    )
