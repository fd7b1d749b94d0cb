"""Draws docs/stats.svg: what `srs stats` prints for a learner who is made up.

Run it with `make picture`.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.terminal_theme import MONOKAI

from srs.card_place import CardPlace
from srs.cli.statistics_drawn import draw as draw_statistics
from srs.events import CardKey
from srs.history import History
from srs.stats.gather import Scope, quick_statistics
from tests.srs.stats.learner import Learner

COLUMNS = 128
TODAY = date(2026, 3, 2)
DAYS = 430
NAMESPACE = "pytorch.example"
DECKS = {
    "PyTorch::Autograd": 110,
    "PyTorch::Tensors::Shapes and strides": 160,
    "PyTorch::Transfer learning::Freezing layers": 60,
    "Linear algebra": 120,
}


def places() -> Iterator[tuple[CardKey, CardPlace]]:
    """The cards of a collection that nobody wrote."""
    for deck, notes in DECKS.items():
        name = deck.split("::")[-1].lower().replace(" ", "-")
        for number in range(1, notes + 1):
            note = f"{name}-{number}"
            yield CardKey(NAMESPACE, note, "forward"), CardPlace(deck, "", 1, note, (), None)


def draw() -> str:
    """The picture, which is the same until the program shows something else."""
    cards = dict(places())
    order = sorted(cards, key=lambda card: hash_of(card.note))
    reviews = Learner(new_per_day=2).reviews(order, TODAY - timedelta(days=DAYS), DAYS)
    with TemporaryDirectory() as folder, History(Path(folder) / "history.db") as history:
        history.record(*reviews)
        statistics = quick_statistics(history, Scope("PyTorch", NAMESPACE, cards, False, TODAY))
    console = Console(
        record=True,
        width=COLUMNS,
        file=StringIO(),
        force_terminal=True,
        color_system="truecolor",
        highlight=False,
    )
    console.print("$ srs stats\n")
    draw_statistics(statistics, console)
    picture = console.export_svg(title="srs stats", theme=MONOKAI, unique_id="srs-stats")
    return re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)


def hash_of(note: str) -> int:
    """A number that mixes the notes of the decks, the same on every machine."""
    return sum(31**place * ord(letter) for place, letter in enumerate(note)) % 9973


if __name__ == "__main__":
    Path(__file__).with_name("stats.svg").write_text(draw(), encoding="utf-8")
