"""Reads dates in numbers alone, whose day and month can be taken for each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.dates.reasons import Reason, Refused
from bot.text.dates.spellings import ENGLISH_MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.model import PartialDate

    Read = Callable[[str], PartialDate | None]

_NUMBERS = re.compile(r"(?<![\d./-])(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/-]|\.\d)")
_YEAR_FIRST = re.compile(r"(?<![\d./-])(\d{2})-(\d{1,2})-(\d{1,2})(?![\d./-])")
_RANGE = re.compile(r"\d{1,2}-\d{1,2}")
_MONTHS = 12
_LAST_CENTURY = 70  # from which a year of two digits is one of the 1900s


def read_numeric(words: str, *, arabic: bool, read: Read) -> PartialDate | None:
    """Read words with a date such as 5/6/2025; None if there is none. Raises Refused if it is two dates."""
    if match := _YEAR_FIRST.fullmatch(words):
        return _one(_with(words, match, ((match[2], match[3], match[1]), (match[2], match[1], match[3]))), read)
    match = _NUMBERS.search(words)
    if not match or (_RANGE.fullmatch(match[0]) and match[0] != words):
        return None
    first, second, year = match[1], match[3], match[4]
    day_first, month_first = (second, first, year), (first, second, year)
    only_day_first = arabic or match[2] == "."  # nobody writes 4.28.2025
    for forms in ((day_first,), (month_first,)) if only_day_first else ((day_first, month_first),):
        if date := _one(_with(words, match, forms), read):
            return date
    return None


def _with(words: str, match: re.Match[str], forms: tuple[tuple[str, str, str | None], ...]) -> list[str]:
    """Return the words with each (month, day, year) in the place of the numbers, where there is such a month."""
    before, after = words[: match.start()], words[match.end() :]
    return [
        " ".join(f"{before} {int(day)} {ENGLISH_MONTHS[int(month) - 1]} {_year(year)} {after}".split())
        for month, day, year in forms
        if 0 < int(month) <= _MONTHS
    ]


def _year(typed: str | None) -> str:
    if typed is None or len(typed) > 2:  # noqa: PLR2004 - digits of a short year
        return typed or ""
    return str(int(typed) + (1900 if int(typed) >= _LAST_CENTURY else 2000))


def _one(candidates: list[str], read: Read) -> PartialDate | None:
    dates = list(dict.fromkeys(filter(None, map(read, candidates))))
    if len(dates) > 1:
        raise Refused(Reason.AMBIGUOUS, *dates)
    return dates[0] if dates else None
