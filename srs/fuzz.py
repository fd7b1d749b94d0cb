"""Fuzz: a small variation of intervals, so that cards learnt together do not come back together for ever."""

from hashlib import blake2b

from srs.card_key import CardKey

SHORTEST_FUZZED_DAYS = 3


def fuzzed(interval_days: int, maximum_interval_days: int, card: CardKey, reviews: int) -> int:
    """An interval that differs from `interval_days` by at most `fuzz_days`, and never exceeds the maximum.

    Which one depends on the card and on how often it was reviewed, and on nothing else; every day of the
    range is equally likely. For one review a longer interval never becomes the shorter one.
    """
    width = fuzz_days(interval_days)
    if width == 0:
        return interval_days
    shortest, longest = interval_days - width, min(interval_days + width, maximum_interval_days)
    return shortest + (longest - shortest + 1) * _fraction(card, reviews) // _WHOLE


def fuzz_days(interval_days: int) -> int:
    """By how many days an interval may vary at most: none below 3 days.

    Anki's ranges: one day, 15 % of the days from 2.5 to 7, 10 % of those from 7 to 20, 5 % of those beyond;
    together rounded to whole days. Exact: the sum is in fortieths of a day.
    """
    if interval_days < SHORTEST_FUZZED_DAYS:
        return 0
    fortieths = 40 + 6 * min(interval_days, 7) - 15
    fortieths += 4 * max(0, min(interval_days, 20) - 7)
    fortieths += 2 * max(0, interval_days - 20)
    return (fortieths + 20) // 40


_WHOLE = 1 << 32


def _fraction(card: CardKey, reviews: int) -> int:
    """A number from 0 below `_WHOLE` that looks random; the same on every machine."""
    digest = blake2b(
        "\0".join((*card, str(reviews))).encode("utf-8", "surrogatepass"), digest_size=4
    ).digest()
    return int.from_bytes(digest)
