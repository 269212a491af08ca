"""Why a typed text is no date, and what a typed text means: the results of reading one."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.model import PartialDate
    from bot.text.dates.hijri import HijriDate


class Reason(StrEnum):
    """Why a text is no date, or not yet one: each has its own words in the catalogue."""

    AMBIGUOUS = "ambiguous"  # 5/6/2025: which of the offers?
    CALENDAR = "calendar"  # 1446: of which calendar?
    UNREADABLE = "unreadable"
    VAGUE = "vague"  # recently
    NUMBER = "number"  # 28: of which month?
    NO_SUCH_DAY = "no_such_day"  # 30 February
    NO_SUCH_MONTH = "no_such_month"  # 2025-13-01
    WEEKDAY = "weekday"  # Tuesday 28 April 2025, which is a Monday
    MONTHS_DIFFER = "months_differ"  # نيسان/مايو
    ORDER = "order"  # from 30 to 28 April
    ABOUT = "about"
    BEFORE = "before"
    AFTER = "after"
    SINCE = "since"
    HIJRI = "hijri"  # understood: both calendars are shown, for agreement
    HIJRI_RANGE = "hijri_range"
    HIJRI_DAY = "hijri_day"  # the 30th of a month of 29 days
    HIJRI_MIXED = "hijri_mixed"  # 28 April 1446
    HIJRI_DIFFERS = "hijri_differs"  # from the Gregorian date beside it


@dataclass(frozen=True, slots=True)
class Understood:
    """A date that was read.

    `hijri` is the Hijri date that it was typed as, `is_confirmed` that the Gregorian one stood beside it;
    `is_time_dropped`: it named a part of the day.
    """

    date: PartialDate
    hijri: HijriDate | None = None
    is_confirmed: bool = False
    is_time_dropped: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no date was read; `values` belong into its words, and `offers` are the nearest dates, the likeliest first.

    Values are `typed` (the part that was not understood), `date`, `other`, `month`, `day`, `weekday` (Monday is 0),
    `year`, `hijri`.
    """

    reason: Reason
    values: dict[str, str | int | PartialDate | HijriDate] = field(default_factory=dict)
    offers: tuple[PartialDate, ...] = ()


Reading = Understood | Refusal


class Refused(Exception):
    """Raised while reading: the text is no date, for that reason."""

    def __init__(self, reason: Reason, *offers: PartialDate, **values: str | int | PartialDate | HijriDate) -> None:
        super().__init__(reason)
        self.refusal = Refusal(reason, values, offers)
