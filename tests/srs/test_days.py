from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srs.days import BadTimeZoneError, days_later, local_now, moment_of


@pytest.mark.parametrize(
    ("zone", "local", "day"),
    [
        ("UTC", "2026-03-02 03:59", "2026-03-01"),
        ("UTC", "2026-03-02 04:00", "2026-03-02"),
        ("Europe/Berlin", "2026-03-29 03:30", "2026-03-28"),  # the hour after the one that DST skips
        ("Europe/Berlin", "2026-03-29 04:00", "2026-03-29"),
        ("Europe/Berlin", "2026-10-25 03:59", "2026-10-24"),
        ("Europe/Berlin", "2026-10-25 04:00", "2026-10-25"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04"),  # half an hour that comes twice
        ("Pacific/Apia", "2011-12-31 03:59", "2011-12-30"),  # a day that Samoa left out
        ("Pacific/Kiritimati", "2026-03-02 04:00", "2026-03-02"),
        ("Pacific/Pago_Pago", "2026-03-02 03:59", "2026-03-01"),
        ("Etc/GMT+12", "2026-03-02 03:59", "2026-03-01"),
        ("UTC", "2028-02-29 12:00", "2028-02-29"),
        ("UTC", "2028-03-01 03:59", "2028-02-29"),
    ],
)
def test_a_day_begins_at_four_by_the_clock_on_the_wall(zone: str, local: str, day: str) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    assert moment_of(now).day == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Europe/Berlin", "2026-03-28", "2026-03-29"),  # 23 hours
        ("Europe/Berlin", "2026-10-24", "2026-10-25"),  # 25 hours
        ("Australia/Lord_Howe", "2026-04-04", "2026-04-05"),
        ("America/St_Johns", "2010-11-06", "2010-11-07"),
    ],
)
@pytest.mark.parametrize("rollover_hour", [0, 1, 2, 3, 4, 12, 23])
def test_from_noon_to_noon_is_one_day_however_many_hours_it_has(
    zone: str, before: str, after: str, rollover_hour: int
) -> None:
    noons = (datetime.fromisoformat(f"{day} 12:00").replace(tzinfo=ZoneInfo(zone)) for day in (before, after))
    one, other = (moment_of(noon, rollover_hour).day for noon in noons)
    assert other - one == timedelta(days=1)


@given(
    st.datetimes(datetime(1970, 1, 3), datetime(2100, 1, 1), timezones=st.just(UTC)),
    st.integers(0, 23),
)
def test_the_first_and_the_last_zone_are_a_day_or_two_apart(now: datetime, rollover_hour: int) -> None:
    first, last = (
        moment_of(now.astimezone(timezone(timedelta(hours=hours))), rollover_hour) for hours in (14, -12)
    )
    assert first.at_ms == last.at_ms
    assert (first.day - last.day).days in (1, 2)


@pytest.mark.parametrize(
    ("zone", "before"),
    [
        ("Europe/Berlin", "2026-10-24"),
        ("America/New_York", "2026-10-31"),
        ("Australia/Lord_Howe", "2026-04-04"),
        ("Asia/Beirut", "2026-10-24"),  # from midnight to eleven
    ],
)
@pytest.mark.parametrize("rollover_hour", range(24))
def test_no_day_comes_back_when_the_clock_goes_back_at_a_full_hour(
    zone: str, before: str, rollover_hour: int
) -> None:
    begin = datetime.fromisoformat(before).replace(tzinfo=UTC)
    half_hours = (begin + timedelta(minutes=30 * number) for number in range(96))
    days = [moment_of(now.astimezone(ZoneInfo(zone)), rollover_hour).day for now in half_hours]
    assert days == sorted(days)


def test_a_day_may_come_back_where_the_clock_goes_back_just_after_midnight() -> None:
    """Newfoundland did so at one minute past: the history has to bear it."""
    begin = datetime(2010, 11, 7, 2, 30, 30, tzinfo=UTC)
    days = [
        moment_of((begin + timedelta(minutes=minutes)).astimezone(ZoneInfo("America/St_Johns")), 0).day.day
        for minutes in (-1, 0, 1)
    ]
    assert days == [6, 7, 6]


def test_the_clock_follows_a_machine_to_another_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    offsets = []
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        monkeypatch.setenv("TZ", zone)
        offsets.append(local_now().utc_offset_minutes)
    monkeypatch.undo()
    local_now()
    assert offsets == [14 * 60, -11 * 60]


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


def test_a_zone_of_a_day_or_more_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "XXX-25")
    with pytest.raises(BadTimeZoneError, match="set TZ to one like"):
        local_now()
    monkeypatch.undo()
    local_now()
