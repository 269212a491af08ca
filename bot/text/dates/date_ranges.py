"""Parts of a month or year, and what lasts from one date to another, as people type them: 'late April', '28-30 April'.

Whoever reads single dates lends how: what is relative to a day, or has a year of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from babel.dates import get_month_names
from pydantic import ValidationError

from bot.i18n.phrases import PARTS
from bot.story import PartialDate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Read = Callable[[str], PartialDate | None]

_LIMIT = 80  # characters: what is longer is no date
_FROM = re.compile("(?:from|من) ")
_BETWEEN = re.compile("(?:between|بين) (.+?) (?:and |و ?)(.+)")
_TO = re.compile(r" (?:to|till|until|through|الي|حتي|لغايه) (?:the |ال(?=\d))?")
_DASH = re.compile(r"\s*-\s*")
_MONTHS = {month: name.lower() for month, name in get_month_names("wide", "format", "en").items()}
_NUMBERS = re.compile(r"[\d./-]+")
_YEARS = re.compile(r"\d{4}-\d{4}")
_LISTED = "|".join(sorted(map(re.escape, PARTS), key=len, reverse=True))
_PART = re.compile(rf"(?:in |في )?({_LISTED})[ -](.+)")


def read_part(words: str, read: Read) -> PartialDate | None:
    """The part of a month or year that folded words mean; None where they name none, or part of a day."""
    found = _PART.fullmatch(words)
    whole = read(found[2]) if found else None
    if not found or whole is None or whole.day or whole.part or whole.until:
        return None
    return PartialDate(year=whole.year, month=whole.month, part=PARTS[found[1]])


def read_range(words: str, read: Read) -> PartialDate | None:
    """What folded words say to last from one date to another; the first may leave its month and year to the second."""
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
    if found := _BETWEEN.fullmatch(words):
        yield found[1], found[2]
    words = _FROM.sub("", words, count=1) if _FROM.match(words) else words
    for joint in (*_TO.finditer(words), *_DASH.finditer(words)):
        first, last = words[: joint.start()], words[joint.end() :]
        # 25-04-28 is a date that is not understood, and mid-2025 is none that ends.
        numbers = joint[0] == "-" and _NUMBERS.fullmatch(words) and not _YEARS.fullmatch(words)
        if first and first not in PARTS and not numbers:
            yield first, last


def _completed(first: str, end: PartialDate, read: Read) -> Iterator[PartialDate]:
    """What the first can mean before that end: of its year, its month, or the year before, or by itself."""
    endings = [f" {end.year:04}"]
    if end.month:
        endings += [f" {_MONTHS[end.month]} {end.year:04}", f" {end.year - 1:04}"]
    for ending in (*endings, ""):
        found = read(first + ending)
        if found and not found.until:
            yield found
