"""When digests go out and quiet hours last, over years and zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.delivery_schedule import (
    DeliverySchedule,
    Frequency,
    QuietWindow,
    changed_window,
    delivery_window,
    next_window,
)

# Clocks that change at midnight, by half an hour, southward, twice around Ramadan, by a whole day, and never.
ZONES = (
    *("UTC", "Asia/Amman", "Asia/Beirut", "Asia/Gaza", "Africa/Cairo", "Africa/Casablanca", "Asia/Tehran"),
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati"),
    *("America/Santiago", "Asia/Kathmandu"),
)
MINUTES = st.integers(0, 1439)
MOMENTS = st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - it adds them
QUIET = st.one_of(st.just((None, None)), st.tuples(MINUTES, MINUTES))


@st.composite
def schedules(draw: st.DrawFn) -> DeliverySchedule:
    """Any delivery schedule."""
    frequency = draw(st.sampled_from(Frequency))
    first, last = draw(QUIET)
    minute, weekday = (draw(MINUTES), draw(st.integers(0, 6))) if frequency is not Frequency.NOW else (None, None)
    return DeliverySchedule(frequency, minute, weekday, first, last, draw(st.sampled_from(ZONES)))


def at(text: str, zone: str) -> datetime:
    """A moment by the clock of a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@given(schedules(), MOMENTS)
def test_what_is_held_is_due_after_now(schedule: DeliverySchedule, now: datetime) -> None:
    """A window begins before it ends, ends after now, and within the time that its frequency has between two."""
    quiet_window = delivery_window(schedule, now)
    quiet = schedule.quiet_from is not None and schedule.quiet_from != schedule.quiet_to
    assert (quiet_window is None) is (schedule.frequency is Frequency.NOW and not quiet)
    if quiet_window:
        since, due = quiet_window
        assert since < due
        assert now < due
        longest = timedelta(days=7) if schedule.frequency is Frequency.WEEKLY else timedelta(days=1)
        # A clock may be set back, a whole day be left out, and quiet hours put off what is due.
        assert due - max(now, since) <= longest + timedelta(days=2 if "Apia" in schedule.zone else 1, hours=2)


@given(schedules(), MOMENTS)
def test_windows_follow_each_other(schedule: DeliverySchedule, now: datetime) -> None:
    """Rolled again and again, nothing is held twice, no window is older than the one before, and none is skipped."""
    held = next_window(schedule, now)
    windows: list[QuietWindow] = []
    while held and len(windows) < 20:
        windows.append(held)
        held = next_window(schedule, held[1])
    for (since, due), (after, later) in pairwise(windows):
        assert since <= due <= after < later
        if schedule.frequency is not Frequency.NOW:
            assert after == due


@given(schedules(), MOMENTS, st.integers(0, 60 * 24 * 9))
def test_a_late_roll_holds_from_then_on(schedule: DeliverySchedule, now: datetime, minutes: int) -> None:
    """However late what was due goes out, the next window holds nothing that went with it."""
    late = now + timedelta(minutes=minutes)
    quiet_window = next_window(schedule, late)
    assert quiet_window is None or late <= quiet_window[0] < quiet_window[1]


@given(schedules(), schedules(), MOMENTS, MOMENTS)
def test_nothing_held_is_lost_by_a_change(
    old: DeliverySchedule, new: DeliverySchedule, now: datetime, then: datetime
) -> None:
    """What was held until the change stays held from its first moment on; what was not held never becomes so."""
    held = next_window(old, min(now, then))
    now = max(now, then)
    changed = changed_window(held, new, now)
    if held and held[0] <= now:
        assert changed
        assert changed[0] == held[0]
        assert changed[1] <= max(now, (delivery_window(new, now) or (now, now))[1])
    elif changed:
        assert changed[0] >= now


@given(schedules(), MOMENTS)
def test_the_same_rhythm_chosen_again_changes_nothing_ahead(schedule: DeliverySchedule, now: datetime) -> None:
    """Who chooses what they have, while it holds nothing yet or holds on, has the same hour due."""
    held = next_window(schedule, now)
    changed = changed_window(held, schedule, now)
    assert changed == held


@pytest.mark.parametrize(
    ("zone", "now", "due"),
    [
        ("Asia/Amman", "2025-04-28T07:59", "2025-04-28T08:00"),
        ("Asia/Amman", "2025-04-28T08:00", "2025-04-29T08:00"),
        ("Europe/Berlin", "2025-03-29T12:00", "2025-03-30T08:00"),  # a day of 23 hours
        ("Europe/Berlin", "2025-10-25T12:00", "2025-10-26T08:00"),  # one of 25
        ("America/New_York", "2025-11-01T23:00", "2025-11-02T08:00"),
    ],
)
def test_a_daily_digest_comes_at_its_hour_by_the_clock(zone: str, now: str, due: str) -> None:
    """At eight by the clock on the wall, whatever was done to that clock in the night."""
    quiet_window = delivery_window(DeliverySchedule(Frequency.DAILY, 8 * 60, zone=zone), at(now, zone))
    assert quiet_window
    assert quiet_window[1] == at(due, zone)


def test_an_hour_that_is_left_out_comes_an_hour_later() -> None:
    """In Berlin 02:30 was not, on 30 March 2025: the digest comes at 03:30, and the next day at 02:30."""
    schedule = DeliverySchedule(Frequency.DAILY, 150, zone="Europe/Berlin")
    first = delivery_window(schedule, at("2025-03-29T12:00", "Europe/Berlin"))
    assert first
    assert first[1] == at("2025-03-30T03:30", "Europe/Berlin")
    second = delivery_window(schedule, first[1])
    assert second
    assert second[1] == at("2025-03-31T02:30", "Europe/Berlin")


