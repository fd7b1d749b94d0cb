"""The option `-o NAME=VALUE` of commands that review."""

import click
from click.shell_completion import CompletionItem

from srs.cli.context import Context
from srs.config import SETTINGS
from srs.config.layers import from_words, setting_called


def complete_names(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The settings that begin with what is typed, each with what it does."""
    return [
        CompletionItem(name, help=about.meaning)
        for name, about in SETTINGS.items()
        if name.startswith(incomplete)
    ]


def _complete(ctx: click.Context, option: click.Parameter, incomplete: str) -> list[CompletionItem]:
    names = complete_names(ctx, option, incomplete)
    return [CompletionItem(f"{item.value}=", help=item.help) for item in names]


def _remember(ctx: click.Context, _: click.Parameter, pairs: tuple[str, ...]) -> None:
    context = ctx.ensure_object(Context)
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            raise click.BadParameter(f"`{pair}` is not NAME=VALUE, as in `-o new_per_day=5`")
        about = setting_called(name.strip())
        value = from_words(about, text, "-o", f"-o {about.name}={about.example}")
        context.flags[about.name] = about.kind.read(value)


setting_option = click.option(
    "-o",
    "--set",
    multiple=True,
    metavar="NAME=VALUE",
    expose_value=False,
    callback=_remember,
    shell_complete=_complete,
    help="Another value for a setting, this once; `srs config` lists them.",
)
