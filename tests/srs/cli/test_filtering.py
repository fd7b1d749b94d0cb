import click
from click.testing import CliRunner

from srs.cli.filtering import filter_options
from srs.filters import Filter


@click.command()
@click.argument("word")
@filter_options
def command(word: str, *, chosen: Filter) -> None:
    click.echo(f"{word} {chosen}")


def test_the_options_come_as_one_filter() -> None:
    line = "--deck A::B --deck C --tag t --level beginner --id one --id two/c1 --leeches --flagged w"
    done = CliRunner().invoke(command, line.split())
    expected = Filter(("A::B", "C"), ("t",), ("beginner",), ("one", "two/c1"), leeches=True, flagged=True)
    assert done.output == f"w {expected}\n"


def test_without_options_the_filter_is_empty() -> None:
    assert CliRunner().invoke(command, ["w"]).output == f"w {Filter()}\n"


def test_an_unknown_level_is_refused_with_those_there_are() -> None:
    done = CliRunner().invoke(command, ["--level", "hard", "w"])
    assert done.exit_code == 2
    assert "'beginner', 'intermediate', 'advanced'" in done.output
