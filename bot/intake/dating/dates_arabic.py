"""Dates as Arabic copy prints them: all families of month names, two of them side by side, Hijri, ordinals in words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import regex  # type: ignore[import-untyped] # it comes without type hints

from bot.intake.dating import dates
from bot.intake.dating.arabic_patterns import (
    AH,
    ALSO,
    BARE_DAYS,
    BEYOND,
    COUNTED,
    DAY,
    DAYTIME,
    ELSEWHEN,
    HIJRI,
    HYEAR,
    LEAD,
    MONTH,
    NAMES,
    NEXT,
    NOT_TODAY,
    NTH,
    NUMBERS,
    OF_SAME,
    ORDINAL,
    PAST,
    SAME,
    SEASONS,
    THIS,
    VAGUE,
    WEEKDAYS,
    WEEKEND,
    WHICH,
    YEAR,
)
from bot.intake.normalized import alternatives
from bot.intake.tables import calendars

if TYPE_CHECKING:
    from bot.intake.dating.dates import Context, Reading, When


def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}])(?:[وبلف]|لل(?=\p{{L}}))?(?:{pattern})(?![\p{{L}}\p{{N}}])")


def _named(text: str) -> str:
    return " ".join(text.split())


def _month(match: regex.Match[str]) -> int | None:
    """Return the month; two names side by side must mean the same one."""
    month = calendars.MONTHS_AR[_named(match["month"])]
    other = match["other"]
    return None if other and calendars.MONTHS_AR[_named(other)] != month else month


def _ordinal(word: str) -> int:
    return 1 if word == "غره" else calendars.ORDINALS_AR[_named(word)]


def _which(match: regex.Match[str]) -> int:
    return -1 if match["past"] else 1 if match["next"] else 0


def _full(match: regex.Match[str], _: Context) -> When | tuple[When, ...] | None:
    month = _month(match)
    return dates.exact(int(match["year"]), month, int(match["day"])) or () if month else None


def _span(match: regex.Match[str], context: Context) -> tuple[When, ...] | None:
    month = _month(match)
    listed = []
    for name in ("from", "to"):
        day = int(match[name])
        if month is None:
            return None
        when = dates.exact(int(match["year"]), month, day) if match["year"] else dates.yearless(month, day, context)
        if when is None:
            return None
        listed.append(when)
    return tuple(listed)


def _dayed(match: regex.Match[str], context: Context) -> When | None:
    month = _month(match)
    if month is None:
        return None
    if match["same"]:
        return dates.exact(context.year, month, int(match["day"])) if context.year else dates.UNKNOWN
    if match["this"] and context.today:
        return dates.exact(context.today.year, month, int(match["day"]))
    return dates.yearless(month, int(match["day"]), context, _which(match))


def _worded(match: regex.Match[str], context: Context) -> When | None:
    day, month = _ordinal(match["ordinal"]), _month(match)
    if month is None:
        return None
    if match["year"]:
        return dates.exact(int(match["year"]), month, day)
    if match["same"]:
        return dates.exact(context.year, month, day) if context.year else dates.UNKNOWN
    return dates.yearless(month, day, context, _which(match))


def _month_of(match: regex.Match[str], _: Context) -> When | None:
    month = _month(match)
    return dates.exact(int(match["year"]), month) if month else None


def _month_alone(match: regex.Match[str], context: Context) -> When | None:
    month = _month(match)
    if month is None:
        return None
    if match["this"] and context.today:
        return dates.exact(context.today.year, month)
    of_year = match["of_year"]
    if of_year and regex.fullmatch(SAME, of_year):
        return dates.exact(context.year, month) if context.year else dates.UNKNOWN
    if of_year:
        step = -1 if regex.fullmatch(PAST, of_year) else 1 if regex.fullmatch(NEXT, of_year) else 0
        whole = dates.years_away(step, context)
        return dates.exact(whole.year, month) if whole.year else whole
    return dates.yearless(month, None, context, _which(match))


def _day_of_month(match: regex.Match[str], context: Context) -> When | None:
    """Read 'the 18th of this month', 'of the last', 'of the next'."""
    word = match["day"]
    month = dates.months_away(_which(match), context)
    return (
        dates.exact(month.year, month.month, int(word) if word.isdigit() else _ordinal(word)) if month.year else month
    )


def _beyond(match: regex.Match[str]) -> int:
    """Return -2 for 'before last', 2 for 'after next'."""
    return -2 if match["before_last"] else 2


def _weekday_beyond(match: regex.Match[str], context: Context) -> When | None:
    step = _beyond(match)
    return dates.weekday(calendars.WEEKDAYS_AR[match["weekday"]], context, step // 2, weeks=step // 2)


def _weekdays(match: regex.Match[str], context: Context) -> tuple[When, ...]:
    """Read 'Monday and Tuesday last': one adjective for both."""
    which = -1 if match["past"] else 1
    days = (calendars.WEEKDAYS_AR[match[name]] for name in ("weekday", "second"))
    return tuple(dates.weekday(day, context, which) for day in days)


def _nth_weekday(match: regex.Match[str], context: Context) -> When | None:
    """Read 'the first Tuesday of October', 'the last day of October'."""
    month = _month(match)
    if month is None:
        return None
    within = dates.exact(int(match["year"]), month) if match["year"] else dates.yearless(month, None, context)
    if within is None or within.year is None:
        return within
    nth = calendars.NTH_AR[match["nth"].removeprefix("ال")]
    return dates.nth_of_month(within, nth, calendars.WEEKDAYS_AR.get("ال" + match["weekday"].removeprefix("ال")))


def _weekday(match: regex.Match[str], context: Context) -> When | None:
    number = calendars.WEEKDAYS_AR[match["weekday"]]
    if match["demonstrative"]:
        return dates.UNKNOWN
    if match["week"]:
        step = -1 if regex.fullmatch(PAST, match["week"]) else 1 if regex.fullmatch(NEXT, match["week"]) else 0
        if number in WEEKEND:
            return dates.weeks_away(step, context)  # it begins the week, or ends it: papers differ
        return dates.weekday_of_week(number, step, context)
    if match["this"]:
        return dates.weekday_of_week(number, 0, context)
    return dates.weekday(number, context, _which(match))


def _near(match: regex.Match[str], context: Context) -> When | None:
    return dates.days_away(calendars.DAYS_AR[_named(match["near"])], context)


def _counted(match: regex.Match[str], context: Context) -> When | None:
    unit, alone = COUNTED[match["unit"]]
    word = match["number"]
    number = int(word) if word and word.isdigit() else calendars.NUMBERS_AR[_named(word)] if word else alone
    if not number or number > 3000:  # noqa: PLR2004 - no newspaper counts further
        return None
    if "منذ" in match[0] and word and not word.isdigit() and number > 10:  # noqa: PLR2004 - 'for nineteen years'
        return None
    return dates.UNITS[unit]((1 if match["ahead"] else -1) * number, context)


def _unit(match: regex.Match[str], context: Context) -> When | None:
    if match["unit"] in SEASONS:
        return dates.season(SEASONS[match["unit"]], _which(match), context)
    return dates.UNITS[COUNTED[match["unit"].removeprefix("ال")][0]](_which(match), context)


def _unit_beyond(match: regex.Match[str], context: Context) -> When | None:
    return dates.UNITS[COUNTED[match["unit"].removeprefix("ال")][0]](_beyond(match), context)


def _season(_: regex.Match[str], context: Context) -> When | None:
    return dates.years_away(0, context)


def _this(match: regex.Match[str], context: Context) -> When | None:
    return dates.UNITS[COUNTED[match["unit"].removeprefix("ال")][0]](0, context)


def _year(match: regex.Match[str], _: Context) -> When | None:
    return dates.exact(int(match["year"]))


def _years(match: regex.Match[str], _: Context) -> tuple[When, ...] | None:
    listed = tuple(filter(None, (dates.exact(int(match["year"])), dates.exact(int(match["second"])))))
    return listed or None


def _numbers(match: regex.Match[str], _: Context) -> When | None:
    return dates.numeric(match[1], match[3], match[4], day_first=True)


def _hijri(match: regex.Match[str], context: Context) -> When | None:
    month = calendars.HIJRI_AR[_named(match["hijri"])]
    word = match["day"]
    day = (int(word) if word.isdigit() else _ordinal(word)) if word else None
    if match["also_year"]:
        also = calendars.MONTHS_AR[_named(match["also_month"])]
        return dates.exact(int(match["also_year"]), also, int(match["also_day"]))
    if match["hyear"]:
        return dates.hijri(int(match["hyear"]), month, day)
    return dates.hijri_yearless(month, day, context)


def _hijri_month(match: regex.Match[str], context: Context) -> When | None:
    """Read 'last Ramadan', 'next Ramadan', 'Muharram of last year'."""
    month = calendars.HIJRI_AR[_named(match["hijri"])]
    if match["of_year"]:
        step = -1 if regex.fullmatch(PAST, match["of_year"]) else 1 if regex.fullmatch(NEXT, match["of_year"]) else 0
        return dates.hijri_of_year(month, step, context)
    return dates.hijri_yearless(month, None, replace(context, is_future=_which(match) > 0))


def _hijri_year(match: regex.Match[str], _: Context) -> When | None:
    return dates.hijri(int(match["hyear"]))


READINGS: tuple[Reading, ...] = (
    (_compiled(rf"(?P<nth>{NTH})\s+(?P<weekday>{BARE_DAYS}|يوم)\s+(?:من|في)\s+{MONTH}(?:\s*{YEAR})?"), _nth_weekday),
    (_compiled(rf"(?:يوم\s+)?(?P<weekday>{WEEKDAYS})\s+(?P<nth>ال(?:{NTH}))\s+(?:من|في)\s+{MONTH}(?:\s*{YEAR})?"), _nth_weekday),
    (_compiled(rf"{LEAD}(\d{{4}}|\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{1,2}})"), _numbers),
    (_compiled(rf"{LEAD}(?P<day>\d{{1,2}}|{ORDINAL})\s+(?:من\s+)?{HIJRI}\s*{HYEAR}{ALSO}"), _hijri),
    (_compiled(rf"(?P<day>(?!))?(?:في\s+)?{HIJRI}\s+{HYEAR}(?P<also_year>(?!))?"), _hijri),
    (_compiled(rf"{LEAD}(?P<day>\d{{1,2}}|{ORDINAL})\s+(?:من\s+)?{HIJRI}(?P<hyear>(?!))?(?P<also_year>(?!))?"), _hijri),
    (_compiled(rf"{HIJRI}(?:\s+من\s+(?:العام|السنه)\s+(?P<of_year>{PAST}|{NEXT}|{THIS})|{WHICH})"), _hijri_month),
    (_compiled(rf"(?:ال)?(?:عام|سنه)\s+(?P<hyear>\d{{2,4}}){AH}"), _hijri_year),
    (_compiled(rf"(?:من|بين|يومي|في|ايام)?\s*(?P<from>\d{{1,2}})\s*(?:-|–|الي|حتي|و)\s*(?:ال)?(?P<to>\d{{1,2}})\s+(?:من\s+)?{MONTH}(?:\s+{YEAR})?"), _span),
    (_compiled(rf"{LEAD}{DAY}\s*(?:من\s+)?[/-]?\s*{MONTH}\s*[/-]?\s*{YEAR}"), _full),
    (_compiled(rf"{LEAD}(?P<ordinal>{ORDINAL})\s+من\s+{MONTH}(?:\s+{YEAR}|{OF_SAME}|{WHICH})?"), _worded),
    (_compiled(rf"{LEAD}{DAY}\s+(?:من\s+)?{MONTH}(?:{OF_SAME}|{WHICH})?"), _dayed),
    (_compiled(rf"(?:{VAGUE})?{MONTH}\s*{YEAR}"), _month_of),
    (_compiled(rf"(?<!(?:ذلك|نفس|ذات|مثل|هذا|طوال|طيله|تلك|في|حتي|هو|بين|اما)\s+){DAYTIME}{{0,2}}(?P<near>{alternatives(calendars.DAYS_AR)})(?:\s*[،,]?\s*(?:يوم\s+)?(?:{WEEKDAYS}))?{NOT_TODAY}"), _near),
    (_compiled(rf"{DAYTIME}{{0,2}}(?P<weekday>{WEEKDAYS}){BEYOND}"), _weekday_beyond),
    (_compiled(rf"(?:يومي\s+)?(?P<weekday>{WEEKDAYS})\s+و\s*(?P<second>{WEEKDAYS})\s+(?:(?P<past>الماضيين|المنصرمين|الفايتين)|المقبلين|القادمين)"), _weekdays),
    (_compiled(rf"(?P<demonstrative>هذا\s+)?{DAYTIME}{{0,2}}(?P<weekday>{WEEKDAYS})(?:\s+(?:من\s+)?(?:الاسبوع|هذا الاسبوع)\s+(?P<week>{PAST}|{NEXT}|{THIS})|{WHICH})?{ELSEWHEN}"), _weekday),
    (_compiled(rf"(?:قبل|منذ)\s+(?:نحو\s+|حوالي\s+|زهاء\s+|قرابه\s+|ما\s+يقارب\s+|ما\s+يقرب\s+من\s+)?(?:(?P<number>\d{{1,4}}|{NUMBERS})\s+)?(?P<unit>{alternatives(COUNTED)})(?P<ahead>(?!))?"
               rf"(?!\s+(?:من(?!\s+(?:الان|اليوم))|علي|واحد|ونصف|\d))"), _counted),
    (_compiled(rf"(?:(?P<number>\d{{1,4}}|{NUMBERS})\s+)?(?P<unit>{alternatives(COUNTED)})\s+(?:مضت|خلت|مضي|خلا)(?P<ahead>(?!))?"), _counted),
    (_compiled(rf"(?P<ahead>بعد)\s+(?:(?P<number>\d{{1,4}}|{NUMBERS})\s+)?(?P<unit>{alternatives(COUNTED)})(?!\s+(?:من(?!\s+(?:الان|اليوم))|علي|واحد|ونصف))"), _counted),
    (_compiled(rf"(?P<day>\d{{1,2}}|{ORDINAL})\s+(?:من\s+)?(?:هذا\s+الشهر|الشهر{WHICH})"), _day_of_month),
    (_compiled(rf"(?P<month>{NAMES})\s*/\s*(?P<other>{NAMES})(?:\s+(?:من\s+)?(?:العام|السنه)\s+(?P<of_year>{PAST}|{NEXT}|{THIS}|{SAME})|{WHICH})?"), _month_alone),
    (_compiled(rf"(?P<unit>الاسبوع|الشهر|العام|السنه){BEYOND}"), _unit_beyond),
    (_compiled(rf"(?:خلال\s+|في\s+)?(?P<unit>الاسبوع|الشهر|العام|السنه|الصيف|الربيع|الخريف){WHICH}"), _unit),
    (_compiled(r"هذا\s+(?:الصيف|الربيع|الخريف)"), _season),
    (_compiled(r"(?:الربع|النصف)\s+(?:الاول|الثاني|الثالث|الرابع|الاخير)\s+(?:من|ل)\s*(?:(?:ال)?عام\s+|سنه\s+)?(?P<year>(?:19|20)\d\d)"), _year),
    (_compiled(r"(?:نهايه|اخر|ختام|منتصف|مطلع|بدايه)\s+(?P<unit>الشهر|العام|السنه)(?!\s+(?:ال\p{L}+|\d))"), _this),
    (_compiled(r"هذ[اه]\s+(?P<unit>الاسبوع|الشهر|العام|السنه)"), _this),
    (_compiled(rf"(?:(?:في|منذ|خلال|حتي|قبل|بعد|من|الي|ب|شهر|بين|عن)\s+)(?:{VAGUE})?(?:شهر\s+)?{MONTH}"
               rf"(?:\s+(?:من\s+)?(?:العام|السنه)\s+(?P<of_year>{PAST}|{NEXT}|{THIS}|{SAME})|{WHICH})?"), _month_alone),
    (_compiled(rf"(?:{VAGUE})(?:شهر\s+)?{MONTH}(?:\s+(?:من\s+)?(?:العام|السنه)\s+(?P<of_year>{PAST}|{NEXT}|{THIS}|{SAME})|{WHICH})?"), _month_alone),
    (_compiled(rf"(?:شهر\s+)?(?P<month>{NAMES})(?:\s*[/(\-–]\s*(?P<other>{NAMES})\s*\)?)?(?P<of_year>(?!))?{WHICH}"), _month_alone),
    (_compiled(r"(?:بين\s+)?(?:عامي|سنتي)\s+(?P<year>(?:1\d|20|21)\d\d)\s+و\s*(?P<second>(?:1\d|20|21)\d\d)"), _years),
    (_compiled(r"(?:(?:(?:ال|ل)?(?:عام|سنه|موسم|صيف|شتاء|ربيع|خريف))\s+|(?:في|منذ|خلال|حتي|بعد|قبل)\s+(?:مطلع\s+|نهايه\s+|اواخر\s+|اوائل\s+)?(?:ال)?(?:عام\s+)?)"
               r"(?P<year>(?:1\d|20|21)\d\d)(?:\s*م(?!\p{L}))?(?!\s*(?:%|كيلو|متر|شخص|جندي|دولار|طن|قتيل|مليون|الف|[-–/.]\s*\d|ه(?!\p{L})))"), _year),
)  # fmt: skip

HINT = re.compile(
    r"\d{4}|\d\s|\d[-/.]\d|يوم|ايام|مضت|خلت|امس|غد|ليل|بارحه|قبل|منذ|بعد|اسبوع|شهر|عام|سنه|صيف|ربيع|خريف|هذ|"
    + "|".join([*calendars.MONTHS_AR, *calendars.WEEKDAYS_AR, *calendars.HIJRI_AR])
)
"""What every date has some of: most sentences need no closer look."""
