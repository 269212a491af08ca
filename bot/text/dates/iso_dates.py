"""Days, months and years as people type them, in either language and any digits."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from babel.dates import get_month_names
from pydantic import ValidationError

from bot.model import PartialDate
from bot.text.dates.date_ranges import read_part, read_range
from bot.text.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOCALES = ("ar_SY", "ar_EG", "ar_DZ", "ar_MA", "ar_MR", "en", "en_GB")

# Spellings in use that CLDR does not list.
_SPELLINGS = {
    1: "كانون ثاني, كانون تاني, كانون التاني",
    4: "ابرل",
    5: "مايس",
    6: "يونيه",
    7: "يوليه",
    8: "اوغسطس, اغسطوس",
    9: "سيبتمبر",
    10: "تشرين اول, اوكتوبر",
    11: "تشرين ثاني, تشرين التاني, نونمبر",
    12: "كانون اول, ديسيمبر",
}

_FILLERS = frozenset(["في", "يوم", "شهر", "عام", "سنه", "من", "م", "on", "in", "of", "the", "year", "month"])
_MARKS = "?!.,:;؟،؛"
_ISO = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/.](\d{4})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_APART = re.compile(r"[\s/(),،.\-]+")


def read_span(text: str) -> PartialDate | None:
    """Parse a day, month or year, a part of these, or a range of days; None if it is none of these.

    None, too, for a day that never was. Of numbers alone only those that cannot be read two ways: 13/04/2025 is a day,
    03/04/2025 is none. Two names of a month must be of the same one.
    """
    text = fold(text).strip(_MARKS)
    return _read_single(text) or _read_written(text) or read_range(text, _read_single)


def _read_single(text: str) -> PartialDate | None:
    return (
        _read_numbers(text)
        or _read_words(text)
        or read_part(text, lambda rest: _read_numbers(rest) or _read_words(rest))
    )


def _read_written(text: str) -> PartialDate | None:
    """Parse a date as written in a dossier file."""
    try:
        return PartialDate.parse(text)
    except ValidationError:
        return None


def _read_numbers(text: str) -> PartialDate | None:
    if match := _ISO.fullmatch(text):
        return _date(match[1], match[3], match[4])
    if match := _MONTH_FIRST.fullmatch(text):
        return _date(match[2], match[1])
    if match := _YEAR_LAST.fullmatch(text):
        readings = {_date(match[4], match[3], match[1]), _date(match[4], match[1], match[3])} - {None}
        return readings.pop() if len(readings) == 1 else None
    return None


def _read_words(text: str) -> PartialDate | None:
    named = _month_pattern()
    months = {month_names()[name] for name in named.findall(text)}
    days, years = [], []
    for part in _APART.split(_ORDINAL.sub("", named.sub(" ", text))):
        if re.fullmatch(r"\d{4}م?", part):
            years.append(part[:4])
        elif re.fullmatch(r"\d{1,2}", part):
            days.append(part)
        elif part and part not in _FILLERS:
            return None
    if len(years) != 1 or len(months) > 1 or len(days) > len(months):
        return None
    return _date(*years, *map(str, months), *days)


def _date(year: str, month: str | None = None, day: str | None = None) -> PartialDate | None:
    parts = (year, *(f"{int(part):02}" for part in (month, day) if part))
    try:
        return PartialDate.model_validate("-".join(parts))
    except ValidationError:
        return None


@cache  # not at import: CLDR's tables cost a start megabytes, and few type a date
def month_names() -> Mapping[str, int]:
    """Return the months by their folded names, in English and in every Arabic family."""
    names = {
        fold(name).rstrip("."): month
        for locale in _LOCALES
        for width in (("wide", "abbreviated") if locale.startswith("en") else ("wide",))
        for month, name in get_month_names(width, "format", locale).items()
    }
    names |= {fold(name): month for month, spellings in _SPELLINGS.items() for name in spellings.split(", ")}
    return names


@cache
def _month_pattern() -> re.Pattern[str]:
    longest_first = "|".join(sorted(map(re.escape, month_names()), key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:{longest_first})(?![^\W\d_])")
