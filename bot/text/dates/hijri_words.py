"""Rewrites Hijri dates in respelled words to the Gregorian dates that they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model import PartialDate
from bot.text.dates import hijri
from bot.text.dates.date_phrases import PARTS
from bot.text.dates.hijri import HijriDate
from bot.text.dates.reasons import Reason, Refused
from bot.text.dates.spellings import ENGLISH_MONTHS

if TYPE_CHECKING:
    from datetime import date

_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"
_AH = rf" ?(?:هجريا|هجريه|هجري|للهجره|من الهجره|ه|a\.?h|h|hijri)\.?{_AFTER}"
_OF = r"(?: (?:من شهر|من|شهر|of|في|the month of))?"
_YEAR = rf"(?: (?:من )?(?:ل?عام|ل?سنه|of|in|ah|من) ?| |/|-)?(?:a\.?h\.? )?(?<!\d)(\d{{3,4}})(?!\d)(?:{_AH})?"
_PART = "|".join(sorted(map(re.escape, PARTS), key=len, reverse=True))
_SPAN = re.compile(
    rf"(?:from |من |between |بين )?(\d{{1,2}}) ?(?:-|الي|حتي|to|until|and|و) ?(?:the )?(\d{{1,2}})(?:st|nd|rd"
    rf"|th)?{_OF} hijri(\d+)(?:{_YEAR})?"
)
_DAY = re.compile(
    rf"{_BEFORE}(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?{_OF}[ /-]hijri(\d+)(?:{_YEAR})?(?:{_AH})?(?: الماضي)?"
)
_MONTH_FIRST = re.compile(rf"{_BEFORE}hijri(\d+)[ -](?:the )?(\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:{_YEAR})?(?:{_AH})?")
_MONTH = re.compile(
    rf"{_BEFORE}(?:(?:in |في )?({_PART})[ -])?(?:شهر |the month of |last |this past )?hijri(\d+)"
    rf"(?: (?:الماضي|الفايت|المنصرم))?(?:{_YEAR})?(?:{_AH})?"
)
_NUMBERS = re.compile(
    rf"(?<![\d./-])(?:(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}})"
    rf"|(\d{{4}})([/.-])(\d{{1,2}})(?:\6(\d{{1,2}}))?)(?![\d/-])({_AH})?"
)
_MONTH_AND_YEAR = re.compile(rf"(?<![\d./-])(\d{{1,2}})[/.-](1[34]\d\d)(?![\d/-])(?:{_AH})?")
_YEAR_ALONE = re.compile(rf"(?:(?:{_BEFORE}(?:a\.?h\.?|ه) )(?<!\d)(\d{{3,4}})|(?<![\d/.-])(\d{{3,4}}){_AH})(?!\d)")
_BARE_YEAR = re.compile(r"(?:in |في |عام |سنه |year )*(1[34]\d\d)")
_GREGORIAN_MIXED = re.compile(rf"(?:{'|'.join(ENGLISH_MONTHS)})[ /-](?:\d{{1,2}}[ /-])?(1[34]\d\d)(?!\d)")
_KNOWN_TO_US = range(1300, 1501)  # years in numbers alone that are taken for Hijri ones: news is not of 1400
_GREGORIAN = range(1900, 2101)


@dataclass(slots=True)
class Conversion:
    """Words with their Hijri dates rewritten; `hijri` is the one that was, `forms` what was put in place."""

    words: str
    hijri: HijriDate | None = None
    form: str | None = None


def converted(words: str, today: date) -> Conversion:
    """Rewrite the Hijri date in the words; raises Refused if there is no such day, or it cannot be converted."""
    if match := _BARE_YEAR.fullmatch(words):
        _refuse_bare_year(int(match[1]))
    if match := _GREGORIAN_MIXED.search(words):
        month = next(name for name in ENGLISH_MONTHS if match[0].startswith(name))
        raise Refused(Reason.HIJRI_MIXED, month_name=ENGLISH_MONTHS.index(month) + 1, year=int(match[1]))
    for pattern, rewrite in ((_SPAN, _span), (_DAY, _day), (_MONTH_FIRST, _month_first), (_MONTH, _month)):
        if match := pattern.search(words):
            return _replaced(words, match, *rewrite(match, today))
    if (match := _NUMBERS.search(words)) and (converted_date := _numbers(match)):
        return _replaced(words, match, *converted_date)
    if match := _MONTH_AND_YEAR.search(words):
        return _replaced(words, match, *_whole(HijriDate(_year(int(match[2])), _month_number(int(match[1])))))
    if match := _YEAR_ALONE.search(words):
        return _replaced(words, match, *_whole(HijriDate(_year(int(match[1] or match[2])))))
    return Conversion(words)


def is_hijri_year(year: int) -> bool:
    """Return whether a year of a typed date is taken for a Hijri one: news is not of the Middle Ages."""
    return year in _KNOWN_TO_US


def _replaced(words: str, match: re.Match[str], date: HijriDate, form: str) -> Conversion:
    rest = " ".join(f"{words[: match.start()]} {form} {words[match.end() :]}".split())
    return Conversion(rest, date, form)


def _refuse_bare_year(year: int) -> None:
    if year in hijri.YEARS:
        raise Refused(Reason.CALENDAR, PartialDate.parse(_whole(HijriDate(year))[1]), PartialDate(year=year), year=year)
    if year in _KNOWN_TO_US:
        raise Refused(Reason.HIJRI_RANGE, PartialDate(year=year), year=year)


def _year(year: int) -> int:
    if year not in hijri.YEARS:
        raise Refused(Reason.HIJRI_RANGE, year=year)
    return year


def _span(match: re.Match[str], today: date) -> tuple[HijriDate, str]:
    start = _settled(int(match[3]), int(match[1]), match[4], today)
    _, first = _whole(start)
    _, last = _whole(HijriDate(start.year, start.month, int(match[2])))
    return start, f"{first}/{last}"


def _day(match: re.Match[str], today: date) -> tuple[HijriDate, str]:
    return _whole(_settled(int(match[2]), int(match[1]), match[3], today))


def _month_first(match: re.Match[str], today: date) -> tuple[HijriDate, str]:
    return _whole(_settled(int(match[1]), int(match[2]), match[3], today))


def _month(match: re.Match[str], today: date) -> tuple[HijriDate, str]:
    month = _settled(int(match[2]), None, match[3], today)
    if not match[1]:
        return _whole(month)
    assert month.month  # noqa: S101 - of a month
    first, last = hijri.part_of_month(month.year, month.month, PARTS[match[1]])
    return month, f"{first}/{last}"


def _numbers(match: re.Match[str]) -> tuple[HijriDate, str] | None:
    year, month = int(match[4] or match[5]), int(match[3] or match[7])
    day = match[1] or match[8]
    if not match[9] and year not in _KNOWN_TO_US:
        return None
    _year(year)
    return _whole(HijriDate(year, _month_number(month), int(day) if day else None))


def _month_number(month: int) -> int:
    if month not in range(1, 13):
        raise Refused(Reason.NO_SUCH_MONTH, month=month)
    return month


def _settled(month: int, day: int | None, year: str | None, today: date) -> HijriDate:
    """Return the Hijri date of that year, which may be a Gregorian one; without one, the last that has begun."""
    if year is None:
        try:
            return hijri.nearest(month, day, today)
        except ValueError:
            raise Refused(Reason.HIJRI_RANGE, year=today.year) from None
    if int(year) in _GREGORIAN:
        dates = hijri.within(month, day, int(year))
        if len(dates) != 1:
            raise Refused(Reason.AMBIGUOUS, *(PartialDate.parse(_whole(date)[1]) for date in dates))
        return dates[0]
    return HijriDate(_year(int(year)), month, day)


def _whole(date: HijriDate) -> tuple[HijriDate, str]:
    """Return the date with its Gregorian form in a file: a day, the days of a month, the months of a year."""
    try:
        first, last = date.gregorian()
    except ValueError:
        raise _no_such_day(date) from None
    if date.day:
        return date, f"{first}"
    return date, f"{first}/{last}" if date.month else f"{first:%Y-%m}/{last:%Y-%m}"


def _no_such_day(date: HijriDate) -> Refused:
    month = HijriDate(date.year, date.month)
    days = hijri.month_length(date.year, date.month or 1)
    last = PartialDate.parse(_whole(HijriDate(date.year, date.month, days))[1])
    return Refused(Reason.HIJRI_DAY, last, hijri=month, day=date.day or 0, length=days)
