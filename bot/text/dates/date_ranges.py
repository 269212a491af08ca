"""Parts of a month or year, and what lasts from one date to another, as people type them: 'late April', '28-30 April'.

Whoever reads single dates lends how: what is relative to a day, or has a year of its own.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from babel.dates import get_month_names
from pydantic import ValidationError

from bot.model import PartialDate
from bot.text.dates.date_phrases import PARTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Read = Callable[[str], PartialDate | None]

_LIMIT = 80  # characters: what is longer is no date
_FROM = re.compile("(?:from|من) ")
_BETWEEN = re.compile("(?:between|بين) (.+?) (?:and |و ?)(.+)")
_TO = re.compile(r" (?:to|till|until|through|الي|حتي|لغايه) (?:the |ال(?=\d))?")
_DASH = re.compile(r"\s*-\s*")
_NUMBERS = re.compile(r"[\d./-]+")
_YEARS = re.compile(r"\d{4}-\d{4}")
_LISTED = "|".join(sorted(map(re.escape, PARTS), key=len, reverse=True))
_PART = re.compile(rf"(?:in |في )?({_LISTED})[ -](.+)")


def read_part(words: str, read: Read) -> PartialDate | None:
    """Parse a part of a month or year in folded words; None if they name none, or part of a day."""
    match = _PART.fullmatch(words)
    period = read(match[2]) if match else None
    if not match or period is None or period.day or period.part or period.until:
        return None
    return PartialDate(year=period.year, month=period.month, part=PARTS[match[1]])


def read_range(words: str, read: Read) -> PartialDate | None:
    """Parse a range from one date to another in folded words; the first may share the second's month and year."""
    for first, last in _pairs(words) if len(words) <= _LIMIT else ():
        end = read(last)
        if end is None or end.until:
            continue
        for start in _completed(first, end, read):
            try:
                return PartialDate.lasting(start, end)
            except ValidationError:  # not in order
                continue
    return None


def _pairs(words: str) -> Iterator[tuple[str, str]]:
    if match := _BETWEEN.fullmatch(words):
        yield match[1], match[2]
    words = _FROM.sub("", words, count=1) if _FROM.match(words) else words
    for joint in (*_TO.finditer(words), *_DASH.finditer(words)):
        first, last = words[: joint.start()], words[joint.end() :]
        # 25-04-28 is a date that is not understood, and mid-2025 is none that ends.
        numbers = joint[0] == "-" and _NUMBERS.fullmatch(words) and not _YEARS.fullmatch(words)
        if first and first not in PARTS and not numbers:
            yield first, last


def _completed(first: str, end: PartialDate, read: Read) -> Iterator[PartialDate]:
    """Yield what the first can mean before that end: of its year, its month, or the year before, or by itself."""
    endings = [f" {end.year:04}"]
    if end.month:
        endings += [f" {_month_name(end.month)} {end.year:04}", f" {end.year - 1:04}"]
    for ending in (*endings, ""):
        start = read(first + ending)
        if start and not start.until:
            yield start


@cache  # of twelve; not at import: CLDR's tables cost a start megabytes, and few type a date
def _month_name(month: int) -> str:
    return str(get_month_names("wide", "format", "en")[month]).lower()
