"""Says why respelled words are no date, and what is nearest to them."""

from __future__ import annotations

import calendar
import re
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError
from rapidfuzz.distance import OSA

from bot.model import PartialDate
from bot.text.dates import date_phrases, hijri
from bot.text.dates.reasons import Reason, Refused
from bot.text.dates.spellings import ENGLISH_MONTHS, MONTH_NAMES, WEEKDAYS, respelled
from bot.text.dates.uncertain import refuse_uncertain
from bot.text.normalize import fold
from bot.text.numerals import DAYS_IN_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Read = Callable[[str], PartialDate | None]

_MONTH = "|".join(ENGLISH_MONTHS)
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,3}})(?:st|nd|rd|th)?(?: (?:of|من))?[ /-]({_MONTH})(?:[ /-](\d{{4}}))?(?![^\W\d_])"
)
_MONTH_DAY = re.compile(rf"({_MONTH}) (?:the )?(\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?: (\d{{4}}))?")
_NUMBERS = re.compile(
    r"(?<!\d)(?:(\d{4})([/.-])(\d{1,2})\2(\d{1,3})|(\d{1,3})([/.-])(\d{1,2})(?:\6(\d{4}|\d{2}))?)(?!\d)"
)
_YEARLESS = re.compile(rf"(?:(?:the|on|في|يوم|of|من|(?<!\d)\d{{1,2}}(?!\d)(?:st|nd|rd|th)?|{_MONTH}) ?)+")
_YEAR_MONTH = re.compile(r"(\d{4})[/.-](\d{2})|(\d{1,2})[/.-](\d{4})")
_NUMBER = re.compile(r"(?:the |يوم |في |on )*(\d{1,2})(?:st|nd|rd|th)?")
_REVERSED = re.compile(
    r"(?:from |من |between |بين )?(\d{1,2})( ?(?:-|to|until|الي|حتي|and|و) ?)(\d{1,2})((?: (?:of|من))? .+)"
)
_VAGUE = re.compile(
    r"(?:very )?(?:recently|lately|soon|shortly|later|earlier|someday|some day|one day|some time ago|sometime|long ago"
    r"|a while ago|a long time ago|in the past|the other day|these days|nowadays|in recent (?:days|weeks|months|years)"
    r"|once|then|eventually"
    r"|موخرا|حديثا|قريبا|لاحقا|سابقا|قبل قليل|منذ قليل|قبل فتره|منذ فتره|قبل مده|منذ مده|منذ زمن|قبل زمن|من زمان|زمان"
    r"|في الماضي|ذات يوم|يوما ما|هذه الايام|في الايام (?:الاخيره|الماضيه)|في الاونه الاخيره|فيما بعد|انذاك|حينها|وقتها)"
)
_HALF_NAMED = {"تشرين": ("october", "november"), "كانون": ("december", "january")}
_PUNCTUATION = ' .,،;؛:!?؟()[]«»"“”'
_LEAP_YEAR = 2024
_LAST_DAY = 31
_AROUND = (0, -1, 1)  # months, from today's
_YEAR_BACK = range(0, -12, -1)
_NEAR = 3  # offers
_SAME_WEEKDAY = 12  # years, within which every date falls on every weekday but for leap days
_TYPO = 4  # letters from which a word can be a misspelt one
_MONTHS = 12
_CENTURY = 100


def refuse(words: str, text: str, today: date, read: Read) -> Refused:
    """Return why the words are no date: what is wrong with them, and the nearest dates."""
    try:
        refuse_uncertain(words, today, read)
        _refuse_vague(words, text)
        _refuse_half_named(words, read)
        _refuse_reversed(words, read)
        _refuse_days(words, today)
        _refuse_months(words, read)
        _refuse_weekday(words, today, read)
        _refuse_number(words, today)
        _refuse_misspelt(words, read)
        _refuse_extra(words, read)
    except Refused as refused:
        if typed := refused.refusal.values.get("typed"):
            refused.refusal.values["typed"] = _as_typed(str(typed), text)
        return refused
    return Refused(Reason.UNREADABLE, typed=text.strip())


def _as_typed(words: str, text: str) -> str:
    """Return folded words as the editor spelled them; all of the text where they were respelled."""
    spelled = {fold(token).strip(_PUNCTUATION): token.strip(_PUNCTUATION) for token in text.split()}
    shown = [spelled.get(word.strip(_PUNCTUATION)) for word in words.split()]
    return " ".join(filter(None, shown)) if all(shown) else text.strip()


