"""Parts of the day: how people name them in either language, and which hours each can mean.

An hour of the 12-hour clock (1-12) with a part of the day means one or several hours of the 24-hour clock, each with
an offset in days from the day that was named. 'Tomorrow, 12 at night' is the end of tomorrow; 'tomorrow, 1 at night'
can be the small hours before or after it, so that it has two readings. Where usage differs by twelve hours (12 مساءً is
noon on a digital clock and midnight in speech), both are given, for the editor to choose.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple


class Hour(NamedTuple):
    """An hour of the 24-hour clock, so many days after the day that was named."""

    days: int
    hour: int


class DayPart(StrEnum):
    """A part of the day; AM and PM are halves of the clock, not of a night."""

    DAWN = "dawn"
    MORNING = "morning"
    BEFORE_NOON = "before_noon"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"
    EVE = "eve"
    OVERNIGHT = "overnight"
    TONIGHT = "tonight"
    MIDNIGHT = "midnight"
    BEFORE_MIDNIGHT = "before_midnight"
    AFTER_MIDNIGHT = "after_midnight"
    AM = "am"
    PM = "pm"


_Hours = dict[int, tuple[Hour, ...]]


def _same(*hours: int) -> _Hours:
    return {hour: (Hour(0, hour),) for hour in hours}


def _later(*hours: int) -> _Hours:
    return {hour: (Hour(0, hour + 12),) for hour in hours}


def _either_night(*hours: int) -> _Hours:
    """Return the small hours before the day or after it."""
    return {hour: (Hour(0, hour % 12), Hour(1, hour % 12)) for hour in hours}


_NOON_HOUR: _Hours = {12: (Hour(0, 12),)}
_DAY_END: _Hours = {12: (Hour(1, 0),)}
_DAY_START: _Hours = {12: (Hour(0, 0),)}
_HOURS: dict[DayPart, _Hours] = {
    DayPart.DAWN: {**_DAY_START, **_same(*range(1, 7))},
    DayPart.MORNING: {**_DAY_START, **_same(*range(1, 12))},
    DayPart.AM: {**_DAY_START, **_same(*range(1, 12))},
    DayPart.BEFORE_NOON: _same(*range(5, 12)),
    DayPart.NOON: {**_same(10, 11), **_NOON_HOUR, **_later(1, 2, 3, 4)},
    DayPart.AFTERNOON: {**_NOON_HOUR, **_later(*range(1, 8))},
    DayPart.EVENING: {12: (Hour(0, 12), Hour(1, 0)), **_later(*range(1, 12))},
    DayPart.PM: {**_NOON_HOUR, **_later(*range(1, 12))},
    # 6 at night is an evening in winter and a dawn in summer: asked.
    DayPart.NIGHT: {**_either_night(*range(1, 6)), 6: (Hour(0, 6), Hour(0, 18)), **_later(*range(7, 12)), **_DAY_END},
    # 'ليلة الجمعة' begins on Thursday evening for some, on Friday evening for others: asked.
    DayPart.EVE: {
        **{hour: (Hour(-1, hour + 12), Hour(0, hour + 12)) for hour in range(6, 12)},
        **_either_night(*range(1, 6), 12),
    },
    # Of a night that is named by both its days the first is taken.
    DayPart.OVERNIGHT: {
        **{hour: (Hour(1, hour),) for hour in range(1, 6)},
        6: (Hour(0, 18), Hour(1, 6)),
        **_later(*range(7, 12)),
        **_DAY_END,
    },
    DayPart.TONIGHT: {
        **{hour: (Hour(1, hour),) for hour in range(1, 5)},
        5: (Hour(0, 17), Hour(1, 5)),
        **_later(*range(6, 12)),
        **_DAY_END,
    },
    DayPart.MIDNIGHT: _either_night(12),
    DayPart.AFTER_MIDNIGHT: _either_night(12, *range(1, 7)),
    DayPart.BEFORE_MIDNIGHT: _later(8, 9, 10, 11),
}
_HALVES = frozenset({DayPart.AM, DayPart.PM})
# Hours that are offered for a part that was named without one.
PROPOSED: dict[DayPart, tuple[Hour, ...]] = {
    DayPart.DAWN: tuple(Hour(0, hour) for hour in (3, 4, 5, 6)),
    DayPart.MORNING: tuple(Hour(0, hour) for hour in (7, 8, 9, 10, 11)),
    DayPart.BEFORE_NOON: tuple(Hour(0, hour) for hour in (8, 9, 10, 11)),
    DayPart.AFTERNOON: tuple(Hour(0, hour) for hour in (13, 14, 15, 16, 17)),
    DayPart.EVENING: tuple(Hour(0, hour) for hour in (18, 19, 20, 21, 22)),
    DayPart.NIGHT: (*(Hour(0, hour) for hour in (20, 21, 22, 23)), Hour(1, 0)),
    DayPart.EVE: tuple(Hour(days, hour) for days in (-1, 0) for hour in (20, 22)),
    DayPart.OVERNIGHT: (*(Hour(0, hour) for hour in (20, 22)), *(Hour(1, hour) for hour in (0, 2, 4))),
    DayPart.TONIGHT: (*(Hour(0, hour) for hour in (20, 21, 22, 23)), Hour(1, 0)),
    DayPart.BEFORE_MIDNIGHT: tuple(Hour(0, hour) for hour in (22, 23)),
    DayPart.AFTER_MIDNIGHT: tuple(Hour(1, hour) for hour in (0, 1, 2, 3)),
}
# Folded. A phrase with '=' names a part of the present day.
OVERNIGHT, EVE = "overnight", "night eve"
"""Stand for the nights that `clock_anchors` finds."""
_NAMES = {
    DayPart.DAWN: "at dawn | dawn | in the early hours of | early hours of | فجرا | الفجر | فجر | الساعات الاولي من",
    DayPart.MORNING: (
        "in the morning | morning | =this morning | صباحا | الصباح | صباح | الصبح | صبحا | الصبحيه | =هذا الصباح"
        "| early morning | late morning | ضحي | الضحي"
    ),
    DayPart.BEFORE_NOON: "before noon | قبل الظهر | قبل ظهر | قبل منتصف النهار",
    DayPart.NOON: "at noon | noon | midday | ظهرا | الظهر | ظهر | الضهر | ضهر | منتصف النهار",
    DayPart.AFTERNOON: (
        "in the afternoon | afternoon | =this afternoon | early afternoon | late afternoon | after noon | past noon"
        "| بعد الظهر | بعد ظهر | بعد الضهر | بعد منتصف النهار | عصرا | العصر | عصر | العصريه"
    ),
    DayPart.EVENING: (
        "in the evening | evening | =this evening | early evening | late evening | مساء | المساء | المسا | مسا | المسيه"
        "| عشيه | العشيه | =هذا المساء"
    ),
    DayPart.NIGHT: (
        "at night | in the night | by night | night | late night | late at night | ليلا | ليل | بالليل | بليل"
        "| في الليل | الليل | ليله"
    ),
    DayPart.EVE: EVE,
    DayPart.OVERNIGHT: OVERNIGHT,
    DayPart.TONIGHT: "=tonight | =tonite | =2nite | =this night | =الليله | =هذه الليله",
    DayPart.MIDNIGHT: "at midnight | midnight | منتصف الليل | منتصف ليل | منتصف ليله | نصف الليل | نص الليل | نص ليل",
    DayPart.BEFORE_MIDNIGHT: "before midnight | shortly before midnight | قبل منتصف الليل | قبيل منتصف الليل",
    DayPart.AFTER_MIDNIGHT: (
        "after midnight | past midnight | just after midnight | shortly after midnight | in the small hours"
        "| small hours | wee hours | in the wee hours | بعد منتصف الليل | بعيد منتصف الليل"
    ),
    DayPart.AM: "am | a.m. | a.m",
    DayPart.PM: "pm | p.m. | p.m",
}
_PHRASES = {
    phrase.strip().removeprefix("="): (part, phrase.strip().startswith("="))
    for part, phrases in _NAMES.items()
    for phrase in phrases.split("|")
}
# The letters that clocks show stand right after an hour; alone they are a preposition or an abbreviation.
_LETTERS = {"ص": DayPart.MORNING, "م": DayPart.EVENING, "a": DayPart.AM, "p": DayPart.PM}
# The prayers at sunset and at night name an evening.
_PHRASES |= dict.fromkeys(("العشاء", "عشاء", "مغربا"), (DayPart.EVENING, False))
_SUNSET = "المغرب"  # behind an hour of one; elsewhere ("18:00 المغرب") it is Morocco's clock
_PHRASES[_SUNSET] = (DayPart.EVENING, False)
_LISTED = "|".join(re.escape(phrase) for phrase in sorted(_PHRASES.keys() - {_SUNSET}, key=len, reverse=True))
_PHRASE = re.compile(
    rf"(?<![^\W\d_])(?:{_LISTED}|(?<=[^\d:.][5-8] ){_SUNSET}|(?<=[\dh]) ?(?P<letter>[صم]|(?<! )[ap]))(?![^\W\d_])"
)
MARK = "¦"
"""What a phrase is replaced by: a number beside it is the hour."""


class NamedParts(NamedTuple):
    """The parts of the day that a text names, the text with marks in their place, and whether they are today's."""

    parts: frozenset[DayPart]
    text: str
    is_today: bool


