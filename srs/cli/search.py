"""`srs search`: the notes that hold some words."""

import json

import click

from srs.cli.context import Context
from srs.cli.printable import one_line
from srs.search import Hit
from srs.search import search as search_notes


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    default=20,
    show_default=True,
    help="Print the best N only.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def search(context: Context, words: tuple[str, ...], *, limit: int, as_json: bool) -> None:
    """Find the notes that hold all the words, the best first.

    \b
    Example:
        srs search freeze layer
        srs search --json torch.nn

    Searches ids, questions, answers, options, concepts, code, tags and the names of decks, in whole words or
    their beginnings; case and accents do not matter. To find nothing is no error. Put -- before a word that
    begins with -.
    """
    if not any(word.strip() for word in words):
        raise click.UsageError("there is no word to search for")
    loaded = context.load()
    hits = search_notes(loaded.collection, words)
    shown, more = hits[:limit], len(hits) - limit
    if as_json:
        found = {"total": len(hits), "hits": [hit.as_json() for hit in shown]}
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for line in _lines(shown):
        click.echo(line)
    if not hits:
        click.echo("No note holds " + ("these words." if len(words) > 1 else "this word."), err=True)
    elif more > 0:
        click.echo(f"... and {more:,} more: --limit {len(hits)} prints them all.", err=True)
    if loaded.has_errors:
        click.echo("Some notes have mistakes and are left out: `srs check` names them.", err=True)


def _lines(hits: list[Hit]) -> list[str]:
    places = [one_line(f"{hit.note.path}:{hit.note.span.line}") for hit in hits]
    id_width = max((len(hit.note.id) for hit in hits), default=0)
    place_width = max(map(len, places), default=0)
    return [
        f"{hit.note.id:<{id_width}}  {place:<{place_width}}  {one_line(hit.question)}"
        for hit, place in zip(hits, places, strict=True)
    ]
