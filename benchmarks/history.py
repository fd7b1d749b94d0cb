"""How long a history of a million reviews takes, against the bare SQLite statements doing the same work.

`python -m benchmarks.history [REVIEWS]` makes one of so many reviews (1,000,000) over a fiftieth of cards.
"""

import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copyfile
from statistics import median
from tempfile import TemporaryDirectory
from uuid import UUID

from benchmarks.stats import bare_stats, stats
from srs.days import moment_of
from srs.events import CardKey, EventId, Review
from srs.history import History
from srs.sm2 import Grade
from srs.storage.event_rows import COLUMNS, CONTENT, PLACES, Row, row_of_event
from srs.storage.event_table import append
from srs.storage.history_file import create_history
from srs.storage.state_rows import COLUMNS as STATE_COLUMNS
from srs.storage.state_rows import PLACES as STATE_PLACES
from srs.upkeep.history_export import exported
from srs.upkeep.history_import import import_lines

NAMESPACE = "bench.example"
FIRST_DAY, DAYS = date(2016, 1, 1), 3650
TODAY = FIRST_DAY + timedelta(days=DAYS)
GRADES = (Grade.AGAIN, *[Grade.HARD] * 3, *[Grade.GOOD] * 30, *[Grade.EASY] * 6)
REVIEWS_OF_A_CARD = 50
ROUNDS = 3


