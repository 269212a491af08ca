"""When a chat gets what is pushed: digests at its hour, quiet hours, in its own zone, through changes of clocks.

A *window* is held back: what is pushed from its first moment on waits for the second, and goes out then as one. An hour
that a change of clocks leaves out comes as much later as the clocks were moved; of one that comes twice, a digest takes
the first, and quiet hours last until the second.
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
Window = tuple[datetime, datetime]


class Pace(StrEnum):
    """How often a chat is sent what changes: as it comes, or bundled."""

    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a chat wants to hear: `minute`, `quiet_from` and `quiet_to` are minutes of the local day in `zone`.

    `minute` is of a digest, `weekday` (0 is Monday) of a weekly one; of the quiet hours both or neither are set, and
    they may go past midnight. `zone` is an IANA name.
    """

    pace: Pace = Pace.NOW
    minute: int | None = None
    weekday: int | None = None
    quiet_from: int | None = None
    quiet_to: int | None = None
    zone: str = "UTC"


@lru_cache(maxsize=4096)
def window(rhythm: Rhythm, now: datetime) -> Window | None:
    """What is held: from when on, and when it is due, which lies after `now`; None where nothing ever is.

    Quiet hours are those that last at `now`, or else the next. A digest is held from the one before it on; one whose
    hour is a quiet one waits for the end of these.
    """
    if rhythm.pace is Pace.NOW:
        return next((one for one in _quiet(rhythm, now) if one[1] > now), None)
    moments = sorted(_digests(rhythm, now))
    return max(one for one in moments if one <= now), min(one for one in moments if one > now)


def roll(rhythm: Rhythm, now: datetime) -> Window | None:
    """The window after one that was due, as of `now`, when what it held went out: it holds nothing older than that."""
    fresh = window(rhythm, now)
    return fresh and (max(fresh[0], now), fresh[1])


def change(held: Window | None, rhythm: Rhythm, now: datetime) -> Window | None:
    """The window of a chat that wants another rhythm as of `now`; `held` is its window until now.

    Nothing that is held is lost: where the new rhythm holds nothing now, it is due at once.
    """
    fresh = roll(rhythm, now)
    if held is None or held[0] > now:
        return fresh
    holds_on = fresh is not None and fresh[0] <= now < held[1]
    return (held[0], fresh[1]) if fresh and holds_on else (held[0], min(held[1], now))


def _digests(rhythm: Rhythm, now: datetime) -> Iterator[datetime]:
    quiet = tuple(_quiet(rhythm, now))
    for day in _days(rhythm, now):
        if rhythm.pace is Pace.DAILY or day.weekday() == (rhythm.weekday or 0):
            moment = _moment(day, rhythm.minute or 0, rhythm.zone)
            yield next((end for start, end in quiet if start <= moment < end), moment)


def _quiet(rhythm: Rhythm, now: datetime) -> Iterator[Window]:
    first, last = rhythm.quiet_from, rhythm.quiet_to
    if first is None or last is None or first == last:
        return
    for day in _days(rhythm, now):
        start = _moment(day, first, rhythm.zone)
        end = _moment(day if first < last else day + _DAY, last, rhythm.zone, again=True)
        if start < end:  # a change of clocks may leave out all of them
            yield start, end


def _days(rhythm: Rhythm, now: datetime) -> Iterator[date]:
    """The local days around now: a week and what zones and quiet hours may move on each side."""
    today = now.astimezone(ZoneInfo(rhythm.zone)).date()
    reach = 2 if rhythm.pace is not Pace.WEEKLY else _WEEK + 2
    return (today + _DAY * days for days in range(-reach, reach + 1))


def _moment(day: date, minute: int, zone: str, *, again: bool = False) -> datetime:
    """The moment of a local minute; `again`: of one that comes twice, the second."""
    local = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if not again:
        return moment
    # In an hour that is left out `fold` means the reverse (PEP 495): the later of the two is right for both.
    return max(moment, local.replace(fold=1).astimezone(UTC))
