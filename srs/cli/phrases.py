"""Numbers and days as a learner reads them."""

from datetime import date


def counted(number: int, noun: str) -> str:
    """`1 card`, `2 cards`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def when(day: date, today: date) -> str:
    """`tomorrow (2026-03-02)`, `in 5 days (2026-03-06)`."""
    days = (day - today).days
    distance = "tomorrow" if days == 1 else f"in {counted(days, 'day')}"
    return f"{distance} ({day.isoformat()})"


def listed(words: list[str]) -> str:
    """`1`, `1 and 2`, `1, 2 and 3`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
