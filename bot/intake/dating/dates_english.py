"""Dates as English copy prints them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.dating import dates
from bot.intake.normalized import alternatives
from bot.intake.tables import calendars

if TYPE_CHECKING:
    from bot.intake.dating.dates import Context, Reading, When

_MONTH = rf"(?P<month>{alternatives(calendars.MONTHS_EN)})\b\.?"
_DAYS = alternatives(calendars.WEEKDAYS_EN)
_WEEKDAY = rf"(?:(?:{_DAYS})\b\.?,?\s+(?:the\s+)?)?"
_ORDINAL = alternatives(calendars.ORDINALS_EN)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1\d|20|21)\d\d)"
_VAGUE = r"(?:(?:the\s+)?(?:early|mid|late|end of|beginning of|start of|middle of|close of|turn of)[\s-]+)"
_SAME = r"(?:\s+(?:of\s+)?(?P<same>(?:that|the same))\s+year)?"
_NUMBER = alternatives(calendars.NUMBERS_EN)
_HIJRI = rf"(?P<hijri>{alternatives(calendars.HIJRI_EN)})"


_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}


def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}$£€])(?:{pattern})(?![\p{{L}}\p{{N}}])", regex.IGNORECASE)


def _month(match: regex.Match[str]) -> int:
    return calendars.MONTHS_EN[match["month"].lower()]


def _is_may(match: regex.Match[str]) -> bool:
    """Whether the month is a verb after all: 'may', 'march' in small letters."""
    return bool(match["month"].islower())


def _full(match: regex.Match[str], _: Context) -> When | tuple[When, ...] | None:
    return None if _is_may(match) else dates.exact(int(match["year"]), _month(match), int(match["day"])) or ()


def _span(match: regex.Match[str], context: Context) -> tuple[When, ...] | None:
    """Two days of a month: the first and the last."""
    listed = []
    for name in ("from", "to"):
        year, day = match["year"], int(match[name])
        when = dates.exact(int(year), _month(match), day) if year else dates.yearless(_month(match), day, context)
        if when is None or _is_may(match):
            return None
        listed.append(when)
    return tuple(listed)


def _yearless(match: regex.Match[str], context: Context) -> When | None:
    if "same" in match.groupdict() and match["same"] and not _is_may(match):
        return dates.exact(context.year, _month(match), int(match["day"])) if context.year else dates.UNKNOWN
    return None if _is_may(match) else dates.yearless(_month(match), int(match["day"]), context)


def _worded(match: regex.Match[str], context: Context) -> When | None:
    day = calendars.ORDINALS_EN[match["ordinal"].lower()]
    if match["year"]:
        return dates.exact(int(match["year"]), _month(match), day)
    return dates.yearless(_month(match), day, context)


def _month_of(match: regex.Match[str], _: Context) -> When | None:
    return None if _is_may(match) else dates.exact(int(match["year"]), _month(match))


def _which(word: str | None) -> int:
    named = (word or "").lower()
    if named.startswith(("last", "past", "previous", "this past")):
        return -1
    return 1 if named.startswith(("next", "coming", "upcoming", "this coming", "following")) else 0


def _month_alone(match: regex.Match[str], context: Context) -> When | None:
    if _is_may(match):
        return None
    if "same" in match.groupdict() and match["same"]:
        return dates.exact(context.year, _month(match)) if context.year else dates.UNKNOWN
    which = _which(match["which"])
    year = (match["of_year"] or "").lower()
    if year:
        whole = dates.years_away({"last": -1, "this": 0, "next": 1}[year], context)
        return dates.exact(whole.year, _month(match)) if whole.year else whole
    return dates.yearless(_month(match), None, context, which)


def _is_paper(match: regex.Match[str]) -> bool:
    """Return whether a weekday is the beginning of a newspaper's name: 'The Sunday Times'."""
    before, after = match.string[: match.start()], match.string[match.end() : match.end() + 2]
    return bool(before.endswith(("The ", "the ")) and after[:1] == " " and after[1:].isupper())


