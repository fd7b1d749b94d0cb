"""The figures of `srs stats`; docs/statistics.md defines each."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

_DESCRIBED = {"use_attribute_docstrings": True, "json_schema_serialization_defaults_required": True}
"""Has the JSON Schema describe each field by its docstring, and promise all of them."""


@dataclass(frozen=True, slots=True)
class Recalls:
    """How many of some true recalls succeeded."""

    __pydantic_config__: ClassVar = _DESCRIBED
    passed: int
    total: int
    rate: float | None = field(init=False, default=None)
    """Passed by total, from 0 to 1; null where there were none."""

    def __post_init__(self) -> None:
        if self.total:
            object.__setattr__(self, "rate", self.passed / self.total)


@dataclass(frozen=True, slots=True)
class MonthRetention:
    """The true recalls of a calendar month."""

    __pydantic_config__: ClassVar = _DESCRIBED
    month: str
    """As in `2026-03`."""
    recalls: Recalls


@dataclass(frozen=True, slots=True)
class AgeRetention:
    """The true recalls after intervals of a certain length."""

    __pydantic_config__: ClassVar = _DESCRIBED
    from_days: int
    to_days: int | None
    """The longest interval, included; null: any longer one."""
    recalls: Recalls


@dataclass(frozen=True, slots=True)
class DeckRetention:
    """The true recalls of a deck."""

    __pydantic_config__: ClassVar = _DESCRIBED
    deck: str | None
    """Its Anki name; null: cards that left the collection."""
    recalls: Recalls


@dataclass(frozen=True, slots=True)
class Retention:
    """True retention: of the first reviews of a day of cards that were not new, how many passed."""

    __pydantic_config__: ClassVar = _DESCRIBED
    all: Recalls
    young: Recalls
    """After less than 21 days."""
    mature: Recalls
    """After 21 days or more."""
    by_month: tuple[MonthRetention, ...]
    by_age: tuple[AgeRetention, ...]
    by_deck: tuple[DeckRetention, ...]


@dataclass(frozen=True, slots=True)
class CardCounts:
    """How the cards stand today."""

    __pydantic_config__: ClassVar = _DESCRIBED
    total: int
    """In the collection: new, young, mature and suspended."""
    new: int
    young: int
    """Reviewed, with an interval below 21 days."""
    mature: int
    """Reviewed, with an interval of 21 days or more."""
    suspended: int
    retired: int
    """Reviewed once, no longer in the collection."""


@dataclass(frozen=True, slots=True)
class Day:
    """What was reviewed on a day."""

    __pydantic_config__: ClassVar = _DESCRIBED
    day: date
    reviews: int
    duration_ms: int
    """From questions to grades, each no longer than a minute."""


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row with at least one review."""

    __pydantic_config__: ClassVar = _DESCRIBED
    current: int
    """Up to today, or up to yesterday as long as nothing was reviewed today."""
    longest: int
    longest_until: date | None
    """The last day of the longest; null: nothing was ever reviewed."""


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """How long answers take."""

    __pydantic_config__: ClassVar = _DESCRIBED
    deck: str | None
    """Its Anki name; null: cards that left the collection."""
    reviews: int
    median_s: float
    """To a tenth of a second."""
    mean_s: float
    """Answers that took more than a minute count as one."""


@dataclass(frozen=True, slots=True)
class SlowCard:
    """A card that took much time."""

    __pydantic_config__: ClassVar = _DESCRIBED
    note: str
    """The id of its note."""
    card: str
    deck: str | None
    """Its Anki name; null: it left the collection."""
    reviews: int
    total_s: float
    """Of all its answers; those that took more than a minute count as one."""
    median_s: float
    """To a tenth of a second."""


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """How long answers take: in all, by deck, and of the cards that took the most time."""

    __pydantic_config__: ClassVar = _DESCRIBED
    all: AnswerTime | None
    """Null: nothing was reviewed."""
    by_deck: tuple[AnswerTime, ...]
    slowest: tuple[SlowCard, ...]
    """The ten cards that took the most time in all, the most first."""


@dataclass(frozen=True, slots=True)
class DayLoad:
    """How many cards come on a day."""

    __pydantic_config__: ClassVar = _DESCRIBED
    day: date
    due: int
    """Scheduled by now; what is overdue counts today."""
    simulated: int | None
    """With what comes again if each card is reviewed on its day and gets Good; null: not simulated."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The cards whose value lies in a range."""

    __pydantic_config__: ClassVar = _DESCRIBED
    low: float
    """The least value, included."""
    high: float | None
    """Where the range ends, excluded; null: never."""
    cards: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How a value is distributed over the cards that have one."""

    __pydantic_config__: ClassVar = _DESCRIBED
    median: float | None
    """Null: no card has one."""
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Spreads:
    """How cards differ; what the present scheduler does not know has no bins."""

    __pydantic_config__: ClassVar = _DESCRIBED
    interval_days: Spread
    ease: Spread
    """Of SM-2."""
    stability_days: Spread
    """Of FSRS: after so many days the probability of recall is 90 %."""
    difficulty: Spread
    """Of FSRS, from 1 to 10."""


@dataclass(frozen=True, slots=True)
class HardCard:
    """A card that is forgotten often."""

    __pydantic_config__: ClassVar = _DESCRIBED
    note: str
    """The id of its note."""
    card: str
    deck: str | None
    """Its Anki name; null: it left the collection."""
    lapses: int
    recalls: Recalls
    suspended: bool


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """The true recalls whose predicted probability lies in a range."""

    __pydantic_config__: ClassVar = _DESCRIBED
    low: float
    high: float
    predicted: float
    """The mean of the predictions."""
    recalls: Recalls
    observed_low: float
    """Where the 95% confidence interval of the observed rate begins (Wilson's)."""
    observed_high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether what was predicted came true."""

    __pydantic_config__: ClassVar = _DESCRIBED
    model: str
    """What predicts."""
    recalls: Recalls
    predicted: float | None
    """The mean of all predictions; null where there were no recalls."""
    log_loss: float | None
    """The mean surprise in nats: less is better."""
    rmse: float | None
    """Between predicted and observed over the bins, each weighted by its recalls."""
    bins: tuple[CalibrationBin, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """The statistics of the chosen cards of a collection."""

    __pydantic_config__: ClassVar = _DESCRIBED
    collection: str
    """Its title."""
    today: date
    since: date | None
    """The first day that counts for all but `cards`, `streak`, `forecast` and `spreads`; null: all do."""
    is_filtered: bool
    """Whether some cards only are counted."""
    scheduler: str
    """`sm2` or `fsrs`."""
    cards: CardCounts
    streak: Streak
    days: tuple[Day, ...]
    """Those with reviews, in order: the calendar."""
    retention: Retention
    forecast: tuple[DayLoad, ...]
    """Today and the 29 days after it. New cards are not in it."""
    answer_times: AnswerTimes
    spreads: Spreads
    hardest: tuple[HardCard, ...]
    calibration: Calibration | None
    """Null: not asked for."""

    @property
    def reviews(self) -> int:
        """Every graded recall in the days that count."""
        return sum(day.reviews for day in self.days)
