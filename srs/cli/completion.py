"""`srs completion`: what makes a shell complete commands, options and ids."""

import click
from click.shell_completion import get_completion_class

_SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what makes your shell complete commands, options and ids.

    \b
    Example:
        srs completion bash >> ~/.bashrc
        srs completion zsh >> ~/.zshrc     below the line with compinit
        srs completion fish > ~/.config/fish/completions/srs.fish
    """
    completer = get_completion_class(shell)
    assert completer is not None
    program = ctx.find_root().command
    click.echo(completer(program, {}, "srs", "_SRS_COMPLETE").source())
