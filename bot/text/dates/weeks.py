"""Reads weeks, 'a few days ago', and days by their place in a month: 'the last Monday of March'."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.model import PartialDate
from bot.text.dates.reasons import Reason, Refused
from bot.text.dates.spellings import WEEKDAYS
from bot.text.numerals import count, ordinal

if TYPE_CHECKING:
    from collections.abc import Callable

    Read = Callable[[str], PartialDate | None]

_WEEK = timedelta(days=7)
_FEW = (3, 9)  # as بضعة is defined in Arabic; English is no more exact
_WEEK_STARTS = (5, 6, 0)  # weeks begin on Saturday, Sunday or Monday, by country
_FRIDAY = 4
_UNITS = {
    **dict.fromkeys(("week", "weeks", "اسبوع", "اسبوعا", "اسابيع"), "week"),
    **dict.fromkeys(("day", "days", "ايام", "يوم", "يوما"), "day"),
    **dict.fromkeys(("month", "months", "شهر", "اشهر", "شهور", "شهرا"), "month"),
    **dict.fromkeys(("year", "years", "سنه", "سنوات", "سنين", "عام", "اعوام", "عاما"), "year"),
}
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_AGO = re.compile(
    rf"(?P<number>.+?) (?P<unit>{_UNIT}) (?:ago|earlier|before|back|مضت|خلت)|(?:قبل|منذ"
    rf"|من) (?:(?P<number_ar>.+?) )?(?P<unit_ar>{_UNIT}|اسبوعين)(?: مضت| خلت)?"
)
_HOURS = re.compile(
    r"(?:(?:\S+|a few|a couple of|half an) )?(?:hours?|minutes?) (?:ago|earlier)"
    r"|(?:قبل|منذ) (?:\S+ ){0,2}(?:ساعه|ساعتين|ساعات|دقيقه|دقيقتين|دقائق|دقايق)"
)
_WEEKS_AHEAD = re.compile(
    r"in (?P<number>\S+) weeks?(?: time)?|بعد (?:(?P<dual>اسبوعين)|(?:(?P<number_ar>\S+) )?(?:اسبوع|اسابيع|اسبوعا))"
)
_FEW_WORDS = frozenset(
    ["a few", "few", "several", "some", "some few", "a number of", "بضعه", "بضع", "عده", "كم", "عدد من", "كذا", "كام"]
)
_FEW_PLURALS = frozenset(["ايام", "اسابيع", "اشهر", "شهور", "سنوات", "سنين", "اعوام"])
_LAST_WORDS = "last|past|previous|الماضي|الفايت|المنصرم|السابق|الاخير|اللي فات|الي فات"
_THIS_WORDS = "this|current|الحالي|الجاري|هذا"
_NEXT_WORDS = "next|coming|القادم|المقبل|الجاي"
_WEEK_NAMED = re.compile(
    rf"(?:(?:in|during|over|في|خلال) )?(?:the )?(?:(?:(?P<early>early|mid|late|مطلع|اوايل|منتصف|اواخر|نهايه"
    rf"|بدايه)[ -](?:in )?(?:the )?)?"
    rf"(?:(?P<which>{_LAST_WORDS}|{_THIS_WORDS}|{_NEXT_WORDS}) (?:week|الاسبوع)"
    rf"|(?:الاسبوع) (?P<which_ar>{_LAST_WORDS}|{_THIS_WORDS}|{_NEXT_WORDS}))"
    rf"|(?P<before>the week before last|week before last|الاسبوع قبل الماضي|الاسبوع ما قبل الماضي))"
)
_WEEKEND = re.compile(
    rf"(?:(?:at|on|over|during|في|خلال) )?(?:the |this )?(?:(?P<which>{_LAST_WORDS}|{_THIS_WORDS}"
    rf"|{_NEXT_WORDS}) )?weekend"
    rf"|(?:في )?(?:ال)?(?:عطله (?:نهايه )?|نهايه )الاسبوع(?: (?P<which_ar>{_LAST_WORDS}))?"
)
_SPAN_UNITS = {
    **_UNITS, "الايام": "day", "الاسابيع": "week", "الاشهر": "month", "الشهور": "month", "السنوات": "year",
    "الاعوام": "year", "اليومين": "day", "الاسبوعين": "week", "الشهرين": "month", "العامين": "year", "السنتين": "year",
}  # fmt: skip
_LED = "(?:(?:in|over|during|within|for|خلال|في) )?(?:the )?"
# 'The past week' is what lasts until today; 'last week' is the week before.
_PAST_SPAN = re.compile(
    rf"{_LED}(?:this )?(?:(?:past|last) (?P<number>[^\W_]+(?:-[a-z]+)?) |past )(?P<unit>days|weeks?|months?|years?)"
)
_PAST_SPAN_AR = re.compile(
    r"(?:(?:خلال|في) )?(?P<unit>الايام|الاسابيع|الاشهر|الشهور|السنوات|الاعوام) (?P<number>\w+) (?:الماضيه"
    r"|الاخيره|الفايته)"
)
_PAST_DUAL = re.compile(
    r"(?:(?:خلال|في) )?(?P<unit>اليومين|الاسبوعين|الشهرين|العامين|السنتين) (?:الماضيين|الاخيرين|الفايتين|الماضيتين)"
)
_WEEKDAY = "|".join(sorted(map(re.escape, WEEKDAYS), key=len, reverse=True))
_WEEKDAY_OF_WEEK = re.compile(
    rf"(?:on |في |يوم )*(?P<day>{_WEEKDAY})(?: (?:of|من|في))* "
    rf"(?:(?P<which>{_LAST_WORDS}|{_THIS_WORDS}|{_NEXT_WORDS}) week|الاسبوع (?P<which_ar>{_LAST_WORDS}"
    rf"|{_THIS_WORDS}|{_NEXT_WORDS}))"
)
_NTH = re.compile(
    rf"(?:on |في |يوم )*(?:the )?(?:(?P<first>first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th|اول|ثاني"
    rf"|ثالث|رابع|خامس|اخر) (?P<day>{_WEEKDAY})"
    rf"|(?P<day_ar>{_WEEKDAY}) (?P<nth_ar>الاول|الاولي|الثاني|الثانيه|الثالث|الثالثه|الرابع|الرابعه|الخامس"
    rf"|الخامسه|الاخير|الاخيره))(?: (?:of|in|من|في|من شهر|في شهر))+ (?P<month>.+)"
)
_LAST_DAY = re.compile(
    r"(?:on |في )?(?:the )?(?:last day|اخر يوم|اخر ايام|سلخ|اليوم الاخير)(?: (?:of|in|من|في|شهر))* (?P<month>.+)"
)
_MONTH_WEEK = re.compile(
    r"(?:in |during |في |خلال )?(?:the )?(?:(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th|اول|ثاني|ثالث"
    r"|رابع|اخر) (?:week|اسبوع)"
    r"|الاسبوع (?P<nth_ar>الاول|الثاني|الثالث|الرابع|الاخير))(?: (?:of|in|من|في|شهر))+ (?P<month>.+)"
)
_WHOLE_WEEKS = 4  # in every month
_MASCULINE = frozenset(["الاول", "الثاني", "الثالث", "الرابع", "الخامس"])
_LASTLY = frozenset(["last", "اخر", "الاخير", "الاخيره"])


def read_week(words: str, today: date) -> PartialDate | None:
    """Read last, this or next week or weekend."""
    if match := _WEEK_NAMED.fullmatch(words):
        which = match["which"] or match["which_ar"]
        weeks = -2 if match["before"] else _sign(which)
        return _days(*_week_around(today + weeks * _WEEK))
    if match := _WEEKEND.fullmatch(words):
        weeks = _sign(match["which"] or match["which_ar"] or "last")
        last_friday = today - timedelta(days=(today.weekday() - _FRIDAY) % 7)
        if weeks < 0 and today.weekday() < _FRIDAY:  # the weekend that is over is the last one
            weeks = 0
        friday = last_friday + weeks * _WEEK
        return _days(friday, friday + timedelta(days=2))
    return None


def read_weekday_of_week(words: str, today: date) -> PartialDate | None:
    """Read 'Tuesday of last week'; Raises Refused if it depends on the day that weeks begin with."""
    match = _WEEKDAY_OF_WEEK.fullmatch(words)
    if not match:
        return None
    weekday, weeks = WEEKDAYS[match["day"]], _sign(match["which"] or match["which_ar"])
    starts = [today - timedelta(days=(today.weekday() - start) % 7) + weeks * _WEEK for start in _WEEK_STARTS]
    days = sorted({start + timedelta(days=(weekday - start.weekday()) % 7) for start in starts})
    if len(days) > 1:
        raise Refused(Reason.AMBIGUOUS, *map(_days, days))
    return _days(days[0])


def read_past_span(words: str, today: date) -> PartialDate | None:
    """Read 'the past three days' as what lasts until today."""
    match = _PAST_SPAN.fullmatch(words) or _PAST_SPAN_AR.fullmatch(words) or _PAST_DUAL.fullmatch(words)
    if not match:
        return None
    groups = match.groupdict()
    typed = groups.get("number")
    number = 2 if match.re is _PAST_DUAL else count(typed.removeprefix("ال")) if typed else 1
    if not number:
        return None
    match _SPAN_UNITS[match["unit"]]:
        case "day":
            return _days(today - timedelta(days=number), today)
        case "week":
            return _days(today - number * _WEEK, today)
        case "month":
            return PartialDate.parse(f"{_months_before(today, number):%Y-%m}/{today:%Y-%m}")
        case _:
            return PartialDate.parse(f"{today.year - number:04}/{today.year:04}")


def _sign(which: str) -> int:
    return -1 if which in _LAST_WORDS.split("|") else 1 if which in _NEXT_WORDS.split("|") else 0


def _week_around(day: date) -> tuple[date, date]:
    """Return the days that the week of a day can have, from the earliest Saturday to the latest Sunday.

    A week begins on Saturday, Sunday or Monday, by country; what was typed does not say which.
    """
    first = min(day - timedelta(days=(day.weekday() - start) % 7) for start in _WEEK_STARTS)
    last = max(day + timedelta(days=(start + 6 - day.weekday()) % 7) for start in _WEEK_STARTS)
    return first, last


def read_ago(words: str, today: date) -> PartialDate | None:
    """Read weeks ago or hence as the seven days around, and a few days, weeks, months or years ago as three to nine.

    Raises Refused for hours ago, which can be today or yesterday.
    """
    if _HOURS.fullmatch(words):
        raise Refused(Reason.AMBIGUOUS, _days(today), _days(today - timedelta(days=1)))
    if ahead := _WEEKS_AHEAD.fullmatch(words):
        typed = ahead["number"] or ahead["number_ar"]
        weeks = 2 if ahead["dual"] else count(typed) if typed else 1
        middle = today + (weeks or 0) * _WEEK
        return _days(middle - timedelta(days=3), middle + timedelta(days=3)) if weeks else None
    match = _AGO.fullmatch(words)
    if not match:
        return None
    typed_unit = match["unit"] or match["unit_ar"]
    number = match["number"] or match["number_ar"] or ""
    unit = "week" if typed_unit == "اسبوعين" else _UNITS[typed_unit]
    if number in _FEW_WORDS or (not number and typed_unit in _FEW_PLURALS):
        return _few(unit, today)
    amount = 2 if typed_unit == "اسبوعين" and not number else count(number) if number else 1
    if unit != "week" or not amount:
        return None
    middle = today - amount * _WEEK
    return _days(middle - timedelta(days=3), middle + timedelta(days=3))


def _few(unit: str, today: date) -> PartialDate:
    fewest, most = _FEW
    match unit:
        case "day":
            return _days(today - timedelta(days=most), today - timedelta(days=fewest))
        case "week":
            first, last = today - most * _WEEK, today - fewest * _WEEK
        case "month":
            first, last = _months_before(today, most), _months_before(today, fewest)
        case _:
            return PartialDate.parse(f"{today.year - most:04}/{today.year - fewest:04}")
    return PartialDate.parse(f"{first:%Y-%m}/{last:%Y-%m}")


def _months_before(today: date, months: int) -> date:
    years, month = divmod(today.month - 1 - months, 12)
    return date(today.year + years, month + 1, 1)


def read_day_of_month(words: str, read: Read) -> PartialDate | None:
    """Read 'the last Monday of March' and 'the last day of March'."""
    if match := _LAST_DAY.fullmatch(words):
        month = _month_of(match["month"], read)
        return _days(month.last) if month else None
    match = _NTH.fullmatch(words)
    month = _month_of(match["month"], read) if match else None
    if not match or month is None:
        return None
    nth, weekday = match["first"] or match["nth_ar"], WEEKDAYS[match["day"] or match["day_ar"]]
    days = [
        date(month.year, month.month or 1, day)
        for day in range(1, calendar.monthrange(month.year, month.month or 1)[1] + 1)
        if date(month.year, month.month or 1, day).weekday() == weekday
    ]
    place = len(days) if nth in _LASTLY else int(nth[0]) if nth[0].isdigit() else ordinal(nth) or 0
    nth_day = _days(days[place - 1]) if 0 < place <= len(days) else None
    if match["nth_ar"] in _MASCULINE:  # الاثنين الثاني من حزيران: the second Monday, or Monday the 2nd
        numbered = date(month.year, month.month or 1, place)
        if numbered.weekday() == weekday and _days(numbered) != nth_day:
            raise Refused(Reason.AMBIGUOUS, _days(numbered), *filter(None, (nth_day,)))
    return nth_day


def read_week_of_month(words: str, read: Read) -> PartialDate | None:
    """Read 'the first week of April' as its days 1 to 7, the last week as its last seven days."""
    match = _MONTH_WEEK.fullmatch(words)
    month = _month_of(match["month"], read) if match else None
    if not match or month is None:
        return None
    nth = match["nth"] or match["nth_ar"]
    if nth in _LASTLY:
        return _days(month.last - timedelta(days=6), month.last)
    place = int(nth[0]) if nth[0].isdigit() else ordinal(nth) or 0
    if not 0 < place <= _WHOLE_WEEKS:
        return None
    first = month.first + (place - 1) * _WEEK
    return _days(first, first + timedelta(days=6))


def _month_of(typed: str, read: Read) -> PartialDate | None:
    month = read(typed)
    return month if month and month.month and not (month.day or month.part or month.until) else None


def _days(first: date, last: date | None = None) -> PartialDate:
    return PartialDate.parse(f"{first}/{last}" if last else f"{first}")
