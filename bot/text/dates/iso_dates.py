"""Days, months and years as people type them, in either language and any digits."""

from __future__ import annotations

import re

from babel.dates import get_month_names
from pydantic import ValidationError

from bot.i18n.folding import fold
from bot.i18n.ranges import read_part, read_range
from bot.story import PartialDate

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
    """The day, month or year that the text names, a part of these, or what lasts from one to another; else None.

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
    """A date as it is written in a file."""
    try:
        return PartialDate.parse(text)
    except ValidationError:
        return None


def _read_numbers(text: str) -> PartialDate | None:
    if found := _ISO.fullmatch(text):
        return _date(found[1], found[3], found[4])
    if found := _MONTH_FIRST.fullmatch(text):
        return _date(found[2], found[1])
    if found := _YEAR_LAST.fullmatch(text):
        readings = {_date(found[4], found[3], found[1]), _date(found[4], found[1], found[3])} - {None}
        return readings.pop() if len(readings) == 1 else None
    return None


def _read_words(text: str) -> PartialDate | None:
    months = {_MONTHS[name] for name in _NAMES.findall(text)}
    days, years = [], []
    for part in _APART.split(_ORDINAL.sub("", _NAMES.sub(" ", text))):
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


def _month_names() -> dict[str, int]:
    names = {
        fold(name).rstrip("."): month
        for locale in _LOCALES
        for width in (("wide", "abbreviated") if locale.startswith("en") else ("wide",))
        for month, name in get_month_names(width, "format", locale).items()
    }
    names |= {fold(name): month for month, listed in _SPELLINGS.items() for name in listed.split(", ")}
    return names


_MONTHS = _month_names()
_LONGEST_FIRST = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_NAMES = re.compile(rf"(?<![^\W\d_])(?:{_LONGEST_FIRST})(?![^\W\d_])")
