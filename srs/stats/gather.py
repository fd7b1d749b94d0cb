"""Gathers the statistics of the chosen cards of a collection."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from srs.card_place import CardPlace
from srs.events import CardKey, Event
from srs.history import History
from srs.scheduler import Scheduler
from srs.sm2_scheduler import Sm2
from srs.stats import tallies
from srs.stats.answer_times import answer_times
from srs.stats.calibration import Prediction, calibration, predictions
from srs.stats.figures import (
    AnswerTimes,
    Calibration,
    CardCounts,
    Day,
    Recalls,
    Retention,
    Spread,
    Spreads,
    Statistics,
    Streak,
)
from srs.stats.forecast import nothing_due, read_forecast, simulate_forecast
from srs.stats.hardest import read_hardest
from srs.stats.retention import retention
from srs.stats.spreads import read_spreads
from srs.stats.standing import read_standing
from srs.stats.streaks import streak
from srs.stats.tables import counting, make_tables, require_days
from srs.storage.event_table import log_of_cards

MOST_CARDS = 10
"""How many of the hardest and of the slowest cards are listed."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cards are counted, from which day on."""

    collection: str
    """Its title."""
    namespace: str
    places: Mapping[CardKey, CardPlace]
    """The chosen cards."""
    is_filtered: bool
    """Whether cards were left out; if none were, those that left the collection count, too."""
    today: date
    since: date | None = None
    """The first day of the log that counts; None: all do."""


def quick_statistics(history: History, scope: Scope) -> Statistics:
    """The statistics that SQLite can count: neither a calibration nor simulated reviews."""
    first_day = scope.since.toordinal() if scope.since else 0
    with counting(history, scope.namespace) as connection:
        if connection is None:
            return _nothing(scope, history)
        counted = make_tables(connection, scope.namespace, scope.places, with_retired=not scope.is_filtered)
        require_days(connection, scope.namespace)
        days = tallies.by_day(connection)
        that_count = [day for day in days if day.day >= first_day]
        cards = list(tallies.by_card(connection, first_day))
        return Statistics(
            collection=scope.collection,
            today=scope.today,
            since=scope.since,
            is_filtered=scope.is_filtered,
            scheduler=_name(history.scheduling.scheduler),
            cards=read_standing(connection, scope.namespace, counted),
            streak=streak([date.fromordinal(day.day) for day in days], scope.today),
            days=tuple(Day(date.fromordinal(day.day), day.reviews, day.duration_ms) for day in that_count),
            retention=retention(that_count, tallies.by_age(connection, first_day), cards, counted),
            forecast=read_forecast(connection, scope.namespace, scope.today),
            answer_times=answer_times(
                tallies.times(connection, first_day),
                tallies.slowest(connection, MOST_CARDS, first_day),
                counted,
            ),
            spreads=read_spreads(connection, scope.namespace),
            hardest=read_hardest(connection, scope.namespace, counted, cards, MOST_CARDS),
            calibration=None,
        )


def full_statistics(history: History, scope: Scope) -> Statistics:
    """All of the statistics; replays the log, which takes longer than to count it."""
    return with_replay(quick_statistics(history, scope), history, scope)


def with_replay(
    quick: Statistics, history: History, scope: Scope, after_card: Callable[[], object] = bool
) -> Statistics:
    """The statistics with what a replay of the log adds; `after_card` is called after each card of it."""
    with counting(history, scope.namespace) as connection:
        if connection is None:
            return replace(quick, calibration=_calibration(history, ()))
        make_tables(connection, scope.namespace, scope.places, with_retired=False)
        forecast = simulate_forecast(connection, scope.namespace, scope.today, history.scheduling)
        made = _predictions(log_of_cards(connection, scope.namespace), history, scope, after_card)
        return replace(quick, forecast=forecast, calibration=_calibration(history, made))


def _predictions(
    log: Iterable[Event], history: History, scope: Scope, after_card: Callable[[], object]
) -> Iterator[Prediction]:
    for card, events in groupby(log, key=lambda event: event.card):
        if card in scope.places or not scope.is_filtered:
            for prediction in predictions(events, history.scheduling):
                if scope.since is None or prediction.day >= scope.since:
                    yield prediction
        after_card()


def _calibration(history: History, made: Iterable[Prediction]) -> Calibration:
    return calibration(history.scheduling.scheduler.forgetting_curve, made)


def _name(scheduler: Scheduler) -> str:
    return "sm2" if isinstance(scheduler, Sm2) else "fsrs"


def _nothing(scope: Scope, history: History) -> Statistics:
    """The statistics where there is no history."""
    none, new = Recalls(0, 0), len(scope.places)
    spread = Spread(None, ())
    return Statistics(
        collection=scope.collection,
        today=scope.today,
        since=scope.since,
        is_filtered=scope.is_filtered,
        scheduler=_name(history.scheduling.scheduler),
        cards=CardCounts(new, new, 0, 0, 0, 0),
        streak=Streak(0, 0, None),
        days=(),
        retention=Retention(none, none, none, (), (), ()),
        forecast=nothing_due(scope.today),
        answer_times=AnswerTimes(None, (), ()),
        spreads=Spreads(spread, spread, spread, spread),
        hardest=(),
        calibration=None,
    )
