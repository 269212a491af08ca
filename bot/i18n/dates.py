"""Dates in words, as finely as they are known and never finer, and days as one speaks of them: 'two days ago'.

Month names are CLDR's: Syria's for the Levant and Iraq, Egypt's for Egypt and the Gulf, Algeria's for the Maghreb
(Tunisia's are the same, Morocco's are not).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta, get_month_names

from bot.audience import Months
from bot.i18n import numbers
from bot.i18n.catalogue import load
from bot.language import Language
from bot.story import PartialDate

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.audience import Preferences

_LOCALES = {Months.LEVANT: "ar_SY", Months.EGYPT: "ar_EG", Months.MAGHREB: "ar_DZ"}
_CLDR = {Language.AR: "ar", Language.EN: "en_GB"}
_RECENT = 6  # days that are counted back to; a week and more is told by its date


def spell(date: PartialDate, preferences: Preferences) -> str:
    """The date as a newspaper prints it: '28 April 2025', 'late April 2025', '28–30 April 2025', '2025'."""
    told = _range(date, date.until, preferences) if date.until else _one(date, preferences)
    return numbers.show(told, preferences.digits) if preferences.language.rtl else told


def spell_within(date: PartialDate, period: PartialDate, preferences: Preferences) -> str:
    """The date below its month or year: '28', '28–30', 'late April'; whole where it reaches beyond that.

    It is not told at all if the period says it: what is left of '2025' below 2025 is nothing.
    """
    if date == period:
        return ""
    ends = (date.start, date.until or date.start)
    in_year = all(one.month and one.year == period.year for one in ends)
    in_month = in_year and all(one.day and one.month == period.month for one in ends)
    if date.until:
        told = _range(date, date.until, preferences, in_month=in_month, in_year=in_year)
    else:
        told = _one(date, preferences, of_month=in_month, of_year=in_year)
    return numbers.show(told, preferences.digits) if preferences.language.rtl else told


def spell_month(date: PartialDate, preferences: Preferences) -> str:
    """The name of the date's month, which it has."""
    assert date.month is not None  # noqa: S101 - else there is nothing to name
    return _months(preferences.language, preferences.months)[date.month - 1]


def spell_day(day: date, preferences: Preferences) -> str:
    """The day in words; of a moment, the day that it has in its own zone."""
    return spell(PartialDate.model_validate(f"{day:%Y-%m-%d}"), preferences)


def spell_yearly(day: date, preferences: Preferences) -> str:
    """The day without its year: '28 April'."""
    told = _one(PartialDate.model_validate(f"{day:%Y-%m-%d}"), preferences, of_year=True)
    return numbers.show(told, preferences.digits) if preferences.language.rtl else told


def spell_year(day: date, preferences: Preferences) -> str:
    """The day's year alone."""
    return spell(PartialDate(year=day.year), preferences)


def spell_recent(at: datetime, now: datetime, preferences: Preferences) -> str:
    """The day of a moment in the reader's zone, seen from `now`: 'today', '2 days ago', from a week on its date."""
    zone = ZoneInfo(preferences.zone)
    day, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    ago, words = (today - day).days, load()[preferences.language]
    if not 0 <= ago <= _RECENT:
        return spell_day(day, preferences)
    if ago <= 1:
        return words.text("page.date.yesterday" if ago else "page.date.today")
    locale = _CLDR[preferences.language]
    told = format_timedelta(day - today, granularity="day", threshold=_RECENT + 1, add_direction=True, locale=locale)
    return numbers.show(told, preferences.digits) if preferences.language.rtl else told


def _one(date: PartialDate, preferences: Preferences, *, of_month: bool = False, of_year: bool = False) -> str:
    """One date, as far as it is not of a month or year that is told beside it."""
    names = _months(preferences.language, preferences.months)
    month = None if of_month else date.month
    parts = (date.day, month and names[month - 1], None if of_year else date.year)
    told = " ".join(str(part) for part in parts if part)
    return load()[preferences.language].pattern(f"page.date.{date.part}").format(date=told) if date.part else told


def _range(
    date: PartialDate, until: PartialDate, preferences: Preferences, *, in_month: bool = False, in_year: bool = False
) -> str:
    """From one date to another: what both have in common is told once, with the second, or above them."""
    start = date.start
    of_year = bool(start.month and until.month and start.year == until.year)
    of_month = bool(of_year and start.day and until.day and start.month == until.month)
    first = _one(start, preferences, of_month=of_month, of_year=of_year)
    last = _one(until, preferences, of_month=in_month, of_year=in_year)
    alike = start.precision == until.precision and not (start.part or until.part)
    key = "page.date.range" if alike and " " not in first else "page.date.range_long"
    return load()[preferences.language].pattern(key).format(first=first, last=last)


@cache
def _months(language: Language, months: Months) -> tuple[str, ...]:
    if language is Language.EN:
        return _names("en_GB")
    if months is Months.BOTH:
        return tuple("/".join(pair) for pair in zip(_names("ar_SY"), _names("ar_EG"), strict=True))
    return _names(_LOCALES[months])


def _names(locale: str) -> tuple[str, ...]:
    names = get_month_names("wide", "format", locale)
    return tuple(names[month] for month in range(1, 13))
