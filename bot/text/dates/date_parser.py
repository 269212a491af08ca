"""Days, months and years as editors type them in either language: 'yesterday', 'last Monday', '28-30 April', '2022'.

What is understood is never finer than what was typed, and nothing that can mean two days is understood at all.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from bot.model import PartialDate
from bot.text.dates.date_phrases import DAYS, DAYTIMES, FILLERS, LAST, MONTHS, NEXT, THIS, UNITS, VAGUE, YEARS, weekdays
from bot.text.dates.date_ranges import read_part, read_range
from bot.text.dates.iso_dates import read_span
from bot.text.normalize import fold
from bot.text.numerals import count, ordinal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_LONGEST_YEARS = sorted(YEARS.items(), key=lambda item: len(item[0]), reverse=True)
_LIMIT = 80  # characters: what is longer is no date
_YEARS = 9  # within which every day of a year comes: 29 February, also about 2100
_WEEK = 7
_EDGES = " .,،!?؟؛:"
_ENGLISH = r"(?P<many>.+?) (?P<unit>days?|months?|years?)"
_ARABIC = r"(?: (?P<arabic>.+))? (?P<counted>\w+)"
_AGO = re.compile(rf"{_ENGLISH} ago|(?:قبل|منذ|من){_ARABIC}")
_HENCE = re.compile(rf"in {_ENGLISH}|بعد{_ARABIC}")
_DAY_AND_MONTH = re.compile(r"\d{1,2}([/.-])\d{1,2}")
_SHORT_YEAR = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{2})")
_THE_DAY = re.compile(r"(?:on )?(?:the )?(\d{1,2})(?:st|nd|rd|th)|(?:on )?the (\d{1,2})|(?:في )?(?:ال)?يوم (\d{1,2})")
_A_DAY = re.compile(r"(?:on )?(?:the )?(?:يوم )?(\d{1,2})(?:st|nd|rd|th)?(?: of| من)?")
_FIRST_OF = re.compile(r"(?:on )?(?:the )?(?:في )?(?:يوم )?([^\d\s]+(?:[ -][^\d\s]+)?) (?:of|من) (.+)")


def read_day(text: str, today: date, *, ahead: bool = False) -> PartialDate | None:
    """Parse a date as of the day `today`, as `iso_dates.read_span` does; None if it means none, or could mean several.

    What has no year ('28 April', 'Monday') is the last such day that is not after `today`, or with `ahead` the next one
    that is not before it.
    """
    words = fold(text).strip(_EDGES)
    if len(words) > _LIMIT:
        return None

    def read(words: str) -> PartialDate | None:
        words = words.strip(_EDGES)
        return _first(_readings(words, today, ahead=ahead)) or read_part(words, read)

    try:
        return read_span(words) or read(words) or read_range(words, read)
    except (OverflowError, ValueError, ValidationError):  # a year before 1 or after 9999
        return None


def _first(readings: Iterator[PartialDate | None]) -> PartialDate | None:
    return next((reading for reading in readings if reading), None)


def _readings(words: str, today: date, *, ahead: bool) -> Iterator[PartialDate | None]:
    yield read_span(words)
    for plain in (words, _without(words, FILLERS), _without(_without(words, DAYTIMES), FILLERS)):
        yield _named(plain, today)
        yield _weekday(plain, today, ahead=ahead)
    yield _counted(words, today)
    if match := _SHORT_YEAR.fullmatch(words):  # a year of two digits comes last, as it does with '/' and '.'
        yield read_span(f"{match[1]}/{match[3]}/20{match[4]}")
    yield _partly(words, today, ahead=ahead)


def _named(words: str, today: date) -> PartialDate | None:
    """Parse what has a name of its own: today, last month, this year."""
    if words in DAYS:
        return _day(today + timedelta(days=DAYS[words]))
    if words in MONTHS:
        return _month(today, MONTHS[words])
    if words in YEARS:
        return PartialDate(year=today.year + YEARS[words])
    return None


def _counted(words: str, today: date) -> PartialDate | None:
    """So many days, months or years from today, as fine as what was counted."""
    for pattern, sign in ((_AGO, -1), (_HENCE, 1)):
        if match := pattern.fullmatch(words):
            unit, alone = UNITS.get(match["unit"] or match["counted"], ("", None))
            number = match["many"] or match["arabic"]
            return _away(unit, sign * ((count(number) if number else alone) or 0), today)
    return None


def _away(unit: str, number: int, today: date) -> PartialDate | None:
    match unit:
        case "day" if number:
            return _day(today + timedelta(days=number))
        case "month" if number:
            return _month(today, number)
        case "year" if number:
            return PartialDate(year=today.year + number)
    return None


def _weekday(words: str, today: date, *, ahead: bool) -> PartialDate | None:
    """Parse a weekday, with or without 'last' and 'next'; with a date, that date, if it is such a day."""
    parts = [word.strip(_EDGES) for word in words.split()]
    days = [word for word in parts if word in weekdays()]
    if len(days) != 1:
        return None
    day, rest = weekdays()[days[0]], " ".join(word for word in parts if word != days[0]).strip(_EDGES)
    if not rest or rest in THIS | LAST | NEXT:
        return _day(_nearest(day, today, rest, ahead=ahead))
    other = read_day(rest, today, ahead=ahead)
    return other if other and other.first == other.last and other.first.weekday() == day else None


def _nearest(day: int, today: date, which: str, *, ahead: bool) -> date:
    if which in LAST:
        return today - timedelta(days=(today.weekday() - day - 1) % _WEEK + 1)
    if which in NEXT:
        return today + timedelta(days=(day - today.weekday() - 1) % _WEEK + 1)
    if ahead:
        return today + timedelta(days=(day - today.weekday()) % _WEEK)
    return today - timedelta(days=(today.weekday() - day) % _WEEK)


def _partly(words: str, today: date, *, ahead: bool) -> PartialDate | None:
    """Parse a date without its year or month, or with 'last year', 'this month', 'early', 'the first of'."""
    words, vague = _without_vague(words)
    words = _in_digits(words)
    result = _of_named(words, today) or _that_day(words, today, ahead=ahead)
    if result is None:
        shift, rest = _which(words)
        result = _of_some_year(rest, today, shift, ahead=ahead)
    if vague and result is None:
        result = read_span(words) or _named(words, today)
    return result if not (vague and result and result.precision == "day") else None


def _of_named(words: str, today: date) -> PartialDate | None:
    """Parse a date in a named year ('28 April last year'), or a day of a named month ('the 5th of last month')."""
    for phrase, years in _LONGEST_YEARS:
        if words.endswith(f" {phrase}"):
            return read_span(f"{words.removesuffix(phrase)} {today.year + years}")
    for phrase, months in MONTHS.items():
        if words.endswith(f" {phrase}") and (match := _A_DAY.fullmatch(words.removesuffix(phrase).strip())):
            month = _month(today, months)
            return PartialDate(year=month.year, month=month.month, day=int(match[1]))
    return None


def _that_day(words: str, today: date, *, ahead: bool) -> PartialDate | None:
    """Parse a day's number alone, as a day of the nearest month that has it."""
    match = _THE_DAY.fullmatch(words)
    if not match:
        return None
    number = int(match[1] or match[2] or match[3])
    steps = range(_YEARS) if ahead else range(0, -_YEARS, -1)
    for month in (_month(today, step) for step in steps):
        try:
            day = PartialDate(year=month.year, month=month.month, day=number)
        except ValidationError:
            continue
        if day.first >= today if ahead else day.first <= today:
            return day
    return None


