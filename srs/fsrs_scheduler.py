"""FSRS as a scheduler: the package fsrs, asked in whole days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from srs.errors import SrsError
from srs.memory import FsrsMemory, Memory
from srs.sm2 import Grade

if TYPE_CHECKING:  # an extra: whoever stays with SM-2 needs none
    from fsrs import Rating
    from fsrs import Scheduler as Package

DEFAULT_PARAMETERS = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
"""Those of FSRS-6, written here so that no other version of the package changes a state."""
DEFAULT_RETENTION = 0.9

_FIRST_DAY = datetime(1, 1, 1, tzinfo=UTC)
_MOST_DAYS = date.max.toordinal() // 2
"""Half of the calendar: a review on its last day is due within it."""
_DECIMALS = 6
"""Machines differ in the last digits of floating-point numbers, and their states must not."""


class NoFsrsError(SrsError):
    """FSRS is asked for, and its package is not installed."""

    def __init__(self, origin: str = "") -> None:
        """`origin` is where FSRS is asked for, if that is known."""
        what = f"{origin}: `scheduler` is fsrs, which" if origin else "FSRS"
        super().__init__(
            f"{what} needs the package fsrs: install it with `pip install 'fsrs>=6.3,<7'`, "
            'or set `scheduler = "sm2"`, which needs nothing'
        )


class BadParametersError(SrsError):
    """The weights of FSRS are not what it can take."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"`fsrs_parameters` cannot be: {problem}; "
            '`fsrs_parameters = "none"` takes those that FSRS comes with'
        )


@dataclass(frozen=True, slots=True)
class Fsrs:
    """FSRS-6 without learning steps: Again is any grade that fails."""

    parameters: tuple[float, ...] = DEFAULT_PARAMETERS
    desired_retention: float = DEFAULT_RETENTION
    """The probability of recall at which a card is due."""

    @property
    def fingerprint(self) -> str:
        """Its name with the values of its options."""
        return f"fsrs-6 retention={self.desired_retention} parameters={','.join(map(repr, self.parameters))}"

    def check(self) -> None:
        """Raises `NoFsrsError` and `BadParametersError`."""
        _require_package()
        _package(self.parameters, self.desired_retention)

    def after(self, memory: Memory | None, grade: Grade, elapsed_days: int) -> FsrsMemory:
        """The memory after a review. Raises `NoFsrsError` and `BadParametersError`."""
        package = _package(self.parameters, self.desired_retention)
        from fsrs import Card, State

        if memory is None:
            card, now, repetitions = Card(card_id=0, due=_FIRST_DAY), _FIRST_DAY, 0
        else:
            assert isinstance(memory, FsrsMemory)
            card = Card(0, State.Review, None, memory.stability, memory.difficulty, _FIRST_DAY, _FIRST_DAY)
            now = _FIRST_DAY + timedelta(days=min(elapsed_days, _MOST_DAYS))
            repetitions = memory.repetitions
        reviewed, _ = package.review_card(card, rating_of(grade), now)
        assert reviewed.stability is not None
        assert reviewed.difficulty is not None
        return FsrsMemory(
            repetitions=repetitions + 1 if grade.passes else 0,
            interval_days=(reviewed.due - now).days,
            stability=round(min(reviewed.stability, _MOST_DAYS), _DECIMALS),
            difficulty=round(reviewed.difficulty, _DECIMALS),
        )

    @property
    def forgetting_curve(self) -> str:
        """What `recall_probability` is, in a few words for the learner."""
        return "the retrievability of FSRS"

    def recall_probability(self, memory: Memory, elapsed_days: int) -> float:
        """The predicted probability of recall, so many days after the last review that scheduled.

        Raises `NoFsrsError` and `BadParametersError`.
        """
        package = _package(self.parameters, self.desired_retention)
        from fsrs import Card, State

        assert isinstance(memory, FsrsMemory)
        card = Card(0, State.Review, None, memory.stability, memory.difficulty, _FIRST_DAY, _FIRST_DAY)
        now = _FIRST_DAY + timedelta(days=min(elapsed_days, _MOST_DAYS))
        return package.get_card_retrievability(card, now)


@lru_cache(maxsize=4)
def _package(parameters: tuple[float, ...], desired_retention: float) -> "Package":
    """The package's own scheduler, with neither steps within a day nor a fuzz of its own."""
    _require_package()
    from fsrs import Scheduler

    try:
        return Scheduler(
            parameters,
            desired_retention,
            learning_steps=(),
            relearning_steps=(),
            maximum_interval=_MOST_DAYS,
            enable_fuzzing=False,
        )
    except ValueError as error:
        raise BadParametersError(" ".join(str(error).split())) from error


def _require_package() -> None:
    try:
        import fsrs  # noqa: F401 (an extra)
    except ImportError:
        raise NoFsrsError from None


@lru_cache(maxsize=len(Grade))
def rating_of(grade: Grade) -> "Rating":
    """The package's word for a grade: whatever fails is Again."""
    from fsrs import Rating

    known = {Grade.HARD: Rating.Hard, Grade.GOOD: Rating.Good, Grade.EASY: Rating.Easy}
    return known.get(grade, Rating.Again)
