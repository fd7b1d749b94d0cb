"""Fits FSRS to what a learner recalled."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec

from srs.errors import SrsError
from srs.events import Event
from srs.recalls import Recall, later_recalls, recalls_of

LEAST_RECALLS = 512
"""With fewer the package's optimiser returns the published parameters."""
_PACKAGES = ("fsrs", "torch", "pandas", "tqdm")
"""What that optimiser imports."""
_FITTING = "srs.fsrs_fit"
_QUIETLY = (
    "import runpy, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "runpy.run_module(sys.argv[1], run_name='__main__')"
)
"""Runs a module that Ctrl-C ends without a traceback, also while it imports PyTorch."""


class NoOptimiserError(SrsError):
    """The optimiser of the package fsrs is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "fitting FSRS needs more packages: install them with `pip install 'fsrs[optimizer]>=6.3,<7'`"
        )


class TooFewRecallsError(SrsError):
    """The log is too short to learn from."""

    def __init__(self, recalls: int) -> None:
        super().__init__(
            f"your history holds {recalls} reviews of cards that you had seen on an earlier day, and fitting "
            f"takes {LEAST_RECALLS}: until then the parameters that FSRS comes with are the better guess"
        )


class OptimiserFailedError(SrsError):
    """The process that fits the parameters came to nothing."""

    def __init__(self, said: str) -> None:
        last_line = said.strip().rpartition("\n")[2] or "it said nothing"
        super().__init__(f"fitting FSRS failed, and nothing was changed: {last_line}")


@dataclass(frozen=True, slots=True)
class Fit:
    """Parameters of FSRS, with how well they predict."""

    recalls: int
    """As many recalls were predicted."""
    parameters: tuple[float, ...]
    log_loss: float
    """How wrong the predictions are on average: 0 would be a prophet, 0.69 a coin."""
    published_log_loss: float
    """The same for the parameters that FSRS comes with."""

    @property
    def is_better(self) -> bool:
        """Whether they predict better than those that FSRS comes with."""
        return self.log_loss < self.published_log_loss

    def as_json(self) -> dict[str, object]:
        """What `srs optimise --json` prints."""
        return asdict(self)


def optimise(log: Iterable[Event]) -> Fit:
    """The parameters that predict a log best, given in replay order; takes minutes for a long one.

    Raises `TooFewRecallsError`, `NoOptimiserError`, `OptimiserFailedError`.
    """
    sequences = recalls_of(log)
    recalls = later_recalls(sequences)
    if recalls < LEAST_RECALLS:
        raise TooFewRecallsError(recalls)
    if any(find_spec(name) is None for name in _PACKAGES):
        raise NoOptimiserError
    found = json.loads(_fit(sequences))
    return Fit(recalls, tuple(found["parameters"]), found["log_loss"], found["published_log_loss"])


def _fit(sequences: Sequence[Sequence[Recall]]) -> str:
    """What the other process says; its progress goes to the terminal."""
    asked = json.dumps([[(recall.day.toordinal() - 1, recall.grade) for recall in one] for one in sequences])
    is_terminal = sys.stderr.isatty()
    done = subprocess.run(
        [sys.executable, "-P", "-c", _QUIETLY, _FITTING],
        input=asked,
        stdout=subprocess.PIPE,
        stderr=None if is_terminal else subprocess.PIPE,
        env={**os.environ, "OMP_NUM_THREADS": "1"},  # single numbers: more threads would only wait
        text=True,
        check=False,
    )
    if done.returncode:
        raise OptimiserFailedError("see above" if is_terminal else done.stderr)
    return done.stdout
