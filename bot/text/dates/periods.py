"""Reads periods that have no precision of their own: quarters, halves, seasons, decades, centuries.

Each becomes a range, or the months or years that it lies in: never finer than was typed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.model import PartialDate
from bot.text.dates.date_phrases import LAST, NEXT, PARTS
from bot.text.dates.reasons import Reason, Refused
from bot.text.dates.weeks import (
    read_ago,
    read_day_of_month,
    read_past_span,
    read_week,
    read_week_of_month,
    read_weekday_of_week,
)
from bot.text.numerals import count, ordinal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    Read = Callable[[str], PartialDate | None]

_DECEMBER = 12
_LASTLY = frozenset(["last", "الاخير"])
_ORDINAL = r"(?P<ordinal>[^\W\d_]+|\d)(?:st|nd|rd|th)?"
_OF = r"(?: (?:of|in|من|في|the|عام|سنه|للعام|لعام))*"
_QUARTER = re.compile(
    rf"(?:in |في )?(?:the )?(?:q ?(?P<q>[1-4])|(?P<q2>[1-4])q|{_ORDINAL} quarter|(?:ال)?ربع (?P<arabic>\w+)"
    rf"|(?P<arabic2>\w+) ربع)(?:{_OF}[ /-](?P<year>.+))?"
)
_QUARTER_LAST = re.compile(r"(?P<year>\d{4})[ /-]?q(?P<q>[1-4])")
_HALF = re.compile(
    rf"(?:in |في )?(?:the )?(?:h ?(?P<h>[12])|{_ORDINAL} half|(?:ال)?نصف (?P<arabic>\w+))(?:{_OF} (?P<year>.+))?"
)
_HALF_MONTH = re.compile(
    r"(?:in |في )?(?:the )?(?:(?P<nth>first|second) half|النصف (?P<nth_ar>الاول|الثاني))(?: (?:of|من"
    r"|شهر))* (?P<month>.+)"
)
_SOME_MONTHS = re.compile(
    r"(?:in |during )?(?:the )?(?P<which>first|last) (?P<number>[a-z]+|\d+) months (?:of|in) (?P<year>.+)"
)
_SOME_MONTHS_AR = re.compile(
    r"(?:في |خلال )?(?:الاشهر|الشهور) (?P<number>\w+) (?P<which>الاولي|الاخيره)(?: (?:من|في|عام))* (?P<year>.+)"
)
_SEASONS = {
    **dict.fromkeys(("spring", "ربيع", "الربيع"), 3),
    **dict.fromkeys(("summer", "صيف", "الصيف"), 6),
    **dict.fromkeys(("autumn", "fall", "خريف", "الخريف"), 9),
    **dict.fromkeys(("winter", "شتاء", "الشتاء"), 12),
}
_SEASON = re.compile(
    rf"(?:in |during |في |خلال )?(?:the |فصل )?(?:(?P<early>early|late|mid|اوايل|اواخر|مطلع|منتصف|نهايه|بدايه)[ -])?"
    rf"(?P<before>last |this |next |هذا )?(?P<season>{'|'.join(_SEASONS)}){_OF}(?: (?P<year>.+))?"
)
_TWO_YEARS = re.compile(r"(\d{4})[/-](\d{4}|\d{2})")
_TENS = (
    "العشرينيات|العشرينات|الثلاثينيات|الثلاثينات|الاربعينيات|الاربعينات|الخمسينيات|الخمسينات"
    "|الستينيات|الستينات|السبعينيات|السبعينات|الثمانينيات|الثمانينات|التسعينيات|التسعينات"
)
_DECADES = {
    **{name: 20 + 10 * (place // 2) for place, name in enumerate(_TENS.split("|"))},
    **{name.removeprefix("ال"): 20 + 10 * (place // 2) for place, name in enumerate(_TENS.split("|"))},
    **{
        name: 20 + 10 * place
        for place, name in enumerate(
            ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
        )
    },
}
_CENTURIES = {
    "القرن الماضي": 1900, "القرن العشرين": 1900, "القرن الحالي": 2000, "القرن الجاري": 2000,
    "القرن الحادي والعشرين": 2000, "القرن التاسع عشر": 1800, "القرن الثامن عشر": 1700,
    "last century": 1900, "the last century": 1900, "twentieth century": 1900, "20th century": 1900,
    "nineteenth century": 1800, "19th century": 1800, "twenty-first century": 2000, "21st century": 2000,
    "this century": 2000,
}  # fmt: skip
_DECADE = re.compile(
    rf"(?:in |during |في |خلال )?(?:the )?(?:(?P<part>{'|'.join(sorted(PARTS, key=len, reverse=True))})[ -](?:the )?)?"
    rf"(?:(?P<digits>\d{{3}}0) ?s|(?P<short>[2-9]0)s|(?:عقد )?(?P<name>{'|'.join(_DECADES)}))(?:{_OF} (?P<century>.+))?"
)
_CENTURY = re.compile(rf"(?:in |في )?(?:the )?(?P<century>{'|'.join(sorted(_CENTURIES, key=len, reverse=True))})")
_THIS_CENTURY = 20  # 'the twenties' are of 1920 or 2020, asked; from the thirties on they are of the last century
_PART_YEARS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}


def read_period(words: str, read: Read, today: date) -> PartialDate | None:
    """Return what respelled words mean, if they name a period; `read` reads the year or month that it is of."""
    return (
        _quarter(words, read, today)
        or _season(words, read, today)
        or _decade(words)
        or _part_of_month(words, read)
        or read_past_span(words, today)
        or read_week(words, today)
        or read_weekday_of_week(words, today)
        or read_ago(words, today)
        or read_day_of_month(words, read)
        or read_week_of_month(words, read)
    )


def _year_of(typed: str, read: Read) -> int | None:
    period = read(typed)
    return period.year if period and period.precision == "year" and not (period.part or period.until) else None


def _quarter(words: str, read: Read, today: date) -> PartialDate | None:
    """Read a quarter or half of a year; without its year, the last that has begun."""
    for pattern, length, group in ((_QUARTER_LAST, 3, "q"), (_QUARTER, 3, "q"), (_HALF, 6, "h")):
        match = pattern.fullmatch(words)
        if not match:
            continue
        groups = match.groupdict()
        typed = next(filter(None, (groups.get(name) for name in (group, "q2", "ordinal", "arabic", "arabic2"))), "")
        number = int(typed) if typed.isdigit() else _ordinal(typed, 12 // length)
        if not number or number > 12 // length:
            return None
        first = (number - 1) * length + 1
        year = _year_of(match["year"], read) if match["year"] else today.year - (first > today.month)
        return _months(year, first, length) if year else None
    return None


def _part_of_month(words: str, read: Read) -> PartialDate | None:
    """Read a half of a month, and the first or last so many months of a year."""
    if match := _HALF_MONTH.fullmatch(words):
        month = read(match["month"])
        if month is None or month.precision != "month" or month.part or month.until:
            return None
        is_first = (match["nth"] or match["nth_ar"]) in {"first", "الاول"}
        start = month.first if is_first else month.first.replace(day=16)
        return PartialDate.parse(f"{start}/{month.first.replace(day=15) if is_first else month.last}")
    if match := _SOME_MONTHS.fullmatch(words) or _SOME_MONTHS_AR.fullmatch(words):
        number, year = count(match["number"].removeprefix("ال")), _year_of(match["year"], read)
        if year and number and 1 < number < _DECEMBER:
            is_first = match["which"] in {"first", "الاولي"}
            return _months(year, 1 if is_first else _DECEMBER + 1 - number, number)
    return None


def _ordinal(typed: str, last: int) -> int | None:
    return last if typed in _LASTLY else ordinal(typed)


def _months(year: int, first: int, length: int) -> PartialDate:
    last_year, last = divmod(first + length - 2, 12)
    return PartialDate.parse(f"{year:04}-{first:02}/{year + last_year:04}-{last + 1:02}")


def _season(words: str, read: Read, today: date) -> PartialDate | None:
    match = _SEASON.fullmatch(words)
    if not match:
        return None
    first, typed = _SEASONS[match["season"]], match["year"]
    if typed and (years := _TWO_YEARS.fullmatch(typed)) and int(years[2]) % 100 == (int(years[1]) + 1) % 100:
        return _months(int(years[1]), first, 3) if first == _DECEMBER else None
    which = (match["before"] or "").strip() or (typed if typed in LAST | NEXT else None)
    if typed and not which:
        year = _year_of(typed, read)
        if year is None:
            return None
    else:
        year = _season_year(first, which, today)
    if first == _DECEMBER and typed and not which:
        raise Refused(Reason.AMBIGUOUS, _months(year - 1, 12, 3), _months(year, 12, 3))
    if match["early"]:
        part = PARTS[match["early"]]
        month = first + {"early": 0, "mid": 1, "late": 2}[part]
        return PartialDate(year=year + (month > _DECEMBER), month=(month - 1) % 12 + 1)
    return _months(year, first, 3)


def _season_year(first: int, which: str | None, today: date) -> int:
    """Return the year in which the last such season began; over, for 'last'; to come, for 'next'."""
    year = today.year if (today.month, today.day) >= (first, 1) else today.year - 1
    if which in NEXT:
        return year + 1
    is_over = today > _months(year, first, 3).last
    return year if is_over or which not in LAST else year - 1


def _decade(words: str) -> PartialDate | None:
    if match := _CENTURY.fullmatch(words):
        first = _CENTURIES[match["century"]]
        return _years(first + 1, first + 100)
    match = _DECADE.fullmatch(words)
    if not match:
        return None
    if match["digits"]:
        first = int(match["digits"])
        if match["century"]:
            return None
    else:
        ten = int(match["short"] or 0) or _DECADES[match["name"]]
        century = _CENTURIES.get(match["century"] or "")
        if match["century"] and century is None:
            return None
        if century is None and ten == _THIS_CENTURY:
            raise Refused(Reason.AMBIGUOUS, _years(2020, 2029), _years(1920, 1929))
        first = (1900 if century is None else century) + ten
    start, end = _PART_YEARS[PARTS[match["part"]]] if match["part"] else (0, 9)
    return _years(first + start, first + end)


def _years(first: int, last: int) -> PartialDate:
    return PartialDate.parse(f"{first:04}/{last:04}")
