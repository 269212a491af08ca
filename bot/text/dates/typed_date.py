"""Reads a date as an editor types it at the desk: what it means, or why it means none and what is nearest.

Never finer than was typed; what can mean two days is offered as two, what contradicts itself is refused with why.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from bot.model import PartialDate
from bot.text.dates import hijri_words, refusals, uncertain
from bot.text.dates.date_parser import read_day
from bot.text.dates.hijri_words import converted
from bot.text.dates.iso_dates import read_span
from bot.text.dates.numeric import read_numeric
from bot.text.dates.periods import read_period
from bot.text.dates.reasons import Reason, Refusal, Refused, Understood
from bot.text.dates.spellings import ENGLISH_MONTHS, respelled
from bot.text.day_times import without_time

if TYPE_CHECKING:
    from bot.text.dates.hijri_words import Conversion
    from bot.text.dates.reasons import Reading

LIMIT = 120  # characters: what is longer is no date
_CORRESPONDING = re.compile(
    r"(?<![^\W\d_])(?:الموافق(?:ه)?|المصادف(?:ه)?|الموافق ل|corresponding to|equivalent to|i\.e\.?"
    r"|that is)(?: ل(?= ))?(?![^\W\d_])|="
)
# 20 مارس الجاري: of the year that is.
_CURRENT = re.compile(rf"(.*(?:{'|'.join(ENGLISH_MONTHS)}))(?: من)? (?:الجاري|الحالي|current|this year)")
_MORE_THAN = re.compile(r"(?:(قبل |منذ )(?:اكثر من|ما يزيد علي|ما يزيد عن) |(?:more than|over) (?=.* ago))(.+)")
_ROUNDLY = re.compile(
    r"^(?:about|around|nearly|almost|roughly|some) (?=\w+ \w+ ago$)"
    r"|(?<=^قبل )(?:نحو|حوالي|قرابه|زهاء|ما يقارب) |(?<=^منذ )(?:نحو|حوالي|قرابه|زهاء|ما يقارب) "
)
_FILLED = re.compile(r"^(?:(?:on|in|في|يوم|the|شهر|عام|سنه|of|من|و|ه|h|ah) )+|(?: (?:ه|h|ah|م))+$")
_QUESTION_MARKS = ("?", "؟")
_SIGHTING = timedelta(days=2)  # as far as calendars by sight of the moon are from Umm al-Qura


def read_date(text: str, today: date, *, arabic: bool) -> Reading:
    """Read the text as seen on the day `today`; `arabic` says that days come before months (5/6/2025)."""
    if len(text) > LIMIT:
        return Refusal(Reason.UNREADABLE, {"typed": f"{text[:40].strip()}…"})
    try:
        return _read(text, today, arabic=arabic)
    except Refused as refused:
        return refused.refusal
    except (OverflowError, ValueError, ValidationError):  # a year before 1 or after 9999
        return Refusal(Reason.UNREADABLE, {"typed": text.strip()})


def _read(text: str, today: date, *, arabic: bool) -> Reading:
    words, is_time_dropped = without_time(respelled(text))
    conversion = converted(words, today)
    if conversion.hijri:
        understood = _beside_hijri(conversion)
    else:
        words = " ".join(_CORRESPONDING.sub(" ", words).split())
        day = read_numeric(words, arabic=arabic, read=lambda typed: read_words(typed, today)) or read_words(
            words, today
        )
        if day is None:
            raise refusals.refuse(words, text, today, lambda typed: read_words(typed, today))
        if hijri_words.is_hijri_year(day.year):  # beside Gregorian words, or none
            raise Refused(Reason.CALENDAR, day, year=day.year)
        if text.rstrip()[-1:] in _QUESTION_MARKS:
            uncertain.refuse_uncertain(f"{words}?", today, lambda _: day)
        understood = Understood(day)
    return replace(understood, is_time_dropped=is_time_dropped)


def read_words(words: str, today: date) -> PartialDate | None:
    """Return the date of respelled words; None if they name none. Raises Refused."""

    def read(typed: str) -> PartialDate | None:
        return read_period(typed, read, today) or read_day(typed, today) or refusals.weekday_and_number(typed, today)

    if match := _CURRENT.fullmatch(words):
        words = f"{match[1]} {today.year}"
    if match := _MORE_THAN.fullmatch(words):
        uncertain.refuse_uncertain(f"about {match[1] or ''}{match[2]}", today, read)
    counted = _ROUNDLY.sub("", words)
    if counted != words:
        uncertain.refuse_uncertain(f"about {counted}", today, lambda _: _day_only(read(counted)))
        return read(counted)
    stripped = _FILLED.sub("", words)
    return read(words) or (read(stripped) if stripped != words else None)


def _day_only(date: PartialDate | None) -> PartialDate | None:
    return date if date and date.precision == "day" and not date.until else None


def _beside_hijri(conversion: Conversion) -> Understood:
    """Read the Hijri date with what stands beside it: a weekday, or the Gregorian date that it is said to be."""
    assert conversion.form  # noqa: S101 - what a Hijri date was rewritten to
    assert conversion.hijri  # noqa: S101 - what was converted
    date_of_hijri = PartialDate.parse(conversion.form)
    rest = _FILLED.sub("", f"{_CORRESPONDING.sub(' ', conversion.words.replace(conversion.form, ' '))} ")
    rest = _FILLED.sub("", " ".join(rest.split())).strip(" -/.:")
    if not rest or rest in {"ه", "h", "ah", "في", "يوم", "on", "in", "من", "the"}:
        return Understood(date_of_hijri, conversion.hijri)
    weekday = refusals.weekday_in(rest)
    alone = " ".join(word for word in rest.split() if refusals.weekday_in(word) is None)
    if weekday is not None and not alone:
        if date_of_hijri.first == date_of_hijri.last and date_of_hijri.first.weekday() != weekday:
            raise refusals.not_that_weekday(date_of_hijri, weekday)
        return Understood(date_of_hijri, conversion.hijri)
    beside = read_span(alone) or read_words(alone, date_of_hijri.last + timedelta(days=3))
    if beside is None:
        raise Refused(Reason.UNREADABLE, date_of_hijri, typed=rest)
    if beside == date_of_hijri or (date_of_hijri.within(beside) and beside.precision != "day"):
        return Understood(date_of_hijri, conversion.hijri, is_confirmed=True)
    if not date_of_hijri.day or abs(beside.first - date_of_hijri.first) <= _SIGHTING:
        raise Refused(
            Reason.HIJRI_DIFFERS, beside, date_of_hijri, hijri=conversion.hijri, date=date_of_hijri, other=beside
        )
    raise Refused(Reason.HIJRI_DIFFERS, date_of_hijri, beside, hijri=conversion.hijri, date=date_of_hijri, other=beside)
