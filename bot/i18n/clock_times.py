"""Hours of the day and days of the week, as timetables have them: told, and as people type them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from babel.dates import get_day_names

from bot.i18n import numbers
from bot.i18n.folding import fold
from bot.i18n.phrases import WEEKDAYS

if TYPE_CHECKING:
    from bot.audience import Preferences

_DAY = 24 * 60
_LAST = 24
_SPAN = re.compile(
    r"(?P<first>\d{1,2}(?:[:.]\d{2})?) ?(?:-|–|—|to|until|till|الي|حتي) ?(?P<last>\d{1,2}(?:[:.]\d{2})?)"
)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")


def clock(minute: int, preferences: Preferences) -> str:
    """A minute of the day by the clock: 08:00."""
    told = f"{minute // 60:02}:{minute % 60:02}"
    return numbers.show(told, preferences.digits) if preferences.language.rtl else told


def weekday(day: int, preferences: Preferences) -> str:
    """A day of the week, 0 is Monday."""
    return str(get_day_names("wide", "stand-alone", preferences.language.value)[day])


def read_clock(typed: str) -> int | None:
    """The minute of the day that '8', '8:30' or '٨' means; None for anything else. Midnight is 0 and 24."""
    found = _CLOCK.fullmatch(fold(typed).strip())
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return (hour * 60 + minute) % _DAY if minute < 60 and hour * 60 + minute <= _LAST * 60 else None  # noqa: PLR2004 - minutes


def read_span(typed: str) -> tuple[int, int] | None:
    """The two minutes of the day that '22-7' or '22:30 to 7' means; None for anything else, and where they are one."""
    found = _SPAN.fullmatch(fold(typed).strip())
    first, last = (read_clock(found["first"]), read_clock(found["last"])) if found else (None, None)
    return None if first is None or last is None or first == last else (first, last)


def read_weekday(typed: str) -> int | None:
    """The day of the week of this name in either language, 0 is Monday; None for anything else."""
    told = fold(typed).strip()
    return WEEKDAYS.get(told, WEEKDAYS.get(told.removeprefix("ال")))