def weekday_in(words: str) -> int | None:
    """Return the only weekday that the words name (Monday is 0)."""
    named = [WEEKDAYS[word] for word in words.split() if word in WEEKDAYS]
    return named[0] if len(named) == 1 else None


def not_that_weekday(day: PartialDate, typed: int, *, is_yearless: bool = False) -> Refused:
    """Return the refusal of a date beside a weekday that it is not.

    The date is offered, the nearest such weekday, and where no year was typed the last year in which both agree.
    """
    away = (typed - day.first.weekday() + 3) % 7 - 3
    years = range(day.year - 1, day.year - _SAME_WEEKDAY, -1) if is_yearless else ()
    same = [_day(date(year, day.first.month, day.first.day)) for year in years if _is_day(year, day, typed)]
    return Refused(
        Reason.WEEKDAY, *same[:1], day, _day(day.first + timedelta(days=away)),
        date=day, weekday=day.first.weekday(), typed_weekday=typed,
    )  # fmt: skip


def _is_day(year: int, day: PartialDate, weekday: int) -> bool:
    try:
        return date(year, day.first.month, day.first.day).weekday() == weekday
    except ValueError:  # 29 February
        return False


def _day(day: date) -> PartialDate:
    return PartialDate(year=day.year, month=day.month, day=day.day)


def _refuse_vague(words: str, text: str) -> None:
    if _VAGUE.fullmatch(words):
        raise Refused(Reason.VAGUE, typed=text.strip())


def _refuse_half_named(words: str, read: Read) -> None:
    """Refuse the first word alone of months that share it: تشرين."""
    for name, months in _HALF_NAMED.items():
        if name in words.split():
            dates = [read(words.replace(name, month)) for month in months]
            raise Refused(Reason.AMBIGUOUS, *filter(None, dates))


def _refuse_days(words: str, today: date) -> None:
    """Refuse a day that its month does not have, or a month that no year has."""
    for day, month, year in _named_days(words):
        if not 0 < month <= _MONTHS:
            swapped = (
                [PartialDate(year=year, month=day, day=month)]
                if year and 0 < day <= _MONTHS and 0 < month <= _LAST_DAY
                else []
            )
            raise Refused(Reason.NO_SUCH_MONTH, *swapped, month=month)
        if 0 < day <= calendar.monthrange(year or _LEAP_YEAR, month)[1]:
            continue
        of_year = year or (today.year if month <= today.month else today.year - 1)
        last = calendar.monthrange(of_year, month)[1]
        offers = [PartialDate(year=of_year, month=month, day=last if day else 1)]
        if last < day <= _LAST_DAY:
            offers.append(_day(offers[0].first + timedelta(days=1)))
        named = PartialDate(year=of_year, month=month)
        raise Refused(Reason.NO_SUCH_DAY, *offers, day=day, date=named, length=last)


def _named_days(words: str) -> Iterator[tuple[int, int, int | None]]:
    """Yield each (day, month, year) that stands in the words, be there such a day or not."""
    for match in _DAY_MONTH.finditer(words):
        yield int(match[1]), ENGLISH_MONTHS.index(match[2]) + 1, int(match[3]) if match[3] else None
    for match in _MONTH_DAY.finditer(words):
        yield int(match[2]), ENGLISH_MONTHS.index(match[1]) + 1, int(match[3]) if match[3] else None
    for match in _NUMBERS.finditer(words):
        if match[1]:
            yield int(match[4]), int(match[3]), int(match[1])
            continue
        first, second = int(match[5]), int(match[7])
        year = int(match[8]) if match[8] else None
        day, month = (second, first) if second > _MONTHS >= first else (first, second)
        yield day, month, year + 2000 if year is not None and year < _CENTURY else year
    if whole := _YEAR_MONTH.fullmatch(words):
        yield 0, int(whole[2] or whole[3]), int(whole[1] or whole[4])


def _refuse_months(words: str, read: Read) -> None:
    """Refuse two names of different months for one day: 28 نيسان/مايو."""
    months = list(dict.fromkeys(re.findall(rf"(?<![^\W\d_])(?:{_MONTH})(?![^\W\d_])", words)))
    if len(months) != 2 or not (match := re.search(rf"({_MONTH})[ /-]({_MONTH})", words)):  # noqa: PLR2004 - a pair
        return
    offers = [read(words.replace(match[0], month)) for month in months]
    numbers = [ENGLISH_MONTHS.index(month) + 1 for month in months]
    raise Refused(Reason.MONTHS_DIFFER, *filter(None, offers), month_name=numbers[0], other_month=numbers[1])


