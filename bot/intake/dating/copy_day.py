"""The copy's own day, where no header tells it: the day that its first sentences call today, or name by weekday."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.dating.events import dates_in
from bot.intake.normalized import alternatives, normalized, words
from bot.intake.tables.calendars import WEEKDAYS_AR, WEEKDAYS_EN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.intake.segments import Sentence

_SENTENCES = 6
_HEAD = 1000  # characters of a copy in which its own day is printed, if anywhere
_DIGIT = regex.compile(r"\d")
_FEWEST = 8  # words of a sentence that is no dateline
_TODAY = regex.compile(r"(?<!\p{L})(?:اليوم|today)\W*$", regex.IGNORECASE)
_NAMES = {**WEEKDAYS_AR, **WEEKDAYS_EN}
_WEEKDAY = regex.compile(rf"(?<!\p{{L}})(?:{alternatives(_NAMES)})(?!\p{{L}})", regex.IGNORECASE)

# A correction tells which copy it corrects: 'in a story published January 17, 2024'.
_NOTE = regex.compile(
    r"(?:story|article|report|item|dispatch)\s+(?:that\s+(?:was\s+)?)?(?:first\s+)?(?:published|sent|moved|issued|of|dated|from)\s+(?:on\s+)?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?$"
    r"|(?:خبر|تقرير|ماده|نبا|مقال)\p{L}*\s+(?:نشرت?|بثت?|ارسلت?|صدرت?|نشرته|بثته)(?:\s+\p{L}+){0,2}?\s*(?:يوم|في|بتاريخ)\s*(?:\p{L}+\s+)?$",
    regex.IGNORECASE,
)


def of_lead(plain: str, sentences: Sequence[Sentence], *, arabic: bool) -> date | None:
    """Return the day that the first sentences of a story are of; None if they do not tell.

    A whole date after 'today', or in a note that corrects the copy, is it wherever it stands in them; with its weekday
    alone only in the first, and if what the sentence tells of has happened: news is of the day that its lead names.
    """
    lines = (sentence for sentence in sentences if len(words(plain[sentence.start : sentence.end])) >= _FEWEST)
    for number, sentence in enumerate(islice(lines, _SENTENCES)):
        for dated in dates_in(plain, sentence.start, sentence.end, None, arabic=arabic):
            when = dated.when
            if not (when.year and when.month and when.day):
                continue
            day = date(when.year, when.month, when.day)
            named = _WEEKDAY.search(plain, dated.start, dated.end)
            if named and _NAMES[named[0].lower()] != day.weekday():
                continue  # one of the two is wrong
            if _NOTE.search(plain[sentence.start : dated.start]):
                return day
            if _TODAY.search(plain, max(sentence.start, dated.start - 12), named.start() if named else dated.start):
                return day
            if named and number == 0 and not dated.is_ahead:
                return day
    return None


def printed(copy: str, today: date, *, arabic: bool) -> tuple[date, ...]:
    """Return the days, none after today, that the head of a copy prints in figures: 'March 12' is the nearest one."""
    plain = normalized(copy[:_HEAD]).plain
    days = [
        date(when.year, when.month, when.day)
        for dated in dates_in(plain, 0, len(plain), today, arabic=arabic)
        if (when := dated.when).year and when.month and when.day and _DIGIT.search(plain, dated.start, dated.end)
    ]
    return tuple(day for day in dict.fromkeys(days) if day <= today)
