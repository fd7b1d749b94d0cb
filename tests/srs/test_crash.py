"""A review that is killed loses nothing that it acknowledged, with real processes and real signals."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from srs.history import History
from tests.srs.samples import NAMESPACE, repetitions

CARDS = 12

REVIEWER = f"""
import sys
from pathlib import Path
from srs.days import local_now
from srs.history import History
from srs.session import Session
from srs.sm2 import Grade
from tests.srs.samples import basic, cards

collection = cards(*(basic(f"note-{{number:02}}") for number in range({CARDS})))
session = Session(collection, History(Path(sys.argv[1])), local_now)
while session.step is not None:
    note = session.step.card.key.note
    session.reveal()
    session.grade(Grade.GOOD)
    print(note, flush=True)
    if sys.argv[2] == "wait":
        sys.stdin.readline()
"""


@contextmanager
def reviewer(history: Path, pace: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", REVIEWER, history, pace],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    with process:
        yield process
        process.kill()


def check_integrity(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def reviewed(path: Path) -> list[str]:
    with History(path) as history:
        notes = [event.card.note for event in history.events()]
        assert sorted(notes) == sorted(card.note for card in history.states(NAMESPACE))
    return notes


@pytest.mark.parametrize("grades", [1, 2, 7, CARDS])
def test_a_kill_after_any_grade_loses_none_and_doubles_none(tmp_path: Path, grades: int) -> None:
    path = tmp_path / "history.db"
    with reviewer(path, "wait") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip()]
        for _ in range(grades - 1):
            process.stdin.write("\n")
            acknowledged.append(process.stdout.readline().strip())
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    assert reviewed(path) == acknowledged
    check_integrity(path)


@pytest.mark.parametrize("grades", [1, 4, 8])
def test_a_kill_in_full_flight_keeps_every_acknowledged_grade(tmp_path: Path, grades: int) -> None:
    path = tmp_path / "history.db"
    with reviewer(path, "run") as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip() for _ in range(grades)]
        os.kill(process.pid, signal.SIGKILL)
        acknowledged += [line.strip() for line in process.stdout]
    notes = reviewed(path)
    assert notes[: len(acknowledged)] == acknowledged
    assert len(notes) <= len(acknowledged) + 1
    assert len(set(notes)) == len(notes)
    check_integrity(path)


def test_a_review_goes_on_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with reviewer(path, "wait") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    with reviewer(path, "run") as process:
        assert process.stdout is not None
        assert len(process.stdout.readlines()) == CARDS - 1
    assert len(reviewed(path)) == CARDS


def test_two_processes_review_at_once(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with reviewer(path, "run") as one, reviewer(path, "run") as other:
        assert one.stdout is not None
        assert other.stdout is not None
        acknowledged = one.stdout.readlines() + other.stdout.readlines()
        assert one.wait() == other.wait() == 0
    check_integrity(path)
    with History(path) as history:
        events = list(history.events())
        states = history.states(NAMESPACE)
    assert sorted(event.card.note for event in events) == sorted(line.strip() for line in acknowledged)
    assert len(states) == CARDS
    # Whoever came second to a card only drilled it.
    assert {repetitions(state) for state in states.values()} == {1}
