"""By what the states of cards were derived, in words: other words, other states."""


def of_sm2(*, overdue_credit: bool, ease_penalty_hundredths: int) -> str:
    """SM-2 with the values of its options."""
    credit = " overdue-credit=1" if overdue_credit else ""
    penalty = f" ease-penalty={ease_penalty_hundredths}" if ease_penalty_hundredths else ""
    return f"sm2{credit}{penalty}"


def of_scheduling(scheduler: str, *, maximum_interval_days: int, fuzz: bool) -> str:
    """A scheduler, by its fingerprint, with the bounds that hold for any."""
    return f"{scheduler} maximum={maximum_interval_days}{' fuzz=1' if fuzz else ''}"
