"""Refuses dates that are only bounded: 'about 2022', 'before April', 'since 2022'; a date here has no such marks.

What comes nearest is offered, coarser rather than finer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydantic import ValidationError

from bot.model import PartialDate
from bot.text.dates.reasons import Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    Read = Callable[[str], PartialDate | None]

_WORDS = {
    Reason.ABOUT: "about|around|circa|ca|c|roughly|approximately|approx|some time in|sometime around|probably|possibly"
    "|perhaps|maybe|more than|over|اكثر من|ما يزيد علي|near|nearly|~|حوالي|نحو|قرابه|تقريبا|زهاء|ما يقارب|يقارب"
    "|ربما|علي الارجح|بحدود|في حدود",
    Reason.BEFORE: "before|prior to|until|till|up to|by|no later than|not later than|by the end of|قبل|ما قبل|حتي|لغايه"
    "|الي غايه|بحلول"
    "|الي|قبيل",
    Reason.AFTER: "after|following|later than|بعد|ما بعد|عقب|اعقاب",
    Reason.SINCE: "since|from|no earlier than|not earlier than|not before|ليس قبل|لا قبل|starting|as of|ever since"
    "|onwards from|منذ|من|ابتداء من|اعتبارا من|بدءا من|بدايه من",
}


def _alternatives(row: str) -> str:
    return "|".join(sorted(map(re.escape, row.split("|")), key=len, reverse=True))


_LED = [
    (
        reason,
        re.compile(
            rf"(?:in |on |at |في |from )?(?:{_alternatives(row)})[ .]*(?:in |on |عام |سنه |the year )?(?P<rest>.+)"
        ),
    )
    for reason, row in _WORDS.items()
]
_TRAILED = [
    (
        Reason.ABOUT,
        re.compile(r"(?P<rest>.+) (?:or so|approximately|approx|roughly|تقريبا|علي الارجح|علي وجه التقريب)"),
    ),
    (Reason.ABOUT, re.compile(r"(?P<rest>.+?) ?\?")),
    (
        Reason.SINCE,
        re.compile(
            r"(?:(?:from|since|من|منذ) )?(?P<rest>.+) (?:onwards?|and after|and since|وما بعد|وما بعده|فصاعدا"
            r"|وما بعدها)"
        ),
    ),
    (
        Reason.BEFORE,
        re.compile(r"(?P<rest>.+) (?:at the latest|or earlier|or before|علي ابعد تقدير|او قبل ذلك|كحد اقصي)"),
    ),
]


def refuse_uncertain(words: str, today: date, read: Read) -> None:
    """Raise Refused with the nearest dates where the words only bound one."""
    for reason, pattern in (*_TRAILED, *_LED):
        match = pattern.fullmatch(words)
        date = read(match["rest"].strip()) if match else None
        if date:
            offers = tuple(dict.fromkeys(_OFFERS[reason](date, today)))
            raise Refused(reason, *offers, date=date)


def _coarser(date: PartialDate) -> PartialDate:
    """Return the month of a day, the year of a month; what has neither is itself."""
    start = date.start
    if date.until or start.part:
        return date
    return PartialDate(year=start.year, month=start.month if start.day else None)


def _step(date: PartialDate, by: int) -> PartialDate | None:
    """Return the year or month before or after; of a range or a day, nothing."""
    if date.until or date.part or date.day or not 1 < date.year < 9999:  # noqa: PLR2004 - years that dates can have
        return None
    if date.month is None:
        return PartialDate(year=date.year + by)
    years, month = divmod(date.month - 1 + by, 12)
    return PartialDate(year=date.year + years, month=month + 1)


def _lasting(start: PartialDate | None, end: PartialDate | None) -> Iterator[PartialDate]:
    if start and end:
        try:
            yield PartialDate.lasting(start.start, end.until or end)
        except ValidationError:
            return


def _about(date: PartialDate, _: date) -> Iterator[PartialDate]:
    yield from _lasting(_step(date, -1), _step(date, 1))
    yield _coarser(date)
    yield date


def _before(date: PartialDate, _: date) -> Iterator[PartialDate]:
    if earlier := _step(date, -1):
        yield earlier
    yield _coarser(date)
    yield date


def _after(date: PartialDate, _: date) -> Iterator[PartialDate]:
    if later := _step(date, 1):
        yield later
    yield _coarser(date)
    yield date


def _since(date: PartialDate, today: date) -> Iterator[PartialDate]:
    now = PartialDate(year=today.year, month=today.month if date.month else None, day=today.day if date.day else None)
    yield from _lasting(date, now)
    yield date


_OFFERS: dict[Reason, Callable[[PartialDate, date], Iterator[PartialDate]]] = {
    Reason.ABOUT: _about,
    Reason.BEFORE: _before,
    Reason.AFTER: _after,
    Reason.SINCE: _since,
}
