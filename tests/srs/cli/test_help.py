"""The help of every command opens with an example, and names the options that all share."""

import click
import pytest
from click.testing import CliRunner

from srs.cli.main import srs


def commands() -> list[tuple[str, ...]]:
    """The words of each command, those of groups and their commands included."""
    found: list[tuple[str, ...]] = []
    for name in srs.list_commands(click.Context(srs)):
        command = srs.get_command(click.Context(srs), name)
        found.append((name,))
        if isinstance(command, click.Group):
            found += [(name, inner) for inner in command.commands]
    return found


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_help_opens_with_an_example(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(srs, [*words, "--help"])
    assert done.exit_code == 0
    example = f"srs {' '.join(words)} "
    assert done.output.index(example, len("Usage: srs ")) < done.output.index("Options:")
    assert "--collection DIR" in done.output
    assert "--history FILE" in done.output
