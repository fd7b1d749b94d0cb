"""The calendar of a year."""

from collections.abc import Mapping
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from srs.stats.figures import Day
from srs.stats.year import Year, year_of

TODAY = date(2026, 3, 4)  # a Wednesday


def year(reviews: Mapping[date, int]) -> Year:
    return year_of([Day(day, number, 0) for day, number in reviews.items()], TODAY)


def test_it_ends_with_the_week_of_today() -> None:
    mondays = year({}).mondays
    assert len(mondays) == 53
    assert mondays[-1] == date(2026, 3, 2)


def test_a_month_is_named_at_the_week_of_its_first_day() -> None:
    found = year({})
    weeks = {name: found.mondays[week] for week, name in found.month_names.items()}
    assert weeks["Mar"] == date(2026, 2, 23)
    assert weeks["Jan"] == date(2025, 12, 29)


def test_days_that_are_over_a_year_ago_or_yet_to_come_are_not_in_it() -> None:
    days = (TODAY - timedelta(days=400), TODAY, TODAY + timedelta(days=1))
    assert year(dict.fromkeys(days, 1)).reviews == {TODAY: 1}


def test_days_are_shared_out_among_the_shades() -> None:
    found = year({TODAY - timedelta(days=ago): 1 + ago for ago in range(40)})
    assert [found.shade(reviews) for reviews in (0, 1, 10, 11, 21, 31, 40)] == [None, 0, 0, 1, 2, 3, 3]
    assert found.ranges == [(0, "1-10"), (1, "11-20"), (2, "21-30"), (3, "31 or more")]


def test_days_that_are_all_alike_have_the_strongest_shade() -> None:
    found = year({TODAY: 1})
    assert found.shade(1) == 3
    assert found.ranges == [(3, "1 or more")]


@given(st.lists(st.integers(1, 60), min_size=1, max_size=60))
def test_more_reviews_never_have_a_weaker_shade(numbers: list[int]) -> None:
    found = year({TODAY - timedelta(days=ago): number for ago, number in enumerate(numbers)})
    shades = [found.shade(number) or 0 for number in sorted(numbers)]
    assert shades == sorted(shades)
    assert shades[-1] == 3