def find_parts(text: str) -> NamedParts:
    """Find the parts of the day that a folded text names."""
    parts: set[DayPart] = set()
    is_today = False
    for match in _PHRASE.finditer(text):
        part, today = (_LETTERS[match["letter"]], False) if match["letter"] else _PHRASES[match[0]]
        parts.add(part)
        is_today = is_today or today
    marked = " ".join(_PHRASE.sub(f" {MARK} ", text).split())
    return NamedParts(frozenset(parts), marked, is_today)


def hours_of(hour: int, parts: frozenset[DayPart], *, is_24_hour: bool) -> tuple[Hour, ...]:
    """Return the readings of an hour (0-24) with the parts of the day named beside it; none if they contradict.

    `is_24_hour` says that the hour was written as a 24-hour clock does, which counts where no part is named.
    """
    if hour == 24:  # noqa: PLR2004 - the end of the day
        return () if parts & _HALVES else (Hour(1, 0),)
    if not parts:
        return (Hour(0, hour),) if is_24_hour else ((Hour(0, 12), Hour(1, 0)) if hour == 12 else _two_halves(hour))  # noqa: PLR2004 - noon
    nights = parts - _HALVES
    readings = [set(_readings(hour, part)) for part in nights]
    common = set.intersection(*readings) if readings else None
    for half in parts & _HALVES:  # a half says nothing about which night is meant
        clock_hours = {reading.hour for reading in _readings(hour, half)}
        by_half = set(_readings(hour, half)) if common is None else common
        common = {reading for reading in by_half if reading.hour in clock_hours}
    return tuple(sorted(common or ()))


def _two_halves(hour: int) -> tuple[Hour, ...]:
    return Hour(0, hour), Hour(0, hour + 12)


def _readings(hour: int, part: DayPart) -> tuple[Hour, ...]:
    by_hour = _HOURS[part]
    if 1 <= hour <= 12:  # noqa: PLR2004 - of the 12-hour clock
        return by_hour.get(hour, ())
    if hour == 0:
        if part is DayPart.NIGHT:
            return Hour(0, 0), Hour(1, 0)
        return tuple(reading for reading in by_hour.get(12, ()) if reading.hour == 0) if part is not DayPart.AM else ()
    return tuple({reading for readings in by_hour.values() for reading in readings if reading.hour == hour})
