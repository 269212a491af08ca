"""Dates in words, as finely as they are known and never finer.

Month names are CLDR's: Syria's for the Levant and Iraq, Egypt's for Egypt and the Gulf, Algeria's for the Maghreb
(Tunisia's are the same, Morocco's are not). Digits are 0-9.
"""

from __future__ import annotations

from datetime import UTC
from functools import cache
from typing import TYPE_CHECKING

from babel.dates import get_month_names

from bot.audience import Months
from bot.i18n.direction import isolate
from bot.language import Language
from bot.story import PartialDate

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.audience import Preferences

_LOCALES = {Months.LEVANT: "ar_SY", Months.EGYPT: "ar_EG", Months.MAGHREB: "ar_DZ"}


def spell(date: PartialDate, preferences: Preferences) -> str:
    """The date as a newspaper prints it: '28 April 2025', 'April 2025', '2025'."""
    names = _months(preferences.language, preferences.months)
    parts = (date.day, date.month and names[date.month - 1], date.year)
    return " ".join(str(part) for part in parts if part)


def spell_day(day: date, preferences: Preferences) -> str:
    """The day in words; of a moment, the day that it has in its own zone."""
    return spell(PartialDate.model_validate(f"{day:%Y-%m-%d}"), preferences)


def spell_moment(at: datetime, preferences: Preferences) -> str:
    """The moment's day and hour in UTC: '28 April 2025, 14:05 UTC'; `at` knows its zone."""
    at = at.astimezone(UTC)
    comma = "،" if preferences.language.rtl else ","
    hour = isolate(f"{at:%H:%M} UTC", preferences.language)
    return f"{spell_day(at, preferences)}{comma} {hour}"


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
