"""The settings, each with what it does, what it may be, and what it is unless somebody sets it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar, get_args

from srs.config.fsrs_bounds import FSRS_BOUNDS
from srs.config.kinds import Flag, Kind, Number, Numbers, OneOf, OrNone, Place, Whole, written

T = TypeVar("T")

SchedulerName = Literal["sm2", "fsrs"]
Grading = Literal["buttons", "sm2"]
LeechAction = Literal["mark", "suspend"]
ORDERS = (
    "due-date",
    "relative-overdueness",
    "shortest-interval",
    "longest-interval",
    "hardest",
    "easiest",
    "deck",
    "random",
)
"""In which due cards may be asked, the default first."""
_MANY = 1_000_000
"""More than anybody reviews: a number beyond it is a slip of the hand."""
_LAST_DAY = 3_652_058
"""From the first day of the calendar to its last."""
_ABOUT = "about"


def setting(default: T, kind: Kind[T], meaning: str, example: str, *, is_personal: bool = False) -> T:
    """A field of `Settings`. A personal one belongs to the learner: no collection may set it."""
    return field(default=default, metadata={_ABOUT: (kind, meaning, example, is_personal)})


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set; a value that is None is written `none`."""

    collection: Path | None = setting(
        None,
        OrNone(Place("a folder with an srs.toml"), "the decks that ship"),
        "Your collection: used where no folder upwards has an srs.toml.",
        "~/decks",
        is_personal=True,
    )
    history: Path | None = setting(
        None,
        OrNone(Place("a file"), "history.db in your data folder"),
        "The file that keeps your reviews.",
        "~/reviews.db",
    )
    backups: bool = setting(
        True, Flag(), "Whether dated backups of the history are made.", "false", is_personal=True
    )
    scheduler: SchedulerName = setting(
        "sm2", OneOf(get_args(SchedulerName)), "The algorithm that decides when a card comes back.", "fsrs"
    )
    grading: Grading = setting(
        "buttons",
        OneOf(get_args(Grading)),
        "How you grade: with four buttons, Again to Easy, or with SM-2's numbers from 0 to 5.",
        "sm2",
    )
    rollover_hour: int = setting(
        4, Whole(0, 23), "The hour, by your clock, at which a day begins: before it, yesterday goes on.", "3"
    )
    new_per_day: int | None = setting(
        None, OrNone(Whole(0, _MANY, "cards"), "no limit"), "How many new cards a day brings at most.", "20"
    )
    reviews_per_day: int | None = setting(
        None, OrNone(Whole(0, _MANY, "cards"), "no limit"), "How many due cards a day brings at most.", "200"
    )
    bury_siblings: bool = setting(
        False, Flag(), "Whether other cards of a note wait until tomorrow once one was reviewed.", "true"
    )
    order: str = setting(
        ORDERS[0], OneOf(ORDERS), "In which order due cards are asked.", "relative-overdueness"
    )
    fuzz: bool = setting(
        False,
        Flag(),
        "Whether long intervals vary a little, so that cards learnt together come back on different days.",
        "true",
    )
    maximum_interval_days: int | None = setting(
        None,
        OrNone(Whole(1, _LAST_DAY, "days"), "no limit"),
        "How long the interval of a card may grow at most.",
        "365",
    )
    overdue_credit: bool = setting(
        False, Flag(), "Whether days overdue count towards the interval of a card that was recalled.", "true"
    )
    ease_penalty_hundredths: int = setting(
        0,
        Whole(0, 120, "hundredths"),
        "By how much a failed recall lowers the ease of a card, which begins at 250 hundredths.",
        "20",
    )
    leech_threshold: int = setting(
        8, Whole(0, _MANY, "lapses"), "After how many lapses a card is a leech; 0: never.", "6"
    )
    leech_action: LeechAction = setting(
        "mark",
        OneOf(get_args(LeechAction)),
        "What becomes of a leech: it is marked, or suspended until you have rewritten it.",
        "suspend",
    )
    desired_retention: float = setting(
        0.9, Number(0.70, 0.99), "With FSRS: the share of due cards that you want to recall.", "0.85"
    )
    fsrs_parameters: tuple[float, ...] | None = setting(
        None,
        OrNone(Numbers(FSRS_BOUNDS, "FSRS-6"), "those that FSRS comes with"),
        "With FSRS: the weights of its model of memory.",
        "none",
    )


class About(NamedTuple):
    """What is known of one setting."""

    name: str
    default: object
    kind: Kind[object]
    meaning: str
    example: str
    """A value as on a command line."""
    is_personal: bool
    """Whether it belongs to the learner, so that no collection may set it."""

    @property
    def line(self) -> str:
        """The example as a line of a file."""
        return f"{self.name} = {written(self.kind.from_words(self.example))}"

    @property
    def variable(self) -> str:
        """The variable of the environment that sets it."""
        return f"SRS_{self.name.upper()}"


SETTINGS: Mapping[str, About] = {
    known.name: About(known.name, known.default, *known.metadata[_ABOUT]) for known in fields(Settings)
}
"""Each setting by its name, in the order to show them."""
