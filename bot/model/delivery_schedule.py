"""Computes when a chat receives broadcasts: digest hour and quiet hours in the chat's zone, across DST changes.

A *window* is a pair of instants: broadcasts created after the first are held and sent as one message at the second. A
local time skipped by a DST change is shifted by the size of the change; of a repeated local time a digest takes the
first occurrence, and quiet hours end at the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_DAY = timedelta(days=1)
_WEEK = 7
QuietWindow = tuple[datetime, datetime]


class Frequency(StrEnum):
    """The frequency of a chat's updates: each at once, or collected in a digest."""

    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class DeliverySchedule:
    """A chat's delivery preferences; times are minutes of the local day in `zone`, an IANA name.

    `minute` is the digest's time, `weekday` (0 is Monday) the day of a weekly one. Of `quiet_from` and `quiet_to` both
    or neither are set; they may cross midnight.
    """

    frequency: Frequency = Frequency.NOW
    minute: int | None = None
    weekday: int | None = None
    quiet_from: int | None = None
    quiet_to: int | None = None
    zone: str = "UTC"


@lru_cache(maxsize=4096)
def delivery_window(schedule: DeliverySchedule, now: datetime) -> QuietWindow | None:
    """Compute the current or next window, whose end lies after `now`; None if the schedule never holds anything.

    With quiet hours, it is the span that contains `now`, or else the next. A digest's window starts at the previous
    digest; a digest due within quiet hours is moved to their end.
    """
    if schedule.frequency is Frequency.NOW:
        return next((moment for moment in _quiet(schedule, now) if moment[1] > now), None)
    moments = sorted(_digests(schedule, now))
    return max(moment for moment in moments if moment <= now), min(moment for moment in moments if moment > now)


def next_window(schedule: DeliverySchedule, now: datetime) -> QuietWindow | None:
    """Compute the window that follows a digest sent at `now`: it starts no earlier than `now`."""
    following = delivery_window(schedule, now)
    return following and (max(following[0], now), following[1])


def changed_window(current: QuietWindow | None, schedule: DeliverySchedule, now: datetime) -> QuietWindow | None:
    """Compute the window after a chat changes its schedule at `now`; `current` is its window until then.

    Nothing held is lost: if the new schedule holds nothing at `now`, what was held is due at once.
    """
    following = next_window(schedule, now)
    if current is None or current[0] > now:
        return following
    holds_on = following is not None and following[0] <= now < current[1]
    return (current[0], following[1]) if following and holds_on else (current[0], min(current[1], now))


def _digests(schedule: DeliverySchedule, now: datetime) -> Iterator[datetime]:
    quiet = tuple(_quiet(schedule, now))
    for day in _days(schedule, now):
        if schedule.frequency is Frequency.DAILY or day.weekday() == (schedule.weekday or 0):
            moment = _moment(day, schedule.minute or 0, schedule.zone)
            yield next((end for start, end in quiet if start <= moment < end), moment)


def _quiet(schedule: DeliverySchedule, now: datetime) -> Iterator[QuietWindow]:
    first, last = schedule.quiet_from, schedule.quiet_to
    if first is None or last is None or first == last:
        return
    for day in _days(schedule, now):
        start = _moment(day, first, schedule.zone)
        end = _moment(day if first < last else day + _DAY, last, schedule.zone, again=True)
        if start < end:  # a DST change may skip the whole span
            yield start, end


def _days(schedule: DeliverySchedule, now: datetime) -> Iterator[date]:
    """Yield the local days around `now`: a week, plus two days for zones and quiet hours, on either side."""
    today = now.astimezone(ZoneInfo(schedule.zone)).date()
    reach = 2 if schedule.frequency is not Frequency.WEEKLY else _WEEK + 2
    return (today + _DAY * days for days in range(-reach, reach + 1))


def _moment(day: date, minute: int, zone: str, *, again: bool = False) -> datetime:
    """Convert a local minute to UTC; of a repeated local time, `again` takes the second occurrence."""
    local = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if not again:
        return moment
    # In an hour that is left out `fold` means the reverse (PEP 495): the later of the two is right for both.
    return max(moment, local.replace(fold=1).astimezone(UTC))
