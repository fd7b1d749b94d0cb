from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srs.days import days_later, moment_of


@pytest.mark.parametrize(
    ("zone", "local", "day"),
    [
        ("UTC", "2026-03-02 03:59", "2026-03-01"),
        ("UTC", "2026-03-02 04:00", "2026-03-02"),
        ("Europe/Berlin", "2026-03-29 03:30", "2026-03-28"),  # the hour after the one that DST skips
        ("Europe/Berlin", "2026-03-29 04:00", "2026-03-29"),
        ("Europe/Berlin", "2026-10-25 03:59", "2026-10-24"),
        ("Europe/Berlin", "2026-10-25 04:00", "2026-10-25"),
        ("Pacific/Kiritimati", "2026-03-02 04:00", "2026-03-02"),
        ("Pacific/Pago_Pago", "2026-03-02 03:59", "2026-03-01"),
        ("UTC", "2028-02-29 12:00", "2028-02-29"),
    ],
)
def test_a_day_begins_at_four_by_the_clock_on_the_wall(zone: str, local: str, day: str) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    assert moment_of(now).day == date.fromisoformat(day)


def test_a_moment_keeps_utc_and_the_offset() -> None:
    now = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Asia/Kolkata"))
    moment = moment_of(now)
    assert moment.utc_offset_minutes == 330
    assert datetime.fromtimestamp(moment.at_ms / 1000, UTC) == now


def test_a_time_without_a_zone_has_no_moment() -> None:
    with pytest.raises(ValueError, match="zone"):
        moment_of(datetime(2026, 7, 1, 12))


@given(st.dates(), st.integers(min_value=0, max_value=10**9))
def test_later_days_never_leave_the_calendar(day: date, days: int) -> None:
    later = days_later(day, days)
    assert day <= later
    assert later == date.max or later - day == timedelta(days=days)