def reviews(number: int, seed: int = 1) -> Iterator[Review]:
    """Ten years of reviews, each card in its turn."""
    chance = random.Random(seed)
    cards = max(1, number // REVIEWS_OF_A_CARD)
    for index in range(number):
        day, of_day = divmod(index * DAYS, number)
        noon = datetime.combine(FIRST_DAY + timedelta(days=day), datetime.min.time(), UTC)
        yield Review(
            EventId(UUID(int=chance.getrandbits(128), version=4).hex),
            moment_of(noon + timedelta(hours=12, seconds=of_day % 9000, milliseconds=index % 1000)),
            CardKey(NAMESPACE, f"note-{index % cards:05}", "forward"),
            chance.choice(GRADES),
            chance.randrange(1000, 20_000),
        )


def make_history(path: Path, number: int) -> None:
    create_history(path)
    with History(path) as history:
        with history.writing() as connection:
            append(connection, reviews(number))
        history.replay()


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(name: str, ours: Callable[[], object], bare: Callable[[], object], rounds: int = ROUNDS) -> None:
    """Prints the medians of both, which take turns, and their ratio."""
    taken = [(seconds(ours), seconds(bare)) for _ in range(rounds)]
    own, other = (median(column) for column in zip(*taken, strict=True))
    print(f"{name:<40} {own * 1000:10.1f} ms {other * 1000:10.1f} ms {own / other:6.2f}x", flush=True)


def bare(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def due(path: Path) -> None:
    with History(path) as history:
        history.on_day(NAMESPACE, TODAY)
        history.seen(NAMESPACE)
        next(history.due_after(NAMESPACE, TODAY))


def bare_due(path: Path) -> None:
    today = TODAY.isoformat()
    with closing(bare(path)) as connection:
        connection.execute(
            f"SELECT {STATE_COLUMNS} FROM card_state WHERE namespace = ? "
            "AND (due_day <= ? OR last_day >= ? OR suspended OR buried_until > ?)",
            (NAMESPACE, today, today, today),
        ).fetchall()
        connection.execute(
            "SELECT namespace, note, card FROM card_state WHERE namespace = ? AND due_day IS NOT NULL",
            (NAMESPACE,),
        ).fetchall()
        connection.execute(
            "SELECT note, card, due_day FROM card_state WHERE namespace = ? AND due_day > ? "
            "ORDER BY due_day, note, card",
            (NAMESPACE, today),
        ).fetchone()


def new_reviews(number: int) -> Iterator[Review]:
    """A review on the last day for every card, in its turn."""
    return (
        Review(
            EventId(f"{review.id}x"),
            moment_of(datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=12, seconds=index)),
            review.card,
            review.grade,
            review.duration_ms,
        )
        for index, review in enumerate(reviews(number, seed=2))
    )


def grades(path: Path, number: int, rounds: int = 200) -> None:
    """One grade, in turns: in a history, and by two statements into a copy of it."""
    copy = path.with_name("copy.db")
    copyfile(path, copy)
    taken = []
    insert = f"INSERT INTO event ({COLUMNS}) VALUES ({PLACES})"
    save = f"INSERT OR REPLACE INTO card_state ({STATE_COLUMNS}) VALUES ({STATE_PLACES})"
    with History(path) as history, closing(bare(copy)) as connection:
        state = connection.execute(f"SELECT {STATE_COLUMNS} FROM card_state LIMIT 1").fetchone()

        def statements(event: Row, card: CardKey) -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(insert, event)
            connection.execute(save, (*card, *state[3:]))
            connection.execute("COMMIT")

        for _, review in zip(range(rounds), new_reviews(number), strict=False):
            row = row_of_event(review)
            own = seconds(lambda review=review: history.record(review))  # type: ignore[misc]
            other = seconds(lambda row=row, review=review: statements(row, review.card))  # type: ignore[misc]
            taken.append((own, other))
    own, other = (median(column) for column in zip(*taken, strict=True))
    name = f"one grade after {number:,} reviews"
    print(f"{name:<40} {own * 1000:10.2f} ms {other * 1000:10.2f} ms {own / other:6.2f}x", flush=True)


def replay(path: Path) -> None:
    with History(path) as history:
        history.replay()


def bare_replay(path: Path) -> None:
    """Reads the whole log in the order of cards, and writes as many states."""
    with closing(bare(path)) as connection:
        states = connection.execute(f"SELECT {STATE_COLUMNS} FROM card_state").fetchall()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM card_state")
        for _ in connection.execute(f"SELECT {COLUMNS} FROM event ORDER BY namespace, note, card, at_ms"):
            pass
        connection.executemany(f"INSERT INTO card_state ({STATE_COLUMNS}) VALUES ({STATE_PLACES})", states)
        connection.execute("COMMIT")


def export(path: Path, target: Path) -> None:
    with History(path) as history, target.open("wb") as file:
        file.writelines(f"{line}\n".encode() for line in exported(history))


def bare_export(path: Path, target: Path) -> None:
    pairs = ", ".join(f"'{column}', {column}" for column in CONTENT)
    query = f"SELECT json_object({pairs}) FROM event ORDER BY at_ms, id"
    with closing(bare(path)) as connection, target.open("wb") as file:
        file.writelines(f"{line}\n".encode() for (line,) in connection.execute(query))


def import_(path: Path, source: Path) -> None:
    _remove(path)
    with History(path) as history, source.open("rb") as lines:
        import_lines(history, lines, source.name)


def bare_import(path: Path, source: Path, states: list[Row]) -> None:
    """Has SQLite parse each line into a row of the same table, and writes as many states."""
    _remove(path)
    create_history(path)
    values = ", ".join(f"json_extract(?1, '$.{column}')" for column in CONTENT)
    with closing(bare(path)) as connection, source.open(encoding="utf-8") as lines:
        next(lines)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            f"INSERT INTO event ({', '.join(CONTENT)}) SELECT {values}", ((line,) for line in lines)
        )
        connection.executemany(f"INSERT INTO card_state ({STATE_COLUMNS}) VALUES ({STATE_PLACES})", states)
        connection.execute("COMMIT")


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def main(number: int = 1_000_000) -> None:
    with TemporaryDirectory() as folder:
        path, lines = Path(folder) / "history.db", Path(folder) / "history.jsonl"
        make_history(path, number)
        size = path.stat().st_size / 2**20
        with History(path) as history:
            cards, waiting = len(history.seen(NAMESPACE)), len(history.on_day(NAMESPACE, TODAY))
        print(f"{number:,} reviews over {cards:,} cards, {waiting:,} of which are due, {size:.0f} MiB")
        compare("open, what is due", lambda: due(path), lambda: bare_due(path), rounds=9)
        compare("replay", lambda: replay(path), lambda: bare_replay(path))
        compare("statistics", lambda: stats(path, NAMESPACE, TODAY), lambda: bare_stats(path))
        compare("export", lambda: export(path, lines), lambda: bare_export(path, Path(folder) / "bare.jsonl"))
        with closing(bare(path)) as connection:
            states = connection.execute(f"SELECT {STATE_COLUMNS} FROM card_state").fetchall()
        new = Path(folder) / "new.db"
        compare(
            "import, with its replay", lambda: import_(new, lines), lambda: bare_import(new, lines, states), 1
        )
        _remove(new)
        small = Path(folder) / "small.db"
        make_history(small, 10_000)
        grades(small, 10_000)
        grades(path, number)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
