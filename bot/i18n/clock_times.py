"""Formats and parses times of day and weekdays of delivery schedules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from babel.dates import get_day_names

from bot.i18n import numbers
from bot.text.dates.date_phrases import weekdays
from bot.text.normalize import fold

if TYPE_CHECKING:
    from bot.model.reader import Preferences

_DAY = 24 * 60
_LAST = 24
_SPAN = re.compile(
    r"(?P<first>\d{1,2}(?:[:.]\d{2})?) ?(?:-|–|—|to|until|till|الي|حتي) ?(?P<last>\d{1,2}(?:[:.]\d{2})?)"
)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")


def clock(minute: int, preferences: Preferences) -> str:
    """Format a minute of the day: 08:00."""
    text = f"{minute // 60:02}:{minute % 60:02}"
    return numbers.show(text, preferences.digits) if preferences.language.rtl else text


def weekday(day: int, preferences: Preferences) -> str:
    """Format a weekday, 0 is Monday."""
    return str(get_day_names("wide", "stand-alone", preferences.language.value)[day])


def read_clock(typed: str) -> int | None:
    """Parse a time of day ('8', '8:30', '٨') to its minute; midnight is 0 and 24. None for anything else."""
    match = _CLOCK.fullmatch(fold(typed).strip())
    if not match:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return (hour * 60 + minute) % _DAY if minute < 60 and hour * 60 + minute <= _LAST * 60 else None  # noqa: PLR2004 - minutes


def read_span(typed: str) -> tuple[int, int] | None:
    """Parse two times of day ('22-7', '22:30 to 7') to their minutes; None for anything else, and if equal."""
    match = _SPAN.fullmatch(fold(typed).strip())
    first, last = (read_clock(match["first"]), read_clock(match["last"])) if match else (None, None)
    return None if first is None or last is None or first == last else (first, last)


def read_weekday(typed: str) -> int | None:
    """Parse a weekday's name in either language, 0 is Monday; None for anything else."""
    folded = fold(typed).strip()
    return weekdays().get(folded, weekdays().get(folded.removeprefix("ال")))
