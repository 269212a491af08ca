"""Why a typed text is no moment to come: a day or an hour that does not exist, or a day without an hour."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.model import PartialDate
from bot.text.dates.reasons import Reason, Refusal
from bot.text.normalize import fold

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from bot.text.dates.hijri import HijriDate

_LONGEST = 120  # characters
_LAST_HOUR, _LAST_HALF, _LAST_MINUTE = 24, 12, 59
_CLOCK = re.compile(r"(?<![\d./:+-])(?P<hour>\d{1,3})[:.](?P<minute>\d{2})(?![\d./:-])")
_LED = re.compile(r"(?:(?<![^\W_])at |@ ?|(?<![^\W_])(?:ال)?ساعه )(?P<hour>\d{1,3})(?![\d.:/-])")
_HALF = re.compile(r"(?<![\d./:-])(?P<hour>\d{1,3}) ?(?:am|pm|a\.m\.|p\.m\.)(?![^\W_])")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class TimeRefusal:
    """Why no moment was read: the end of a catalogue's key, and the values of its words."""

    reason: str
    values: dict[str, str | int | PartialDate | HijriDate] = field(default_factory=dict)


def why_unread(text: str, now: datetime, zone: ZoneInfo, *, arabic: bool) -> TimeRefusal:
    """Return why a text in which no moment was read is none; `arabic` says that days come before months."""
    from bot.text.dates import typed_date  # not at import: its tables cost a start megabytes

    if len(text) > _LONGEST:
        return TimeRefusal("not_understood")
    today = now.astimezone(zone).date()
    reading = typed_date.read_date(text, today, arabic=arabic)
    if isinstance(reading, Refusal) and (refusal := _of_day(reading, today, has_year=bool(_YEAR.search(fold(text))))):
        return refusal
    if hour := _no_hour(fold(text)):
        return TimeRefusal("no_such_hour", {"typed": hour})
    if not isinstance(reading, Refusal) and not reading.is_time_dropped and reading.date.precision == "day":
        return TimeRefusal("hour_missing", {"date": reading.date, "typed": text.strip()})
    return TimeRefusal("not_understood")


def _of_day(refusal: Refusal, today: date, *, has_year: bool) -> TimeRefusal | None:
    """Return what is wrong with the day. One without a year is the next, where a date of a story would be the last."""
    values = dict(refusal.values)
    match refusal.reason, values.get("date"):
        case Reason.NO_SUCH_DAY, PartialDate() as month:
            while not has_year and month.last < today:
                month = PartialDate(year=month.year + 1, month=month.month)
            length = calendar.monthrange(month.year, month.first.month)[1]
            nearest = PartialDate(year=month.year, month=month.month, day=length)
            return TimeRefusal("no_such_day", {**values, "date": month, "length": length, "nearest": nearest})
        case Reason.WEEKDAY, PartialDate() as day if has_year or day.last >= today:
            return TimeRefusal("weekday", values)
        case ((Reason.NO_SUCH_MONTH | Reason.HIJRI_DAY), _):
            return TimeRefusal(str(refusal.reason), values)
    return None


def _no_hour(words: str) -> str | None:
    """Return an hour that no clock shows, as it was typed: '25:00', '18:75', '13 am'."""
    for match in _CLOCK.finditer(words):
        hour, minute = int(match["hour"]), int(match["minute"])
        if hour > _LAST_HOUR or minute > _LAST_MINUTE or (hour == _LAST_HOUR and minute):
            return match[0]
    for pattern, last in ((_LED, _LAST_HOUR), (_HALF, _LAST_HALF)):
        for match in pattern.finditer(words):
            if int(match["hour"]) > last:
                return match["hour"] if pattern is _LED else match[0]
    return None
