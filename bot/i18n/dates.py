"""Dates in words, as finely as they are known and never finer, and days as one speaks of them: 'two days ago'.

A time of day is shown by the reader's clock; to whom has chosen none by the clock of its own, whose distance from UTC
is named.

Month names are CLDR's: Syria's for the Levant and Iraq, Egypt's for Egypt and the Gulf, Algeria's for Tunisia too, and
Morocco's.
"""

from __future__ import annotations

import re
from datetime import datetime, time
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta, get_month_names
from hijridate import Hijri

from bot.i18n import numbers
from bot.i18n.catalogue import load
from bot.i18n.direction import isolate
from bot.i18n.languages import CLDR
from bot.model import PartialDate
from bot.model.language import Language
from bot.model.reader import Months

if TYPE_CHECKING:
    from datetime import date

    from bot.model.reader import Preferences
    from bot.text.dates.hijri import HijriDate

_LOCALES = {Months.LEVANT: "ar_SY", Months.EGYPT: "ar_EG", Months.MAGHREB: "ar_DZ", Months.MOROCCO: "ar_MA"}
_IN_DATE = re.compile(r"(?<=\d) (?=[^\W\d]|–)")  # between a day and its month, or the day that it lasts to
_IN_NAMES = re.compile(r"(?<=[^\W\d])/(?=[^\W\d])")  # and between the names of one: نيسان/أبريل
_HOUR = 60  # minutes
_RECENT = 6  # days shown relatively; from a week on the date is shown


def format_date(date: PartialDate, preferences: Preferences) -> str:
    """Format a date as newspapers do: '28 April 2025', 'late April 2025', '2025', '28 April 2025, 14:05'."""
    date = by_clock_of(date, preferences)
    text = _format_range(date, date.until, preferences) if date.until else _format_single(date, preferences)
    text = _with_time(text, date, preferences)
    return numbers.show(text, preferences.digits) if preferences.language.rtl else text


def format_within(date: PartialDate, period: PartialDate, preferences: Preferences) -> str:
    """Format a date under its month's or year's heading: '28', '28–30', 'late April'; in full if it extends beyond.

    Empty if the period says it all, as for '2025' below 2025.
    """
    date = by_clock_of(date, preferences)
    if date == period:
        return ""
    ends = (date.start, date.until or date.start)
    in_year = all(end.month and end.year == period.year for end in ends)
    in_month = in_year and all(end.day and end.month == period.month for end in ends)
    if date.until:
        text = _format_range(date, date.until, preferences, in_month=in_month, in_year=in_year)
    else:
        text = _format_single(date, preferences, of_month=in_month, of_year=in_year)
    text = _with_time(text, date, preferences)
    return numbers.show(text, preferences.digits) if preferences.language.rtl else text


def by_clock_of(date: PartialDate, preferences: Preferences) -> PartialDate:
    """Return a date with a time by the reader's clock, where they chose one: its day may be another."""
    return date.in_zone(ZoneInfo(preferences.zone)) if date.time and preferences.has_zone else date


def format_month(date: PartialDate, preferences: Preferences) -> str:
    """Format the date's month, which must be known."""
    assert date.month is not None  # noqa: S101 - else there is nothing to name
    return _months(preferences.language, preferences.months)[date.month - 1]


def month_names(preferences: Preferences) -> tuple[str, ...]:
    """Return the names of the months, January first."""
    return _months(preferences.language, preferences.months)


def format_day(day: date, preferences: Preferences) -> str:
    """Format a day in words; of a moment, its day in its own zone."""
    return format_date(PartialDate.model_validate(f"{day:%Y-%m-%d}"), preferences)


def format_hijri(date: HijriDate, preferences: Preferences) -> str:
    """The date in words of its own calendar: '28 Ramadan 1446 AH'."""
    named = Hijri(date.year, date.month or 1, 1).month_name(preferences.language.value) if date.month else None
    text = " ".join(str(part) for part in (date.day, named, date.year) if part)
    text = load()[preferences.language].pattern("page.date.hijri").format(date=text)
    return numbers.show(text, preferences.digits) if preferences.language.rtl else text


def format_yearly(day: date, preferences: Preferences) -> str:
    """Format a day without its year: '28 April'."""
    text = _format_single(PartialDate.model_validate(f"{day:%Y-%m-%d}"), preferences, of_year=True)
    return numbers.show(text, preferences.digits) if preferences.language.rtl else text


