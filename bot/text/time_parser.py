"""Moments to come, as editors type them in either language: 'today 18:00', 'tomorrow at 9 am', 'in 2 hours'."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.i18n.days import read_day
from bot.i18n.folding import fold
from bot.i18n.numerals import count

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_LIMIT = 80  # characters: what is longer is no moment
_NOON = 12
_EDGES = " .,،!؛"
_MORNING = ("am", "a.m", "in the morning", "صباحا", "الصباح", "صباح", "فجرا", "ص")
_EVENING = (
    *("pm", "p.m", "in the evening", "in the afternoon", "at night"),
    *("مساء", "المساء", "بعد الظهر", "ظهرا", "عصرا", "ليلا", "م"),
)
_HALVES = "|".join(re.escape(one) for one in sorted((*_MORNING, *_EVENING), key=len, reverse=True))
_HOUR = rf"(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d{{2}}))?(?: ?(?P<half>{_HALVES}))?"
_NAMED = {"noon": 12, "midday": 12, "midnight": 0, "منتصف الليل": 0, "منتصف النهار": 12}
_CLOCK = rf"(?:(?:at|@|on|في تمام|عند|في) )*(?:الساعه )?(?:{_HOUR}|(?P<named>{'|'.join(_NAMED)}))"
_LAST = re.compile(rf"(?:(?P<day>.*?)[\s,،]+)??{_CLOCK}")
_FIRST = re.compile(rf"{_CLOCK}[\s,،]+(?P<day>.+)")
_SPAN = re.compile(r"(?:in|after|within|بعد|خلال)(?: (?P<many>.+?))?? ?(?P<unit>[^\W\d]+)")
# What is counted: how long it is, and how many it says by itself.
_UNITS = {
    **dict.fromkeys(("minute", "minutes", "min", "mins", "دقايق"), (timedelta(minutes=1), None)),
    **dict.fromkeys(("hour", "hours", "h", "ساعات"), (timedelta(hours=1), None)),
    "دقيقه": (timedelta(minutes=1), 1),
    "دقيقتين": (timedelta(minutes=1), 2),
    "ساعه": (timedelta(hours=1), 1),
    "ساعتين": (timedelta(hours=1), 2),
}
_FRACTIONS = {
    **dict.fromkeys(("half an hour", "نصف ساعه"), timedelta(minutes=30)),
    **dict.fromkeys(("a quarter of an hour", "quarter of an hour", "ربع ساعه"), timedelta(minutes=15)),
    **dict.fromkeys(("an hour and a half", "ساعه ونصف"), timedelta(minutes=90)),
}


def read_moment(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment that the text means, in `zone`, at the moment `now` (which knows its own); None where it means none.

    An hour alone is the next one that the clock shows; with a day it may lie in the past. Hours are of 24 where neither
    morning nor evening is said. An hour that a change of clocks leaves out is no moment; of one that comes twice the
    first is meant.
    """
    words = fold(text).strip(_EDGES)
    here = now.astimezone(zone)
    if not words or len(words) > _LIMIT:
        return None
    found = _later(words, here)
    if found:
        return found
    for pattern in (_LAST, _FIRST):
        if (split := pattern.fullmatch(words)) and (clock := _clock(split)) is not None:
            day = (split["day"] or "").strip(_EDGES)
            moment = _at(day, clock, here) if day else _next(clock, here)
            if moment:
                return moment
    return None


def _later(words: str, here: datetime) -> datetime | None:
    """So many minutes or hours from now, on the minute."""
    start = re.sub("^(in|after|within|بعد|خلال) ", "", words)
    span = _FRACTIONS.get(start) if start != words else None
    found = _SPAN.fullmatch(words)
    if span is None and found and found["unit"] in _UNITS:
        unit, alone = _UNITS[found["unit"]]
        number = count(found["many"]) if found["many"] else alone
        span = unit * number if number else None
    if span is None:
        return None
    later = (here.astimezone(UTC) + span).replace(second=0, microsecond=0)
    return later.astimezone(here.tzinfo)


def _clock(found: re.Match[str]) -> time | None:
    if found["named"]:
        return time(_NAMED[found["named"]])
    hour, half = int(found["hour"]), found["half"]
    if half:
        if not 1 <= hour <= _NOON:
            return None if hour == 0 or half in _MORNING else _time(hour, found["minute"])
        hour = hour % _NOON + (_NOON if half in _EVENING else 0)
    return _time(hour, found["minute"])


def _time(hour: int, minute: str | None) -> time | None:
    try:
        return time(hour, int(minute or 0))
    except ValueError:
        return None


def _at(day: str, clock: time, here: datetime) -> datetime | None:
    found = read_day(day, here.date(), ahead=True)
    return _moment(found.first, clock, here) if found and found.first == found.last else None


def _next(clock: time, here: datetime) -> datetime | None:
    today = _moment(here.date(), clock, here)
    if today and today > here:
        return today
    return _moment(here.date() + timedelta(days=1), clock, here)


def _moment(day: date, clock: time, here: datetime) -> datetime | None:
    moment = datetime.combine(day, clock, here.tzinfo)
    exists = moment.astimezone(UTC).astimezone(here.tzinfo).replace(tzinfo=None) == moment.replace(tzinfo=None)
    return moment if exists else None
