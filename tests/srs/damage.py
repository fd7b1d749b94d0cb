"""Histories as a power cut leaves them, and what may happen to their bytes afterwards."""

import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from srs.card_state import CardState
from srs.events import CardKey, Event
from srs.history import History
from tests.srs.samples import NAMESPACE

SUFFIXES = ("", "-wal", "-shm")

_WRITER = """
import os, sys
from pathlib import Path
from srs.events import Undo, Flag, new_event_id
from srs.history import History
from tests.srs.histories import reviews_of
from tests.srs.samples import moment

path = Path(sys.argv[1])
with History(path) as history:  # closed: what it holds is in the main file
    for day in range(3):
        history.record(*reviews_of([f"note-{number:02}" for number in range(30)], moment(days=day).day))
history = History(path)
for event in reviews_of([f"note-{number:02}" for number in range(5)], moment(days=9).day):
    history.record(event)
history.record(Undo(new_event_id(), moment(days=10), event.card, event.id))
history.record(Flag(new_event_id(), moment(days=10), event.card, "why"))
os._exit(0)
"""


@dataclass(frozen=True)
class Killed:
    """The files of a history whose last writer was killed, with what it had saved."""

    files: dict[str, bytes]
    """By suffix."""
    events: list[Event]
    states: dict[CardKey, CardState]

    def write(self, path: Path, changed: dict[str, bytes]) -> None:
        """Puts the files in place, some of them changed."""
        for suffix, data in (self.files | changed).items():
            path.with_name(path.name + suffix).write_bytes(data)


@cache
def killed_history() -> Killed:
    """Ninety reviews in the main file, seven more events in the write-ahead log."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        subprocess.run([sys.executable, "-c", _WRITER, path], check=True)
        files = {suffix: path.with_name(path.name + suffix).read_bytes() for suffix in SUFFIXES}
        with History(path) as history:
            return Killed(files, list(history.events()), history.states(NAMESPACE))
