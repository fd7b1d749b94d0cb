"""Which cards a learner wants: every day, and this once."""

from dataclasses import dataclass

from srs.filters import EVERY_CARD, Filter


@dataclass(frozen=True, slots=True)
class Rules:
    """How a learner wants a day's cards; the defaults leave nothing out."""

    order: str = "due-date"
    """One of `srs.orders.ORDERS`; benchmarks/orders.py found what is remembered best."""
    new_per_day: int | None = None
    reviews_per_day: int | None = None
    bury_siblings: bool = False
    """Whether a note brings one card a day."""


EVERYTHING = Rules()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a learner asks for, this once; the defaults ask for the cards of the day."""

    chosen: Filter = EVERY_CARD
    at_least: int = 0
    """If fewer cards wait, those that are due next come as well, whatever the limit of reviews."""
    ahead_days: int = 0
    """Cards that are due within so many days after today come as well."""
    cram: bool = False
    """Every card comes, due or not, whatever the limits; for one that is not due it is practice."""

    @property
    def reaches_ahead(self) -> bool:
        """Whether cards may come that are not due."""
        return self.cram or self.at_least > 0 or self.ahead_days > 0


CARDS_OF_THE_DAY = Wish()
