"""Hijri dates by the Umm al-Qura calendar, and the Gregorian days that they are.

Umm al-Qura is Saudi Arabia's civil calendar; other countries' differ by a day where they go by sight of the moon.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hijridate import Gregorian, Hijri

YEARS = range(1343, 1501)  # as far as hijridate's tables of Umm al-Qura reach
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class HijriDate:
    """A Hijri day, month or year, within the tables."""

    year: int
    month: int | None = None
    day: int | None = None

    def gregorian(self) -> tuple[date, date]:
        """Return its first and last day; ValueError if the month has no such day, or the tables no such year."""
        if self.year not in YEARS:
            raise ValueError(self.year)
        first_month, last_month = self.month or 1, self.month or _MONTHS
        try:
            if self.day:
                day = Hijri(self.year, first_month, self.day).to_gregorian()
                return day, day
            first = Hijri(self.year, first_month, 1).to_gregorian()
            last = Hijri(self.year, last_month, month_length(self.year, last_month)).to_gregorian()
        except OverflowError as error:
            raise ValueError(self.year) from error
        return first, last


def month_length(year: int, month: int) -> int:
    """Return how many days a month of a year within the tables has: 29 or 30."""
    return int(Hijri(year, month, 1).month_length())


def hijri_of(day: date) -> HijriDate:
    """Return the Hijri day of a Gregorian one; ValueError outside the tables."""
    try:
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    except OverflowError as error:
        raise ValueError(day) from error
    return HijriDate(hijri.year, hijri.month, hijri.day)


def nearest(month: int, day: int | None, today: date) -> HijriDate:
    """Return the last such day or month that has begun on `today`; ValueError outside the tables."""
    year = hijri_of(today).year
    for candidate in (HijriDate(year, month, day), HijriDate(year - 1, month, day), HijriDate(year - 2, month, day)):
        try:
            if candidate.gregorian()[0] <= today:
                return candidate
        except ValueError:  # the 30th of a month that has 29 days in that year
            continue
    raise ValueError(month, day)


def within(month: int, day: int | None, year: int) -> tuple[HijriDate, ...]:
    """Return the Hijri days or months of that number that begin in a Gregorian year: one, seldom two or none."""
    try:
        first = hijri_of(date(year, 1, 1)).year
    except ValueError:
        return ()
    listed = []
    for hijri_year in range(first, first + 3):
        candidate = HijriDate(hijri_year, month, day)
        try:
            begins = candidate.gregorian()[0]
        except ValueError:
            continue
        if begins.year == year:
            listed.append(candidate)
    return tuple(listed)


def part_of_month(year: int, month: int, part: str) -> tuple[date, date]:
    """Return the first and last day of the early, mid or late part of a Hijri month: ten days, or what is left."""
    first, last = HijriDate(year, month).gregorian()
    starts = {"early": 0, "mid": 10, "late": 20}
    start = first + timedelta(days=starts[part])
    return start, last if part == "late" else start + timedelta(days=9)
