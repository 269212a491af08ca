"""Echo of a typed hour: its moment in the editor's zone and in the one typed, midnights by both days."""

from __future__ import annotations

from datetime import timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.i18n import zones
from bot.i18n.clock_times import weekday
from bot.i18n.dates import format_yearly

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from bot.i18n.catalogue import Translator
    from bot.model.reader import Preferences
    from bot.text.time_parser import TimeReading
    from bot.views.document import Button


def notes(words: Translator, reading: TimeReading, zone: str, preferences: Preferences) -> list[str]:
    """Return what an editor should know of the one moment: the hour as typed in another zone, and a midnight's days."""
    moment = reading.moments[0]
    typed = [
        words.text("desk.schedule.elsewhere", hour=zones.format_in(moment, named, preferences))
        for named in reading.zones
    ]
    return [*typed, *_midnight(words, moment, zone, preferences)]


def choice(
    words: Translator,
    reading: TimeReading,
    zone: str,
    preferences: Preferences,
    make: Callable[[str, datetime], Button],
) -> tuple[list[str], list[list[Button]]]:
    """Return the question which of several moments is meant, and a button for each."""
    key = "desk.schedule.which_hour" if reading.is_hour_missing else "desk.schedule.which"
    lines = [words.text(key)]
    for moment, named in zip_longest(reading.moments, reading.zones):
        if named:
            hour = zones.format_moment(moment, zone, preferences)
            typed = zones.format_in(moment, named, preferences)
            lines.append(words.text("desk.schedule.which_elsewhere", hour=hour, typed=typed))
        lines += _midnight(words, moment, zone, preferences)
    rows = [[make(zones.format_moment(moment, zone, preferences), moment)] for moment in reading.moments]
    return lines, rows


def _midnight(words: Translator, moment: datetime, zone: str, preferences: Preferences) -> list[str]:
    """Name both days of a midnight: people take its date for the day before or the day after."""
    local = moment.astimezone(ZoneInfo(zone))
    if (local.hour, local.minute) != (0, 0):
        return []
    first, second = (_day(day, preferences) for day in (local.date() - timedelta(days=1), local.date()))
    hour = zones.format_moment(moment, zone, preferences)
    return [words.text("desk.schedule.midnight", hour=hour, first=first, second=second)]


def _day(day: date, preferences: Preferences) -> str:
    return f"{weekday(day.weekday(), preferences)} {format_yearly(day, preferences)}"
