"""Dates in wire copy, no finer than they are printed: what is relative is reckoned from the copy's own day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.text.dates import hijri as umm_al_qura
from bot.text.dates.hijri import HijriDate

if TYPE_CHECKING:
    from collections.abc import Callable

    import regex  # type: ignore[import-untyped] # it comes without type hints

    from bot.intake.result import Status

_WEEK = 7
_YEAR_DAYS = 365
_NEAR = 45  # days: the same day of another year is ten months and a half away
_YEARS = range(1000, 2200)


@dataclass(frozen=True, slots=True)
class When:
    """A day, a month or a year; with none of them, a date that cannot be told."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def precision(self) -> str:
        """The precision: day, month, year or none."""
        if self.year is None:
            return "none"
        return "day" if self.day else "month" if self.month else "year"

    def __str__(self) -> str:
        """Return the date as files write it: `2025-04-28`, `2025-04`, `2025`; empty if it is unknown."""
        if self.year is None:
            return ""
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])


UNKNOWN = When()


@dataclass(frozen=True, slots=True)
class Context:
    """The reference of a date: the copy's day, if known, and whether the verb beside it looks ahead."""

    today: date | None
    is_future: bool = False
    year: int | None = None
    """The year of the date before this one: what 'that year' means."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date where it stands in the normalised text."""

    start: int
    end: int
    when: When
    is_ahead: bool = False
    status: Status = "happened"


Reading = tuple["regex.Pattern[str]", "Callable[[regex.Match[str], Context], When | tuple[When, ...] | None]"]
"""A pattern, and what a match of it means: None if it is no date after all."""


def exact(year: int, month: int | None = None, day: int | None = None) -> When | None:
    """Build a date of these parts; None if there is no such day."""
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return When(year, month, day) if year in _YEARS else None


def on(day: date) -> When:
    """Build the date of a day."""
    return When(day.year, day.month, day.day)


def days_away(days: int, context: Context) -> When:
    """So many days from the copy's day."""
    return _safely(lambda today: on(today + timedelta(days=days)), context)


def weeks_away(weeks: int, context: Context) -> When:
    """Return the month of the week so many from now, of another that lies in two months the year: a week is no date."""

    def month(today: date) -> When:
        if not weeks:
            return When(today.year, today.month)
        first = today + timedelta(days=weeks * _WEEK - today.weekday())
        last = first + timedelta(days=_WEEK - 1)
        if first.year != last.year:
            return UNKNOWN
        return When(first.year, first.month if first.month == last.month else None)

    return _safely(month, context)


def months_away(months: int, context: Context) -> When:
    """Return the month so many from now."""

    def month(today: date) -> When:
        years, number = divmod(today.month - 1 + months, 12)
        return exact(today.year + years, number + 1) or UNKNOWN

    return _safely(month, context)


def years_away(years: int, context: Context) -> When:
    """Return the year so many from now."""
    return _safely(lambda today: exact(today.year + years) or UNKNOWN, context)


UNITS = {"day": days_away, "week": weeks_away, "month": months_away, "year": years_away}


def _safely(reckon: Callable[[date], When], context: Context) -> When:
    if context.today is None:
        return UNKNOWN
    try:
        return reckon(context.today)
    except (OverflowError, ValueError):
        return UNKNOWN


def weekday(number: int, context: Context, which: int = 0, *, weeks: int = 0) -> When:
    """Resolve a weekday (Monday is 0): the last (-1), the next (1), or the nearest as the verb has it (0).

    `weeks` are counted on from there: 'after next' is one more.
    """

    def day(today: date) -> When:
        if which > 0:
            return on(today + timedelta(days=(number - today.weekday() - 1) % _WEEK + 1 + weeks * _WEEK))
        if which < 0:
            return on(today - timedelta(days=(today.weekday() - number - 1) % _WEEK + 1 - weeks * _WEEK))
        if context.is_future:
            return on(today + timedelta(days=(number - today.weekday()) % _WEEK))
        return on(today - timedelta(days=(today.weekday() - number) % _WEEK))

    return _safely(day, context)


def weekday_of_week(number: int, weeks: int, context: Context) -> When:
    """Resolve a weekday of the week so many from this."""
    return _safely(
        lambda today: on(today - timedelta(days=today.weekday() - number) + timedelta(days=weeks * _WEEK)), context
    )