def _weekday(match: regex.Match[str], context: Context) -> When | None:
    name = match["weekday"]
    if _is_paper(match) or name.islower() or (len(name) <= 4 and not name.istitle()):  # noqa: PLR2004 - 'sun', 'SAT'
        return None
    number = calendars.WEEKDAYS_EN[name.lower()]
    week = (match["week"] or "").lower()
    if week:
        return dates.weekday_of_week(number, {"last": -1, "this": 0, "next": 1}[week], context)
    return dates.weekday(number, context, _which(match["which"]))


def _near(match: regex.Match[str], context: Context) -> When | None:
    days = calendars.DAYS_EN[" ".join(match["near"].lower().split())]
    return dates.days_away(days, context) if days is not None else None


def _ago(match: regex.Match[str], context: Context) -> When | None:
    word = match["number"].lower()
    number = int(word) if word.isdigit() else calendars.NUMBERS_EN[word]
    if number > 3000:  # noqa: PLR2004 - no newspaper counts further
        return None
    sign = -1 if match["ago"] else 1
    return dates.UNITS[match["unit"].lower()](sign * number, context)


def _unit(match: regex.Match[str], context: Context) -> When | None:
    which = {"last": -1, "past": -1, "this": 0, "next": 1, "coming": 1, "current": 0}[
        match["which"].lower().split()[-1]
    ]
    unit = match["unit"].lower()
    if unit == "weekend":
        return dates.weeks_away(which, context)
    if unit in _SEASONS:
        return dates.season(_SEASONS[unit], which, context)
    if unit == "winter":
        return dates.UNKNOWN
    return dates.UNITS[unit](which, context)


def _part_of(match: regex.Match[str], context: Context) -> When | None:
    return dates.UNITS[match["unit"].lower()](0, context)


def _year(match: regex.Match[str], _: Context) -> When | None:
    return dates.exact(int(match["year"]))


def _numbers(match: regex.Match[str], _: Context) -> When | None:
    return dates.numeric(match[1], match[3], match[4], day_first="." in match[2])


def _hijri(match: regex.Match[str], context: Context) -> When | None:
    month = calendars.HIJRI_EN[" ".join(match["hijri"].lower().split())]
    day = int(match["day"]) if match["day"] else None
    if match["hyear"]:
        return dates.hijri(int(match["hyear"]), month, day)
    return dates.hijri_yearless(month, day, context) if day else None


