"""The `srs` program: finds the command, and turns what goes wrong into one line with an exit code."""

import atexit
import errno
import gc
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click
from click.shell_completion import CompletionItem

from content.errors import CollectionError, NoCollectionError
from srs.cli.context import Context
from srs.cli.printable import printable
from srs.cli.setting_option import setting_option
from srs.errors import SrsError

_COMMANDS = {
    "due": "Say what is due, and what to do next.",
    "review": "Review what is due: recall, reveal, grade.",
    "check": "Say what is wrong in a collection, and where.",
    "build": "Verify the decks, then write the Anki package and the study sheets.",
    "fmt": "Write missing ids, and bring decks into canonical layout.",
    "new": "Begin a collection, a deck or a note.",
    "show": "Show a note as the learner sees it.",
    "stats": "Say how learning goes: retention, streak, load, time, the hardest cards.",
    "search": "Find the notes that hold some words.",
    "edit": "Open your editor at the line of a note.",
    "suspend": "Stop asking cards, until you unsuspend them.",
    "unsuspend": "Ask suspended cards again when they are due.",
    "bury": "Put cards off until tomorrow, or for N days.",
    "flag": "Flag cards as ones to mend.",
    "unflag": "Say that flagged cards are mended.",
    "forget": "Make cards new again.",
    "reschedule": "Make cards due on another day.",
    "undo": "Take back the last thing you did today.",
    "history": "Check, back up, restore, export, import or merge the history.",
    "config": "Show the settings, and change them.",
    "optimise": "Fit FSRS to your own reviews.",
    "doctor": "Examine the collection, the history, and what confines decks.",
    "completion": "Print what makes your shell complete commands, options and ids.",
}
_COLLECT_AFTER = 100_000
"""So many objects are made before garbage is looked for: a command of a moment ends before."""
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
_CONTENT, _CALL, _ENVIRONMENT, _INTERRUPTED = 1, 2, 3, 130


class UnwrittenOutputError(SrsError):
    """There was no room for what a command prints."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"the output could not be written ({error.strerror}): make room where it goes")


class _Commands(click.Group):
    """Commands that are imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"srs.cli.{cmd_name}"), cmd_name)
        _add_shared_options(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        names = [
            CompletionItem(name, help=text) for name, text in _COMMANDS.items() if name.startswith(incomplete)
        ]
        return names + click.Command.shell_complete(self, ctx, incomplete)

    def invoke(self, ctx: click.Context) -> object:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:  # click itself would say exit code 1: the content is wrong
            _drop_output()
            return None
        except SystemExit as ending:
            if isinstance(ending.__context__, BrokenPipeError):  # Rich says 1 as well
                return None
            raise
        except OSError as error:
            if error.errno not in _NO_ROOM or error.filename is not None:
                raise
            _drop_output()
            raise UnwrittenOutputError(error) from error
        return result

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in _COMMANDS and not ctx.resilient_parsing:
            from content.reporter import did_you_mean  # slow to import

            ctx.fail(f"there is no command `{args[0]}`; {did_you_mean(args[0], _COMMANDS)}")
        return super().resolve_command(ctx, args)


def _drop_output() -> None:
    """Let nothing more be printed: what is left to flush at the end would fail again."""
    sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - it is open until the process ends


def _remember(name: str) -> Callable[[click.Context, click.Parameter, Path | None], None]:
    def callback(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
        if value is not None:
            setattr(ctx.ensure_object(Context), name, value)

    return callback


def _add_shared_options(command: click.Command) -> None:
    for option in _shared_options():
        if all(option.name != own.name for own in command.params):
            command.params.append(option)
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _add_shared_options(inner)


def _shared_options() -> tuple[click.Option, ...]:
    folder = click.Path(exists=True, file_okay=False, path_type=Path)
    return (
        click.Option(
            ["-C", "--collection"],
            type=folder,
            metavar="DIR",
            expose_value=False,
            callback=_remember("collection"),
            help="The folder with the srs.toml. Default: the nearest upwards, else yours, else what ships.",
        ),
        click.Option(
            ["--history"],
            type=click.Path(dir_okay=False, path_type=Path),
            metavar="FILE",
            expose_value=False,
            callback=_remember("history"),
            help="Your history of reviews. Default: the setting `history`, else a file in your data folder.",
        ),
    )


@click.group(cls=_Commands, invoke_without_command=True, params=list(_shared_options()))
@setting_option
@click.version_option(package_name="srs")
@click.pass_context
def srs(ctx: click.Context) -> None:
    """Review cards that are true: PyTorch ran every code answer before it shipped.

    \b
    Example:
        srs              what is due
        srs review       ten minutes, every morning
    """
    ctx.ensure_object(Context)
    if ctx.invoked_subcommand is None:
        due = srs.get_command(ctx, "due")
        assert due is not None
        ctx.invoke(due)


def main() -> NoReturn:
    """Run the program; no traceback ever reaches the user."""
    gc.set_threshold(_COLLECT_AFTER)
    atexit.register(gc.freeze)  # the end of the process frees everything; nothing need be looked for
    try:
        code = srs.main(standalone_mode=False) or 0  # click returns the code of an Exit
    except click.ClickException as error:
        error.show()
        code = _CALL
    except (click.Abort, KeyboardInterrupt):
        code = _INTERRUPTED
    except NoCollectionError as error:
        code = _fail(str(error), _CALL)
    except CollectionError as error:
        code = _fail(str(error), _ENVIRONMENT)
    except SrsError as error:
        code = _fail(str(error), error.exit_code)
    except Exception as error:
        if os.environ.get("SRS_DEBUG"):
            raise
        code = _fail(
            f"{type(error).__name__}: {error}\nThis is a mistake in srs, not yours; nothing was lost. "
            "Please report it with what SRS_DEBUG=1 prints.",
            _ENVIRONMENT,
        )
    sys.exit(code)


def _fail(message: str, code: int) -> int:
    click.echo(printable(f"error: {message}"), err=True)
    return code