def nth_of_month(month: When, nth: int, number: int | None) -> When | None:
    """Resolve the n-th weekday of a month, or its n-th day where `number` is None; -1 is the last."""
    if month.year is None or month.month is None:
        return UNKNOWN
    length = calendar.monthrange(month.year, month.month)[1]
    days = [
        day for day in range(1, length + 1) if number is None or date(month.year, month.month, day).weekday() == number
    ]
    place = nth if nth < 0 else nth - 1
    return exact(month.year, month.month, days[place]) if place < len(days) else None


def season(first: int, which: int, context: Context) -> When:
    """Return the year of the last (-1), this (0) or next (1) season that begins in the month `first`."""

    def year(today: date) -> When:
        if which > 0:
            return exact(today.year + (today.month >= first)) or UNKNOWN
        if which < 0:
            return exact(today.year - (today.month <= first + 2)) or UNKNOWN
        return When(today.year)

    return _safely(year, context)


def yearless(month: int, day: int | None, context: Context, which: int = 0) -> When | None:
    """Resolve a day or month without its year: the nearest to the copy's day, as `which` or the verb says."""
    if day is not None and not 1 <= day <= calendar.monthrange(2024, month)[1]:
        return None
    if context.today is None:
        return UNKNOWN
    today = context.today
    is_ahead = which > 0 or (which == 0 and context.is_future)
    if which == 0 and day is not None and _is_other_way(month, day, today, is_ahead=is_ahead):
        is_ahead = not is_ahead
    for step in range(9):  # within which every day of a year comes, also 29 February
        year = today.year + (step if is_ahead else -step)
        when = exact(year, month, day)
        if when is None:
            continue
        own, now = (month, day or 0), (today.month, today.day if day else 0)
        is_fit = own >= now if is_ahead else own <= now
        if which and own == now:
            is_fit = False
        if step or is_fit:
            return when
    return None


def _is_other_way(month: int, day: int, today: date, *, is_ahead: bool) -> bool:
    """Whether a day is so near on the other side of today that a paper would have printed the year of this one."""
    shown = date(today.year, month, min(day, 28))  # the leap day aside, a few days do not matter here
    ahead = (shown - today).days % _YEAR_DAYS
    return _YEAR_DAYS - ahead <= _NEAR if is_ahead else 0 < ahead <= _NEAR


def hijri(year: int, month: int | None = None, day: int | None = None) -> When | None:
    """Convert a date of the Umm al-Qura calendar; one without its day is as fine as the Gregorian calendar allows."""
    if year not in umm_al_qura.YEARS:
        return UNKNOWN
    try:
        first, last = HijriDate(year, month, day if month else None).gregorian()
    except ValueError:
        return None
    if month and day:
        return on(first)
    if month and (first.year, first.month) == (last.year, last.month):
        return When(first.year, first.month)
    return When(first.year) if first.year == last.year else UNKNOWN


def hijri_yearless(month: int, day: int | None, context: Context) -> When | None:
    """Convert a Hijri day or month without its year: the nearest as the verb has it."""
    if context.today is None:
        return UNKNOWN
    try:
        now = umm_al_qura.hijri_of(context.today)
    except ValueError:
        return UNKNOWN
    own = (month, day or 0)
    current = (now.month or 0, (now.day or 0) if day else 0)
    step = (1 if own < current else 0) if context.is_future else (-1 if own > current else 0)
    return hijri(now.year + step, month, day)


def hijri_of_year(month: int, years: int, context: Context) -> When | None:
    """Convert a Hijri month of the year so many from this."""
    if context.today is None:
        return UNKNOWN
    try:
        now = umm_al_qura.hijri_of(context.today)
    except ValueError:
        return UNKNOWN
    return hijri(now.year + years, month)


def numeric(first: str, second: str, third: str, *, day_first: bool) -> When | None:
    """Resolve a date in numbers; if day and month can be confused, only its year."""
    if len(first) == 4:  # noqa: PLR2004 - a year
        return exact(int(first), int(second), int(third))
    if len(third) != 4:  # noqa: PLR2004 - a year
        return None
    left, middle, year = int(first), int(second), int(third)
    if day_first or left > 12 or left == middle:  # noqa: PLR2004 - months
        return exact(year, middle, left)
    if middle > 12:  # noqa: PLR2004 - months
        return exact(year, left, middle)
    return exact(year)