def unbroken(text: str) -> str:
    """Keep a day and its month on one line: a client would break a text between them, and within two names."""
    return _IN_NAMES.sub("/\u2060", _IN_DATE.sub("\u00a0", text))


def format_year(day: date, preferences: Preferences) -> str:
    """Format the day's year alone."""
    return format_date(PartialDate(year=day.year), preferences)


def format_recent(at: datetime, now: datetime, preferences: Preferences) -> str:
    """Format a moment's day in the reader's zone, relative to `now`: 'today', '2 days ago', after a week its date."""
    zone = ZoneInfo(preferences.zone)
    day, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    ago, words = (today - day).days, load()[preferences.language]
    if not 0 <= ago <= _RECENT:
        return format_day(day, preferences)
    if ago <= 1:
        return words.text("page.date.yesterday" if ago else "page.date.today")
    locale = CLDR[preferences.language]
    text = format_timedelta(day - today, granularity="day", threshold=_RECENT + 1, add_direction=True, locale=locale)
    return numbers.show(text, preferences.digits) if preferences.language.rtl else text


def format_recent_date(date: PartialDate, now: datetime, preferences: Preferences) -> str:
    """Format a date, a known day relative to `now` as `format_recent` does."""
    if date.precision == "day" and not date.until:
        zone = ZoneInfo(preferences.zone)
        day = datetime.combine(by_clock_of(date, preferences).first, time(12), zone)
        return format_recent(day, now, preferences)
    return format_date(date.model_copy(update={"time": None}), preferences)


def _format_single(
    date: PartialDate, preferences: Preferences, *, of_month: bool = False, of_year: bool = False
) -> str:
    """Format one date without the month or year that is shown beside it."""
    names = _months(preferences.language, preferences.months)
    month = None if of_month else date.month
    parts = (date.day, month and names[month - 1], None if of_year else date.year)
    text = " ".join(str(part) for part in parts if part)
    return load()[preferences.language].pattern(f"page.date.{date.part}").format(date=text) if date.part else text


def _with_time(text: str, date: PartialDate, preferences: Preferences) -> str:
    """Add the date's time of day, if it has one; its distance from UTC is named to readers who chose no zone."""
    if date.time is None:
        return text
    words, language = load()[preferences.language], preferences.language
    hour = isolate(f"{date.time.hour:02}:{date.time.minute:02}", language)
    if preferences.has_zone:
        return words.pattern("page.date.clock").format(day=text, hour=hour)
    hours, minutes = divmod(abs(date.time.offset), _HOUR)
    if date.time.offset == 0:
        return words.pattern("page.date.clock_utc").format(day=text, hour=hour)
    sign = "−" if date.time.offset < 0 else "+"
    offset = isolate(f"{sign}{hours}:{minutes:02}" if minutes else f"{sign}{hours}", language)
    return words.pattern("page.date.clock_offset").format(day=text, hour=hour, offset=offset)


def _format_range(
    date: PartialDate, until: PartialDate, preferences: Preferences, *, in_month: bool = False, in_year: bool = False
) -> str:
    """Format a range; a common month or year is shown once, with the end, or above both."""
    start = date.start
    of_year = bool(start.month and until.month and start.year == until.year)
    of_month = bool(of_year and start.day and until.day and start.month == until.month)
    first = _format_single(start, preferences, of_month=of_month, of_year=of_year)
    last = _format_single(until, preferences, of_month=in_month, of_year=in_year)
    alike = start.precision == until.precision and not (start.part or until.part)
    key = "page.date.range" if alike and " " not in first else "page.date.range_long"
    return load()[preferences.language].pattern(key).format(first=first, last=last)


@cache
def _months(language: Language, months: Months) -> tuple[str, ...]:
    if language is not Language.AR:
        return _names(CLDR[language])
    if months is Months.BOTH:
        return tuple("/".join(pair) for pair in zip(_names("ar_SY"), _names("ar_EG"), strict=True))
    return _names(_LOCALES[months])


def _names(locale: str) -> tuple[str, ...]:
    names = get_month_names("wide", "format", locale)
    return tuple(names[month] for month in range(1, 13))
