"""Review in child processes and kill them at random moments: `python -m tests.srs.kills FOLDER SEED KILLS`.

Prints one JSON object. The children are forked from this process, which has imported everything and has no
threads: that is what makes hundreds of them cheap.
"""

import json
import os
import random
import signal
import sys
import time
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

from srs.card_state import CANONICAL
from srs.cards import Cards
from srs.days import local_now
from srs.history import History
from srs.session import Session
from srs.sm2 import Grade
from srs.upkeep.history_verify import verify_history
from tests.srs.samples import NAMESPACE, basic, cards

CARDS = 60
MOST_GRADES = 12
"""Before a kill."""
LONGEST_PAUSE_S = 0.004
"""Between the last of them and the kill: more than a grade takes."""


@dataclass
class Report:
    """What became of the reviews of one seed."""

    kills: int = 0
    """Children that a signal ended; the others had reviewed everything by then."""
    acknowledged: int = 0
    unacknowledged: int = 0
    """Grades that were saved, and the child killed before it could say so."""
    problems: list[str] = field(default_factory=list)


def main(folder: Path, seed: int, kills: int) -> Report:
    """Goes on with reviews, in one history after the other, until so many children were killed."""
    moments, report, number = random.Random(seed), Report(), 0
    collection = cards(*(basic(f"note-{number:02}") for number in range(CARDS)))
    while report.kills < kills:
        path, acknowledged, is_over = folder / f"{number}.db", list[str](), False
        number += 1
        while not is_over and report.kills < kills:
            grades, pause_s = moments.randint(0, MOST_GRADES), moments.uniform(0, LONGEST_PAUSE_S)
            notes, is_over = _killed(collection, path, grades, pause_s)
            report.kills += not is_over
            acknowledged += notes
            if is_over or moments.random() < 0.1:  # otherwise the next child finds what the kill left
                _check(path, acknowledged, report)
        report.unacknowledged += _check(path, acknowledged, report) - len(acknowledged)
        report.acknowledged += len(acknowledged)
    return report


def _killed(collection: Cards, path: Path, grades: int, pause_s: float) -> tuple[list[str], bool]:
    """What a child acknowledged before it was killed, and whether it had come to its end.

    It is killed as long as `pause_s` after so many grades, in whatever it is doing by then.
    """
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        _review(collection, path, sink)
        os._exit(0)
    os.close(sink)
    with open(source) as acknowledged:  # noqa: PTH123 - a pipe
        notes = [note.strip() for note in islice(acknowledged, grades)]
        time.sleep(pause_s)
        os.kill(child, signal.SIGKILL)
        notes += acknowledged.read().split()
    _, status = os.waitpid(child, 0)
    return notes, status == 0


def _review(collection: Cards, path: Path, sink: int) -> None:
    session = Session(collection, History(path), local_now)
    while session.step is not None:
        note = session.step.card.key.note  # type: ignore[union-attr]
        session.reveal()
        session.grade(Grade.GOOD)
        os.write(sink, f"{note}\n".encode())


def _check(path: Path, acknowledged: list[str], report: Report) -> int:
    """Every acknowledged grade is there, none is there twice, and nothing is wrong; how many are there."""
    with History(path) as history:
        saved = [event.card.note for event in history.events()]
        graded = {card.note for card in history.states(NAMESPACE)}
    if missing := set(acknowledged) - set(saved):
        report.problems.append(f"{path.name}: {sorted(missing)} are lost")
    if len(set(saved)) < len(saved):
        report.problems.append(f"{path.name}: {sorted(saved)} holds grades twice")
    if graded != set(saved):
        report.problems.append(f"{path.name}: the states are those of other cards")
    report.problems += (found.text for found in verify_history(path, CANONICAL, local_now().at_ms).problems)
    return len(saved)


if __name__ == "__main__":
    folder, seed, kills = sys.argv[1:]
    print(json.dumps(asdict(main(Path(folder), int(seed), int(kills)))))