READINGS: tuple[Reading, ...] = (
    (_compiled(r"(\d{4}|\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{1,2})"), _numbers),
    (_compiled(rf"{_DAY}\s+(?:of\s+)?{_HIJRI}(?:,?\s+(?P<hyear>1[34]\d\d)(?:\s*A\.?H\.?)?)?"), _hijri),
    (_compiled(rf"(?P<day>)(?:in\s+)?{_HIJRI},?\s+(?P<hyear>1[34]\d\d)(?:\s*A\.?H\.?)?"), _hijri),
    (_compiled(rf"(?:from\s+|between\s+)?(?P<from>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:-|–|—|to|and|until)\s*"
               rf"(?P<to>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?"), _span),
    (_compiled(rf"(?:from\s+|between\s+)?{_MONTH}\s+(?P<from>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:-|–|—|to|and|until)\s*"
               rf"(?P<to>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?"), _span),
    (_compiled(rf"{_WEEKDAY}{_DAY}\s+(?:of\s+)?{_MONTH},?\s+(?:of\s+)?{_YEAR}"), _full),
    (_compiled(rf"{_WEEKDAY}{_MONTH}\s+(?:the\s+)?{_DAY},?\s+{_YEAR}"), _full),
    (_compiled(rf"{_WEEKDAY}(?:the\s+)?(?P<ordinal>{_ORDINAL})\s+(?:day\s+)?of\s+{_MONTH}(?:,?\s+{_YEAR})?"), _worded),
    (_compiled(rf"{_WEEKDAY}(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}{_SAME}"), _yearless),
    (_compiled(rf"{_WEEKDAY}{_MONTH}\s+(?:the\s+)?{_DAY}(?![.,:]?\d){_SAME}"), _yearless),
    (_compiled(rf"(?:{_VAGUE})?{_MONTH}(?:\s+of)?,?\s+{_YEAR}"), _month_of),
    (_compiled(rf"(?:(?P<which>last|next|this past|past|this|coming)\s+)?(?P<weekday>{_DAYS})(?:['’]s)?"
               rf"(?:\s+(?:of\s+)?(?P<week>last|this|next)\s+week)?"), _weekday),
    (_compiled(rf"(?P<near>{alternatives(calendars.DAYS_EN)})(?:,?\s+(?:{_DAYS}))?"), _near),
    (_compiled(rf"(?:(?:about|around|nearly|almost|some|roughly)\s+)?(?P<number>\d{{1,4}}|{_NUMBER})\s+(?:of\s+)?"
               rf"(?P<unit>day|week|month|year)s?\s+(?P<ago>ago)"), _ago),
    (_compiled(rf"in\s+(?P<number>\d{{1,2}}|{_NUMBER})\s+(?P<unit>day|week|month|year)s?['’]?\s*(?:time)(?P<ago>)"), _ago),
    (_compiled(r"(?:by\s+|at\s+|before\s+|until\s+)?the\s+(?P<which>(?:end|start|beginning|middle)\s+of\s+the)\s+(?P<unit>week|month|year)"), _part_of),
    (_compiled(rf"(?:(?:in|since|by|until|till|during|from|through|to|before|after|throughout|between|for|of|and)\s+)"
               rf"(?:{_VAGUE})?(?:(?P<which>last|next|this|past|coming)\s+)?{_MONTH}(?!\s+(?-i:\p{{Lu}}))"
               rf"(?:\s+(?P<of_year>last|this|next)\s+year|{_SAME})"), _month_alone),
    (_compiled(rf"(?P<which>last|next|this)\s+{_MONTH}(?P<of_year>(?!))?"), _month_alone),
    (_compiled(rf"{_VAGUE}{_MONTH}(?P<which>(?!))?(?:\s+(?P<of_year>last|this|next)\s+year)?"), _month_alone),
    (_compiled(r"(?:in\s+|over\s+|during\s+)?(?P<which>last|this past|this|next|this coming|the coming|the current)\s+"
               r"(?P<unit>weekend|week|month|year|spring|summer|autumn|fall|winter)"), _unit),
    (_compiled(rf"(?:(?:in|since|by|until|till|during|from|through|before|after|throughout|between|and|of|to|for|year|an?|"
               rf"early|late|mid|spring|summer|autumn|fall|winter|quarter|season)[\s-]+"
               rf"|\(){_YEAR}(?!\s*(?:-\s*)?(?:people|%|km|per|"
               rf"dollars|soldiers|troops|times|metres|meters|miles|tonnes|tons|homes|jobs|pounds|euros|gmt|utc|local)|s\b|[-–/]\d|[.,]\d)"), _year),
)  # fmt: skip

HINT = re.compile(
    r"\d{4}|\d[-/.]\d|(?<![a-z])(?:"
    + "|".join([*calendars.MONTHS_EN, *calendars.WEEKDAYS_EN, *(name.split()[0] for name in calendars.HIJRI_EN)])
    + r"|today|tonight|yesterday|tomorrow|ago|overnight|the day|(?:day|week|month|year)s?['’]?\s+time|of\s+the\s+(?:week|month|year)"
    r"|(?:last|this|next|past|coming|current)\s+(?:week|month|year|night|morning|afternoon|evening|spring|summer|autumn|fall|winter))(?![a-z]{3})",
    re.IGNORECASE,
)
"""What every date has some of: most sentences need no closer look."""