def _refuse_weekday(words: str, today: date, read: Read) -> None:
    """Refuse a weekday beside a date that is another day of the week."""
    typed = weekday_in(words)
    if typed is None:
        return
    rest = " ".join(word for word in words.split() if word not in WEEKDAYS)
    if match := _NUMBER.fullmatch(rest):
        number = int(match[1])
        nearest, fitting = days_numbered(number, today), days_numbered(number, today, typed, months=_YEAR_BACK)
        if nearest:
            raise Refused(
                Reason.WEEKDAY, *fitting[:1], nearest[0],
                date=nearest[0], weekday=nearest[0].first.weekday(), typed_weekday=typed,
            )  # fmt: skip
    day = read(rest)
    if day and day.first == day.last and day.first.weekday() != typed:
        raise not_that_weekday(day, typed, is_yearless=bool(_YEARLESS.fullmatch(rest)))


def days_numbered(
    number: int, today: date, weekday: int | None = None, months: Sequence[int] = _AROUND
) -> list[PartialDate]:
    """Return the days of that number, and weekday, in the months around (from today's): the last begun first."""
    days = []
    for step in months:
        years, month = divmod(today.month - 1 + step, _MONTHS)
        with suppress(ValidationError):
            days.append(PartialDate(year=today.year + years, month=month + 1, day=number))
    fitting = [day for day in days if weekday is None or day.first.weekday() == weekday]
    return sorted(fitting, key=lambda day: (day.first > today, abs(day.first - today)))


def weekday_and_number(words: str, today: date) -> PartialDate | None:
    """Read a weekday with the number of its day: 'Thursday 21', of this month or those beside it."""
    weekday = weekday_in(words)
    rest = " ".join(word for word in words.split() if word not in WEEKDAYS)
    match = _NUMBER.fullmatch(rest)
    if weekday is None or not match:
        return None
    return next(iter(days_numbered(int(match[1]), today, weekday)), None)


def _refuse_number(words: str, today: date) -> None:
    match = _NUMBER.fullmatch(words)
    if match and 0 < int(match[1]) <= _LAST_DAY:
        raise Refused(Reason.NUMBER, *days_numbered(int(match[1]), today)[:_NEAR], typed=match[1])


def _refuse_reversed(words: str, read: Read) -> None:
    if (match := _REVERSED.fullmatch(words)) and (date := read(f"{match[3]}-{match[1]}{match[4]}")):
        raise Refused(Reason.ORDER, date, typed=words)


def _refuse_misspelt(words: str, read: Read) -> None:
    """Refuse a word that is one letter off a month's or weekday's name, and offer the date that it makes."""
    parts = words.split()
    for place, word in enumerate(parts):
        if len(word) < _TYPO or word in _KNOWN or any(char.isdigit() for char in word):
            continue
        for name in sorted(_NAMES, key=lambda name: OSA.distance(word, name, score_cutoff=2)):
            if OSA.distance(word, name, score_cutoff=1) > 1:
                break
            date = read(respelled(" ".join((*parts[:place], name, *parts[place + 1 :]))))
            if date:
                raise Refused(Reason.UNREADABLE, date, typed=word)


def _refuse_extra(words: str, read: Read) -> None:
    """Refuse words that belong to no date, and offer what is left without them."""
    parts = words.split()
    strange = [word for word in parts if word not in _KNOWN and not any(char.isdigit() for char in word)]
    if not strange:
        return
    known = [word for word in parts if word not in strange]
    while known and known[-1] in date_phrases.FILLERS:
        known.pop()
    date = read(" ".join(known)) if known else None
    if date and date.year in hijri.YEARS:  # a Hijri year, whose month was not understood
        date = None
    typed = " ".join(strange) if date else words
    raise Refused(Reason.UNREADABLE, *filter(None, (date,)), typed=typed)


_NAMES = frozenset(
    [*ENGLISH_MONTHS, *(name for name in (*MONTH_NAMES, *WEEKDAYS) if " " not in name and len(name) >= _TYPO)]
)
_PHRASES = (
    *date_phrases.DAYS, *date_phrases.MONTHS, *date_phrases.YEARS, *date_phrases.THIS, *date_phrases.LAST,
    *date_phrases.NEXT, *date_phrases.PARTS, *date_phrases.FILLERS, *date_phrases.UNITS, *DAYS_IN_WORDS, *WEEKDAYS,
)  # fmt: skip
_KNOWN = frozenset([*ENGLISH_MONTHS, *(word for phrase in _PHRASES for word in fold(phrase).split())]) - {"a", "an"}
