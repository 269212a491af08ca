"""Moments to come, as editors type them in either language: 'today 18:00', 'tomorrow at 9 am', 'in 2 hours'.

An embargo must not land twelve hours, or a day, off its hour. What can mean two moments is given as both, for the
editor to choose; what contradicts itself ('13 am', 'noon at 7') is not read at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from bot.text.clock_anchors import with_anchors
from bot.text.clock_digits import day_positions, with_colons, without_offset
from bot.text.clock_words import in_digits
from bot.text.dates.date_parser import read_day
from bot.text.day_parts import MARK, PROPOSED, DayPart, Hour, NamedParts, find_parts, hours_of
from bot.text.durations import read_duration
from bot.text.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    FindZones = Callable[[str], tuple[tzinfo, ...]]

_LIMIT = 80  # characters: what is longer is no moment
_EDGES = " .,،!؛"
_SMALL_HOURS = 6  # until which it is still the night of the day before
_WORD_CLOCK = re.compile(r"h(?P<hour>\d{1,2})\.(?P<minute>\d{2})h")
_CLOCK = re.compile(r"(?<![\d./:+-])(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?![\d./:-])")
_BARE = r"(?<![\w:./+-])(?P<hour>\d{1,2})(?![\w:./-])"
_LED = re.compile(rf"(?:(?:at|@|الساعه|تمام) ?{_BARE}|{_BARE.replace('hour', 'before')} oclock)")
_MARKED = re.compile(rf"{_BARE} {MARK}")
_ANY_BARE = re.compile(_BARE)
_ISO_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_ISO_SEPARATOR = re.compile(r"(?<=\d)t(?=\d)")
_LOOSE = re.compile(r"(?<!\d) - | - (?!\d)|[()\[\]]")
_END = r"(?![^\W_])"
_FILLERS = re.compile(
    rf"(?<![^\W_])(?:at|@|around|about|الساعه|في تمام|تماما|تمام|بالضبط|عند|في|ع|مع|علي|حوالي|نحو|قرابه|oclock|sharp"
    rf"|exactly){_END}"
)
_ZONE_WORDS = re.compile(rf"(?<![^\W_])(?:حسب توقيت|بتوقيت|توقيت|standard time|time|local){_END}")
_GREENWICH = frozenset(["utc", "gmt", "z", "greenwich", "غرينتش", "جرينتش", "غرينيتش"])
_WEEK = timedelta(weeks=1)
_LONGEST_ZONE = 3  # words of a zone's name
_LONGEST_OFFSET = timedelta(hours=14)  # of any zone in use


@dataclass(frozen=True, slots=True)
class TimeReading:
    """A parsed time: `moments` holds one moment, or several among which the editor must choose, or none.

    `is_hour_missing` says that only a part of the day was named, and `moments` are hours of it to propose. `zones` has
    the zone of each moment where the text names one ('18:00 AST' can be of two), and is empty where it names none.
    """

    moments: tuple[datetime, ...] = ()
    is_hour_missing: bool = False
    zones: tuple[tzinfo, ...] = ()

    @property
    def moment(self) -> datetime | None:
        """The moment, where there is exactly one and its hour was named."""
        return self.moments[0] if len(self.moments) == 1 and not self.is_hour_missing else None


_NOTHING = TimeReading()


class ClockTime(NamedTuple):
    """A time of day, and the zone that was named with it; None if none was."""

    time: time
    zone: tzinfo | None


class _Clock(NamedTuple):
    hour: int
    minute: int
    is_24_hour: bool
    rest: str


def read_time(text: str, now: datetime, zone: ZoneInfo, find_zones: FindZones = lambda _: ()) -> TimeReading:
    """Read the moments that the text can mean at `now` (aware), in `zone` unless the text names another.

    An hour alone is the next one that the clock shows; with a day it may lie in the past. Two digits before the minutes
    ('18:00', '09:00', '10:30'), and any hour beside '2025-05-14', are of the 24-hour clock; '6', '6:30' and 'half past
    six' without a part of the day can be of the morning or the evening, of which those to come are given. An hour that
    a change of clocks skips is no moment; of a repeated one the first is meant. `find_zones` maps the name of a city or
    country, or the abbreviation of a zone, to the zones that it can mean.
    """
    words = _LOOSE.sub(" ", _ISO_SEPARATOR.sub(" ", fold(text).strip(_EDGES)))
    if not words or len(words) > _LIMIT:
        return _NOTHING
    if later := _later(words, now.astimezone(zone)):
        return TimeReading((later,))
    words, offset = without_offset(with_colons(with_anchors(words), now.year))
    if offset is not None and abs(offset) > _LONGEST_OFFSET:
        return _NOTHING
    fixed = timezone(offset) if offset is not None else None
    named = find_parts(in_digits(words))
    for clock in _clocks(named):
        hours = hours_of(clock.hour, named.parts, is_24_hour=clock.is_24_hour)
        zones: dict[datetime, tzinfo] = {}
        for day, place in _days_and_zones(clock.rest, named, now, fixed or zone, None if fixed else find_zones):
            here = now.astimezone(place)
            for moment in _moments(day, hours, clock.minute, here, is_tonight=DayPart.TONIGHT in named.parts):
                zones.setdefault(moment.astimezone(zone), place)
        if zones:
            moments = tuple(sorted(zones))
            typed = tuple(zones[moment] for moment in moments if zones[moment] is not zone)
            return TimeReading(moments, zones=typed)
    return _propose(named, now, zone)


def read_clock(text: str, is_same_day: Callable[[str], bool], find_zones: FindZones) -> ClockTime | None:
    """Read the time of day in a text that names a day; None if it names none, or can mean several.

    `is_same_day` says whether a text names the day without the time: a number that this takes from the day is no hour.
    """
    words, offset = without_offset(with_anchors(_ISO_SEPARATOR.sub(" ", fold(text).strip(_EDGES))))
    if len(words) > _LIMIT or abs(offset or timedelta()) > _LONGEST_OFFSET:
        return None
    fixed = timezone(offset) if offset is not None else None
    named = find_parts(in_digits(words))
    for clock in _clocks(named):
        hours = hours_of(clock.hour, named.parts, is_24_hour=clock.is_24_hour)
        rest = _plain(clock.rest) or ("today" if named.is_today else "")
        days = ((rest, (fixed,)), (_plain(_ZONE_WORDS.sub(" ", rest)), (fixed,)))
        for day, places in (*days, *_without_zone(rest, None if fixed else find_zones)):
            if is_same_day(day):
                is_certain = len(hours) == len(places) == 1 and hours[0].days == 0
                return ClockTime(time(hours[0].hour, clock.minute), places[0]) if is_certain else None
    return None


def _without_zone(rest: str, find_zones: FindZones | None) -> Iterator[tuple[str, tuple[tzinfo, ...]]]:
    """Yield the text without the name of a zone, for each that can be found in it, with the zones that it can mean."""
    words = _plain(_ZONE_WORDS.sub(" ", rest)).split()
    for start in range(len(words)):
        for end in range(min(len(words), start + _LONGEST_ZONE), start, -1):
            if places := _zones(" ".join(words[start:end]), find_zones):
                yield " ".join((*words[:start], *words[end:])), places


def _later(words: str, here: datetime) -> datetime | None:
    """Read so many minutes or hours from now, on the minute."""
    duration = read_duration(words)
    if duration is None:
        return None
    later = (here.astimezone(UTC) + duration).replace(second=0, microsecond=0)
    return later.astimezone(here.tzinfo)


def _clocks(named: NamedParts) -> Iterator[_Clock]:
    """Yield the hours that the text can hold, the surest first, each with the rest of the text."""
    text = named.text
    for match in _WORD_CLOCK.finditer(text):
        yield from _clock(text, match, int(match["hour"]), match["minute"], is_24_hour=False)
    for match in _CLOCK.finditer(text):
        is_24_hour = len(match["hour"]) > 1 or _ISO_DATE.search(text) is not None
        yield from _clock(text, match, int(match["hour"]), match["minute"], is_24_hour=is_24_hour)
    for match in _bare_hours(text):
        yield from _clock(text, match, int(match[1] or match[2]), None, is_24_hour=False)
    if not re.search(r"\d:\d\d|h\d", text) and named.parts & {DayPart.NOON, DayPart.MIDNIGHT}:
        yield _Clock(12, 0, is_24_hour=False, rest=text)


def _bare_hours(text: str) -> list[re.Match[str]]:
    """Find the hours without minutes: beside "at" or "o'clock", else beside a part of the day, else any number.

    Where one of the first is there no other number is the hour: '5 noon 15 May' contradicts itself, and is not 15:00 of
    the fifth.
    """
    days = day_positions(text)
    if re.search(r"\d:\d\d|h\d", text):
        return []
    led = [*_LED.finditer(text)]
    marked = [match for match in _MARKED.finditer(text) if match.start(1) not in days and int(match[1]) <= 12]  # noqa: PLR2004 - '15 evening' is rather the 15th
    return led or marked or [match for match in reversed([*_ANY_BARE.finditer(text)]) if match.start(1) not in days]


def _clock(text: str, match: re.Match[str], hour: int, minute: str | None, *, is_24_hour: bool) -> Iterator[_Clock]:
    minutes = int(minute or 0)
    if minutes >= 60 or hour > 24 or (hour == 24 and minutes):  # noqa: PLR2004 - of the clock
        return
    is_padded = re.search(r"(?<![\d:.])0\d", match[0]) is not None
    full = is_24_hour or hour == 0 or hour > 12 or is_padded  # noqa: PLR2004 - beyond the 12-hour clock
    yield _Clock(hour, minutes, full, f"{text[: match.start()]} {text[match.end() :]}")


def _days_and_zones(
    rest: str, named: NamedParts, now: datetime, zone: tzinfo, find_zones: FindZones | None
) -> Iterator[tuple[date | None, tzinfo]]:
    """Yield the day that the rest of the text names (None for none) and its zone, or each zone that it can mean."""
    rest = _plain(rest)
    day = _day(_ZONE_WORDS.sub(" ", rest) if find_zones is None else rest, named, now.astimezone(zone))
    if day is not _UNREAD:
        yield day, zone
        if day and _is_next_week_meant_by_some(rest, day, now.astimezone(zone).date()):
            yield day + _WEEK, zone
        return
    for without, places in _without_zone(rest, find_zones):
        days = [(day, place) for place in places if (day := _day(without, named, now.astimezone(place))) is not _UNREAD]
        if days:
            yield from days
            return


def _is_next_week_meant_by_some(text: str, day: date, today: date) -> bool:
    """Return whether 'next Friday', said on a Wednesday, can be the one after: the two are asked about."""
    return "next" in text.split() and day.isocalendar()[:2] == today.isocalendar()[:2]


_UNREAD = date.min
"""Stands for a text that names no single day."""


def _day(text: str, named: NamedParts, here: datetime) -> date | None:
    text = _plain(text)
    if not text:
        return here.date() if named.is_today else None
    day = read_day(text, here.date(), ahead=True)
    if day is None or day.first != day.last or (named.is_today and day.first != here.date()):
        return _UNREAD
    return day.first


def _zones(text: str, find_zones: FindZones | None) -> tuple[tzinfo, ...]:
    if find_zones is None:
        return ()
    return (ZoneInfo("UTC"),) if text in _GREENWICH else find_zones(text)


def _plain(text: str) -> str:
    text = _FILLERS.sub(" ", text.replace(MARK, " "))
    return " ".join(text.split()).strip(_EDGES)


def _moments(
    day: date | None, hours: tuple[Hour, ...], minute: int, here: datetime, *, is_tonight: bool
) -> tuple[datetime, ...]:
    """Return the moments of these hours on the day, or on the nearest days; those past only where none is to come."""
    if day is None:
        moments = {_next(time(hour.hour, minute), here) for hour in hours}
    else:
        days = {(day + timedelta(days=hour.days), hour.hour) for hour in hours}
        if is_tonight and here.hour < _SMALL_HOURS:  # after midnight, the night that lasts is meant as well
            days |= {(day, hour.hour) for hour in hours if hour.days and hour.hour < _SMALL_HOURS}
        moments = {_moment(on, time(hour, minute), here) for on, hour in days}
    readable = sorted(moment for moment in moments if moment)
    to_come = tuple(moment for moment in readable if moment > here)
    return to_come or tuple(readable[-1:])


def _propose(named: NamedParts, now: datetime, zone: ZoneInfo) -> TimeReading:
    """Propose hours of a part of the day that was named without one."""
    here = now.astimezone(zone)
    part = next((part for part in named.parts if part in PROPOSED), None)
    day = _day(named.text, named, here)
    if part is None or day is _UNREAD:
        return _NOTHING
    moments = _proposed(PROPOSED[part], day or here.date(), here)
    if not moments and day is None:
        moments = _proposed(PROPOSED[part], here.date() + timedelta(days=1), here)
    return TimeReading(moments, is_hour_missing=bool(moments))


def _proposed(hours: tuple[Hour, ...], day: date, here: datetime) -> tuple[datetime, ...]:
    moments = (_moment(day + timedelta(days=hour.days), time(hour.hour), here) for hour in hours)
    return tuple(moment for moment in moments if moment and moment > here)


def _next(clock: time, here: datetime) -> datetime | None:
    today = _moment(here.date(), clock, here)
    if today and today > here:
        return today
    return _moment(here.date() + timedelta(days=1), clock, here)


def _moment(day: date, clock: time, here: datetime) -> datetime | None:
    moment = datetime.combine(day, clock, here.tzinfo)
    exists = moment.astimezone(UTC).astimezone(here.tzinfo).replace(tzinfo=None) == moment.replace(tzinfo=None)
    return moment if exists else None
