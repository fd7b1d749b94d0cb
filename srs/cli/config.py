"""`srs config`: the settings, and what changes them."""

import json
import os
from dataclasses import replace
from shutil import get_terminal_size

import click
from click.shell_completion import CompletionItem

from srs.cli.changing_settings import set_setting, unset_setting, unset_unknown
from srs.cli.context import Context
from srs.cli.printable import printable
from srs.cli.setting_option import complete_names, setting_option
from srs.cli.settings_on_screen import as_json, one_setting, settings_list
from srs.config import SETTINGS
from srs.config.layers import near_misses, setting_called


def _complete_values(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    about = SETTINGS.get(ctx.params.get("name") or "")
    words = about.kind.words if about else ()
    return [CompletionItem(word) for word in words if word.startswith(incomplete)]


@click.command(context_settings={"ignore_unknown_options": True})  # `-1` is a value, if a bad one
@click.argument("name", required=False, shell_complete=complete_names)
@click.argument("value", required=False, shell_complete=_complete_values)
@click.option("--unset", is_flag=True, help="Take the setting out of the file.")
@click.option("--here", is_flag=True, help="Change the srs.toml of the collection, not your own file.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@setting_option
@click.pass_obj
def config(
    context: Context, *, name: str | None, value: str | None, unset: bool, here: bool, is_json: bool
) -> None:
    """Show the settings, or change one.

    \b
    Example:
        srs config                      all of them, and where each was set
        srs config new_per_day          one of them, and what it may be
        srs config new_per_day 20       writes it to your own file
        srs config new_per_day --unset  takes it out again
    """
    if unset and (name is None or value is not None):
        raise click.UsageError("--unset takes the NAME of a setting, without a VALUE")
    if here and not unset and value is None:
        raise click.UsageError("--here changes the srs.toml: it takes a NAME and a VALUE, or --unset")
    if name is None:
        _list(context, is_json)
        return
    if unset and name not in SETTINGS:
        unset_unknown(context, name, here=here)
        return
    about = setting_called(name)
    if unset:
        unset_setting(context, about, here=here)
    elif value is not None:
        set_setting(context, about, value, here=here)
    is_changed = unset or value is not None
    if is_changed:
        context = replace(context)  # read again
    if is_json:
        click.echo(json.dumps(as_json(context.configured, about), ensure_ascii=False))
    elif not is_changed:
        click.echo(printable(one_setting(context.configured, about, get_terminal_size().columns)))


def _list(context: Context, is_json: bool) -> None:
    if is_json:
        settings = [as_json(context.configured, about) for about in SETTINGS.values()]
        found = {"file": str(context.user_file.path), "settings": settings}
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    click.echo(printable(settings_list(context.configured, get_terminal_size().columns)))
    click.echo(printable(f"Your file: {context.user_file.path}"), err=True)
    for variable, near in near_misses(os.environ):
        click.echo(printable(f"{variable} is not read; did you mean `{near}`?"), err=True)