def test_an_hour_that_comes_twice_brings_one_digest() -> None:
    """In Berlin 02:30 came twice, on 26 October 2025: the digest comes with the first, and not again."""
    schedule = DeliverySchedule(Frequency.DAILY, 150, zone="Europe/Berlin")
    first = delivery_window(schedule, at("2025-10-25T12:00", "Europe/Berlin"))
    assert first
    assert first[1] == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    second = delivery_window(schedule, first[1])
    assert second
    assert second[1] == at("2025-10-27T02:30", "Europe/Berlin")


def test_quiet_hours_last_through_an_hour_that_comes_twice() -> None:
    """Quiet until 02:30, which comes twice: until the second."""
    quiet_window = delivery_window(
        DeliverySchedule(quiet_from=22 * 60, quiet_to=150, zone="Europe/Berlin"),
        at("2025-10-25T23:00", "Europe/Berlin"),
    )
    assert quiet_window == (at("2025-10-25T22:00", "Europe/Berlin"), datetime(2025, 10, 26, 1, 30, tzinfo=UTC))


def test_quiet_hours_that_are_left_out_are_skipped() -> None:
    """Quiet from half past midnight to one, in Beirut in the night that has no such half hour: the next night's."""
    schedule = DeliverySchedule(quiet_from=30, quiet_to=60, zone="Asia/Beirut")
    quiet_window = delivery_window(schedule, at("2025-03-29T23:00", "Asia/Beirut"))
    assert quiet_window == (at("2025-03-31T00:30", "Asia/Beirut"), at("2025-03-31T01:00", "Asia/Beirut"))


def test_quiet_hours_that_last_and_those_to_come() -> None:
    """At night the hours that last, by day those of the next night; at their end the next night's."""
    schedule = DeliverySchedule(quiet_from=22 * 60, quiet_to=7 * 60, zone="Asia/Amman")
    tonight = (at("2025-04-28T22:00", "Asia/Amman"), at("2025-04-29T07:00", "Asia/Amman"))
    for now in ("2025-04-28T12:00", "2025-04-28T22:00", "2025-04-29T03:00", "2025-04-29T06:59"):
        assert delivery_window(schedule, at(now, "Asia/Amman")) == tonight
    later = delivery_window(schedule, tonight[1])
    assert later
    assert later[0] == at("2025-04-29T22:00", "Asia/Amman")


def test_a_digest_waits_for_the_end_of_quiet_hours() -> None:
    """A weekly digest on Friday at eight, where it is quiet until nine, comes at nine."""
    schedule = DeliverySchedule(Frequency.WEEKLY, 8 * 60, 4, 22 * 60, 9 * 60, "Asia/Amman")
    quiet_window = delivery_window(schedule, at("2025-04-28T12:00", "Asia/Amman"))
    assert quiet_window == (at("2025-04-25T09:00", "Asia/Amman"), at("2025-05-02T09:00", "Asia/Amman"))


def test_a_digest_at_the_first_minute_of_quiet_hours_waits_for_their_end() -> None:
    """Daily at 22:00, where it is quiet from 22:00 to 07:00: the digest comes at 07:00."""
    schedule = DeliverySchedule(Frequency.DAILY, 22 * 60, None, 22 * 60, 7 * 60, "Asia/Amman")
    held = delivery_window(schedule, at("2025-04-28T12:00", "Asia/Amman"))
    assert held == (at("2025-04-28T07:00", "Asia/Amman"), at("2025-04-29T07:00", "Asia/Amman"))


def test_from_a_digest_to_at_once() -> None:
    """What the digest held is due now; who is quiet just now gets it when that ends."""
    now = at("2025-04-28T23:00", "Asia/Amman")
    held = (at("2025-04-28T08:00", "Asia/Amman"), at("2025-04-29T08:00", "Asia/Amman"))
    assert changed_window(held, DeliverySchedule(zone="Asia/Amman"), now) == (held[0], now)
    quiet = DeliverySchedule(quiet_from=22 * 60, quiet_to=7 * 60, zone="Asia/Amman")
    assert changed_window(held, quiet, now) == (held[0], at("2025-04-29T07:00", "Asia/Amman"))
    by_day = at("2025-04-28T12:00", "Asia/Amman")
    assert changed_window(held, quiet, by_day) == (held[0], by_day)


def test_what_is_overdue_is_not_put_off() -> None:
    """What should have gone out already goes out now, whatever is chosen."""
    now = at("2025-04-28T08:05", "Asia/Amman")
    held = (at("2025-04-27T08:00", "Asia/Amman"), at("2025-04-28T08:00", "Asia/Amman"))
    assert changed_window(held, DeliverySchedule(Frequency.WEEKLY, 480, 0, zone="Asia/Amman"), now) == held


def test_quiet_hours_chosen_while_they_last_hold_from_then_on() -> None:
    """What went out before the choice is not sent again with what was held."""
    now = at("2025-04-28T23:00", "Asia/Amman")
    schedule = DeliverySchedule(quiet_from=22 * 60, quiet_to=7 * 60, zone="Asia/Amman")
    assert changed_window(None, schedule, now) == (now, at("2025-04-29T07:00", "Asia/Amman"))
