"""How long the commands of a morning take, against importing click: with few cards, and with 10,000."""

import os
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.timing import ratios
from srs.days import moment_of
from srs.events import CardKey, Event, Review, new_event_id
from srs.history import History
from srs.sm2 import Grade, Memory, next_memory

SRS = str(Path(sys.executable).with_name("srs"))
DECKS, NOTES_PER_DECK = 100, 100
REVIEWED = 9000
"""So many cards of the 10,000 are not new."""
STUDIED_DAYS = 700
NAMESPACE = "benchmark.example"


def write_collection(root: Path) -> None:
    """A collection of 10,000 cards."""
    (root / "decks").mkdir()
    (root / "srs.toml").write_text(f'title = "Benchmark"\nnamespace = "{NAMESPACE}"\n')
    for deck in range(DECKS):
        notes = "".join(
            f"## What is {deck} times {number}? {{#{_note(deck * NOTES_PER_DECK + number)}}}\n\n"
            f"It is {deck * number}.\n\n"
            for number in range(NOTES_PER_DECK)
        )
        (root / "decks" / f"{deck:03}.md").write_text(f"# Deck {deck}\n\n{notes}")


def reviews(random: Random) -> Iterator[Event]:
    """Every card reviewed on its days until yesterday, nine times of ten recalled."""
    now = datetime.now().astimezone()
    for number in range(REVIEWED):
        at, memory = now - timedelta(days=random.randint(2, STUDIED_DAYS)), Memory()
        while at < now - timedelta(days=1):
            grade = Grade.GOOD if random.random() < 0.9 else Grade.AGAIN
            card = CardKey(NAMESPACE, _note(number), "forward")
            yield Review(new_event_id(), moment_of(at), card, grade, 4000)
            memory = next_memory(memory, grade)
            at += timedelta(days=memory.interval_days)


def main() -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        os.environ.update(dict.fromkeys(("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), folder))
        big = root / "big"
        big.mkdir()
        write_collection(big)
        with History(big / "history.db") as history:
            history.record(*reviews(Random(1)))
        shipped = ["--history", f"{folder}/history.db"]
        many = ["-C", str(big), "--history", str(big / "history.db")]
        ratios(
            {
                "python -c 'import click'": [sys.executable, "-c", "import click"],
                "srs due --count": [SRS, "due", "--count", *shipped],
                "srs": [SRS, *shipped],
                "srs check --no-verify": [SRS, "check", "--no-verify"],
                "srs due --count, 10,000 cards": [SRS, "due", "--count", *many],
                "srs, 10,000 cards": [SRS, *many],
            },
            cwd=folder,
        )


def _note(number: int) -> str:
    return f"note-{number:05}"


if __name__ == "__main__":
    main()
