"""Reads the dates that editors type into forms: which day they are seen from, and what has to be agreed to first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.i18n import zones
from bot.i18n.direction import first_strong
from bot.model import PartialDate
from bot.model.language import Language
from bot.text.dates.reasons import Reason, Refusal
from bot.text.day_times import is_approximate

if TYPE_CHECKING:
    from bot.forms.form_state import FormContext, Question
    from bot.text.dates.reasons import Reading, Understood

_LONG_AGO = date(1901, 3, 6)  # a date that is the same seen from here and from today depends on neither
# What is wrong whatever the day: these are refused before the day of the copy is asked for.
_WRONG_ANYWAY = frozenset(
    [Reason.UNREADABLE, Reason.VAGUE, Reason.NO_SUCH_DAY, Reason.NO_SUCH_MONTH, Reason.MONTHS_DIFFER, Reason.ORDER]
)


def read(text: str, seen_from: date, language: Language) -> Reading:
    """Read a typed date; one typed in the Hijri calendar alone is refused, with its day offered for agreement."""
    reading = _read_date(text, seen_from, arabic=is_arabic(text, language))
    if isinstance(reading, Refusal) or reading.hijri is None or reading.is_confirmed:
        return reading
    return Refusal(Reason.HIJRI, {"hijri": reading.hijri, "date": reading.date}, (reading.date,))


def with_time(reading: Understood, text: str, seen_from: date, context: FormContext) -> tuple[Understood, str | None]:
    """Keep the time of day beside a date of one day, by the zone that is typed with it, else the editor's own.

    Without either it stays dropped: the hour of nowhere is none. Returns why it was dropped, as the catalogue's key.
    """
    date_read, dropped = reading.date, "desk.form.date.time_dropped"
    if not reading.is_time_dropped:
        return reading, None
    if date_read.day is None or date_read.until or is_approximate(text):
        return reading, dropped
    from bot.text.time_parser import read_clock  # not at import, as the dates' tables

    arabic = is_arabic(text, context.language)

    def is_same_day(words: str) -> bool:
        other = _read_date(words, seen_from, arabic=arabic)
        return not isinstance(other, Refusal) and other.date == date_read and not other.is_time_dropped

    clock = read_clock(text, is_same_day, zones.find_zones)
    zone = clock and (clock.zone or (ZoneInfo(context.zone) if context.zone else None))
    if clock is None or zone is None:
        return reading, "desk.form.date.time_no_zone" if clock else dropped
    moment = datetime.combine(date_read.first, clock.time, zone)
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None):
        return reading, dropped  # an hour that the change of clocks skips
    return replace(reading, date=PartialDate.of_moment(moment), is_time_dropped=False), None


def _read_date(text: str, seen_from: date, *, arabic: bool) -> Reading:
    from bot.text.dates import typed_date  # not at import: its tables and the Hijri calendar's cost a start megabytes

    return typed_date.read_date(text, seen_from, arabic=arabic)


def is_relative(text: str, today: date, language: Language) -> bool:
    """Return whether the text means another date, or is refused for another reason, on another day."""
    seen = [_read_date(text, day, arabic=is_arabic(text, language)) for day in (today, _LONG_AGO)]
    reasons = {reading.reason if isinstance(reading, Refusal) else None for reading in seen}
    return seen[0] != seen[1] and not (len(reasons) == 1 and reasons <= _WRONG_ANYWAY)


def is_arabic(text: str, language: Language) -> bool:
    """Return whether days come before months: in Arabic, and in digits that only Arabic has."""
    return language is Language.AR or first_strong(text) == "rtl" or any("\u0660" <= char <= "\u06f9" for char in text)


def wire_date_of(question: Question, context: FormContext) -> date | None:
    """Return the day of the wire copy: the one just given, else the story's."""
    if given := question.answers.get("wire_date"):
        return PartialDate.parse(given).first
    return context.dossier.wire_date.first if context.dossier and context.dossier.wire_date else None
