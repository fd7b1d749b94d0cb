from srs.config import Settings
from srs.fsrs_scheduler import DEFAULT_PARAMETERS, Fsrs
from srs.scheduling import Scheduling
from srs.scheduling_settings import scheduling_of
from srs.sm2_scheduler import Sm2

OTHER_PARAMETERS = (0.3, *DEFAULT_PARAMETERS[1:])


def test_without_settings_it_is_canonical_sm2() -> None:
    assert scheduling_of(Settings()) == Scheduling()


def test_the_options_of_sm2_reach_it() -> None:
    settings = Settings(overdue_credit=True, ease_penalty_hundredths=20, maximum_interval_days=365, fuzz=True)
    assert scheduling_of(settings) == Scheduling(Sm2(True, 20), 365, fuzz=True)


def test_the_options_of_fsrs_reach_it() -> None:
    settings = Settings(
        scheduler="fsrs", fsrs_parameters=OTHER_PARAMETERS, desired_retention=0.85, maximum_interval_days=365
    )
    assert scheduling_of(settings) == Scheduling(Fsrs(OTHER_PARAMETERS, 0.85), 365)
    assert scheduling_of(Settings(scheduler="fsrs")) == Scheduling(Fsrs())