def _of_some_year(words: str, today: date, shift: int, *, ahead: bool) -> PartialDate | None:
    """Resolve the year: the last one begun (over, if `which` is -1), or the next one not over (not begun, if 1)."""
    forward = shift > 0 or (ahead and not shift)
    numbers = _DAY_AND_MONTH.fullmatch(words)
    for years in range(_YEARS):
        year = today.year + (years if forward else -years)
        candidate = read_span(f"{words}{numbers[1]}{year}" if numbers else f"{words} {year}")
        if candidate is None or candidate.precision == "year":
            continue
        if forward and (candidate.first > today if shift else candidate.last >= today):
            return candidate
        if not forward and (candidate.last < today if shift else candidate.first <= today):
            return candidate
    return None


def _which(words: str) -> tuple[int, str]:
    """Whether the words say 'last' (-1) or 'next' (1), and the rest."""
    for phrases, shift in ((LAST, -1), (NEXT, 1), (THIS, 0)):
        for phrase in phrases:
            if words.startswith(f"{phrase} "):
                return shift, words.removeprefix(phrase).strip()
            if words.endswith(f" {phrase}"):
                return shift, words.removesuffix(phrase).strip()
    return 0, words


def _without_vague(words: str) -> tuple[str, bool]:
    for phrase in sorted(VAGUE, key=len, reverse=True):
        for start in (phrase, f"in {phrase}", f"في {phrase}"):
            if words.startswith((f"{start} ", f"{start}-")):
                return words[len(start) + 1 :], True
    return words, False


def _in_digits(words: str) -> str:
    """Replace an ordinal such as 'the first of' by digits."""
    match = _FIRST_OF.fullmatch(words)
    number = ordinal(match[1]) if match else None
    return f"{number} {match[2]}" if match and number else words


def _without(words: str, dropped: Collection[str]) -> str:
    """Remove phrases from the words, the longest first."""
    for phrase in sorted(dropped, key=len, reverse=True):
        words = re.sub(rf"(?:^|(?<= )){re.escape(phrase)}(?= |$)", "", words)
    return " ".join(words.split()).strip(_EDGES)


def _day(day: date) -> PartialDate:
    return PartialDate(year=day.year, month=day.month, day=day.day)


def _month(today: date, months: int) -> PartialDate:
    years, month = divmod(today.month - 1 + months, 12)
    return PartialDate(year=today.year + years, month=month + 1)
