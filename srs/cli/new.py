"""`srs new`: a collection, a deck or a note to begin with."""

import shlex
from pathlib import Path

import click

from content.models import Deck
from srs.cli.asking import given_or_asked
from srs.cli.completing import complete_decks
from srs.cli.context import Context
from srs.cli.printable import printable
from srs.new import Kind, check_namespace, find_deck, new_collection, new_deck, new_note, proposed_namespace


@click.group()
def new() -> None:
    """Begin a collection, a deck or a note.

    \b
    Example:
        srs new collection my-decks
        srs new deck Autograd::Leaves
        srs new note --deck autograd/leaves.md "What is a leaf tensor?"

    A file that is there is never replaced.
    """


@new.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--title", metavar="TEXT", help="The name of the collection.")
@click.option("--namespace", metavar="NAME", help="Part of every id: choose once, never change.")
def collection(folder: Path, title: str | None, namespace: str | None) -> None:
    """Make a folder with settings, and a first deck to learn from.

    \b
    Example:
        srs new collection my-decks --title "My decks" --namespace my-decks.example
    """
    name = folder.absolute().name
    title = given_or_asked(title, "--title", "Title of the collection", default=name or None)
    namespace = given_or_asked(
        namespace,
        "--namespace",
        "Namespace, a part of every id that can never change",
        default=proposed_namespace(name) or None,
        check=check_namespace,
    )
    written = new_collection(folder, title=title, namespace=namespace)
    for path in written:
        click.echo(path)
    if folder / ".gitignore" not in written:
        click.echo("Your .gitignore was left as it is: add /dist/ to it.", err=True)
    click.echo(f"Next: srs check -C {shlex.quote(str(folder))}", err=True)


@new.command()
@click.argument("name")
@click.pass_obj
def deck(context: Context, name: str) -> None:
    """Make an empty deck; its name goes into the file, which may be moved.

    \b
    Example:
        srs new deck Autograd::Leaves
    """
    path = new_deck(context.load_own(), name)
    click.echo(_from_here(path))
    click.echo(f'Next: srs new note --deck {shlex.quote(name)} "Your first question?"', err=True)


@new.command()
@click.argument("words", metavar="QUESTION...", nargs=-1)
@click.option(
    "--kind",
    type=click.Choice([str(kind) for kind in Kind]),
    help="Default: basic, or cloze for a question with {{c1::...}}.",
)
@click.option(
    "--deck", "deck_name", metavar="DECK", shell_complete=complete_decks, help="The file or name of the deck."
)
@click.pass_obj
def note(context: Context, words: tuple[str, ...], kind: str | None, deck_name: str | None) -> None:
    """Add a note to a deck, ready to be filled in, and print its id.

    \b
    Example:
        srs new note --deck autograd/leaves.md "What is a leaf tensor?"
        srs edit "$(srs new note --kind choice Which tensors are leaves?)"

    A collection with one deck needs no --deck.
    """
    loaded = context.load_own()
    decks = loaded.collection.decks
    name = deck_name or (decks[0].path if len(decks) == 1 else None)
    into = find_deck(
        loaded.collection,
        given_or_asked(name, "--deck", "Deck", default=_last_edited(loaded.collection.root, decks)),
        Path.cwd(),
    )
    question = given_or_asked(" ".join(words) or None, "QUESTION", "Question")
    with context.open_history() as history:
        retired = {key.note for key in history.states(loaded.collection.namespace)}
    added = new_note(loaded, into, question, Kind(kind) if kind else None, retired)
    click.echo(added.id)
    click.echo(printable(f"{_from_here(loaded.collection.root / added.path)}:{added.line}"), err=True)


def _last_edited(root: Path, decks: tuple[Deck, ...]) -> str | None:
    return max((deck.path for deck in decks), key=lambda path: (root / path).stat().st_mtime, default=None)


def _from_here(path: Path) -> Path:
    """The path as it is shortest to write in the current folder."""
    path = path.absolute()
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
