"""One spelling for what typed dates have many of: months by their English names, ordinals and numbers in digits.

What is rewritten is read by one reader, whatever the language, the family of month names and the case.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.dates import calendar_names
from bot.text.dates.calendar_names import names
from bot.text.dates.date_phrases import weekdays
from bot.text.dates.iso_dates import month_names
from bot.text.normalize import fold
from bot.text.numerals import DAYS_IN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

ENGLISH_MONTHS = tuple(row.split()[0] for row in calendar_names.MONTHS_EN)
HIJRI_TOKEN = "hijri"  # noqa: S105 - followed by the number of the month


def _by_name(*tables: Iterable[str]) -> dict[str, int]:
    return {fold(name): number for table in tables for number, row in enumerate(table, 1) for name in names(row)}


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


WEEKDAYS = weekdays()
MONTH_NAMES = dict(month_names()) | _by_name(
    calendar_names.MONTHS_EN, calendar_names.MONTHS_AR, calendar_names.MONTHS_AR_TYPED
)
_HIJRI = _by_name(calendar_names.HIJRI_AR, calendar_names.HIJRI_EN, calendar_names.HIJRI_EN_TYPED)
_HONORIFIC = "المبارك|الحرام|الفضيل|المعظم|الكريم|الخير|المكرم"
_BEFORE, _AFTER = r"(?<![^\W\d_])", r"(?![^\W\d_])"
# An Arabic preposition may be joined to the name: بنيسان، لرمضان.
_MONTH_NAME = re.compile(rf"{_BEFORE}[بل]?({_alternatives(MONTH_NAMES)}){_AFTER}\.?")
_HIJRI_NAME = re.compile(rf"{_BEFORE}[بل]?({_alternatives(_HIJRI)})(?: (?:{_HONORIFIC}))?{_AFTER}")
_PLAIN = {
    "المنصرم": "الماضي", "المنصرمه": "الماضيه", "ما بين": "بين", "a fortnight": "two weeks", "fortnight": "two weeks",
    "the night before last": "the day before yesterday night", "late last night": "last night",
    "sometime": "", "some time in": "in", "on or about": "about", "on or around": "about",
    "christmas eve": "24 december", "christmas day": "25 december", "christmas": "25 december",
    "new years eve": "31 december", "new years day": "1 january", "may day": "1 may",
    "راس السنه الميلاديه": "1 january",
    "عاشوراء": "10 محرم", "ashura": "10 muharram", "العشر الاواخر من": "اواخر", "اول ايام عيد الفطر": "1 شوال",
    "اول ايام عيد الاضحي": "10 ذو الحجه",
    "عيد الفطر": "1 شوال", "eid al-fitr": "1 shawwal", "eid al fitr": "1 shawwal",
    "عيد الاضحي": "10 ذو الحجه",
    "eid al-adha": "10 dhul hijja", "eid al adha": "10 dhul hijja", "يوم عرفه": "9 ذو الحجه",
    "النصف من شعبان": "15 شعبان", "النصف من رمضان": "15 رمضان", "النصف من رجب": "15 رجب",
}  # fmt: skip
_PLAIN_WORDS = re.compile(rf"{_BEFORE}(?:{_alternatives(_PLAIN)}){_AFTER}")
_ANY_MONTH = rf"(?:{_alternatives(ENGLISH_MONTHS)}|{HIJRI_TOKEN}\d+)"
_ORDINAL = _alternatives(DAYS_IN_WORDS)
_CONNECTED = r"(?: (?:من|of|شهر|the|in|في|day|يوم))*"
_MORE = rf"{_CONNECTED} {_ANY_MONTH}{_AFTER}| ?(?:-|الي|حتي|to|until|till|through|and|و) ?(?:the )?\d{{1,2}}(?!\d)"
_WEEKS = 5  # in which a month's weekdays come
_COUNTED_BEFORE = frozenset(["الاسبوع", "الربع", "النصف", "القرن", "العقد", "الثلث"])
_NTH = frozenset(["اول", "ثاني", "ثالث", "رابع", "خامس", "اخر"])
_PERIODS = "(?:الشهر|هذا الشهر|this month|last month|next month|the month)"
_DAY_WORDS = re.compile(
    rf"{_BEFORE}(?:لل(?=\w))?({_ORDINAL})"
    rf"(?={_MORE}|(?: (?:من|of|the))+ {_PERIODS})"
)
_MONTH_THEN_DAY = re.compile(rf"({'|'.join(ENGLISH_MONTHS)}) (?:the )?({_ORDINAL}){_AFTER}(?! (?:of|من) \d)")
_FIRST = re.compile(rf"{_BEFORE}(?:غره|الفاتح(?= من)|فاتح|اول يوم|اول ايام|first day)(?={_CONNECTED} {_ANY_MONTH})")
_LABELS = re.compile(
    rf"{_BEFORE}(?:بتاريخ|في تاريخ|التاريخ|تاريخ|dated|date|ميلاديا?|ميلاديه|للميلاد|a\.?d\.?|c\.?e\.?){_AFTER} ?:?"
)
_YEAR_WORDS = re.compile(
    rf"{_BEFORE}(?:من |في |of |in |the |for )*(?:[لب]?ال?(?:عام|سنه)|[لب]?عام|[لب]?سنه|year) (?=\d{{4}}(?!\d))"
)
_DAY_OF = re.compile(r"(?<=\d)(?:st|nd|rd|th) day(?= of)|(?<=\d)(?:st|nd|rd|th)?(?= of the month)")
_COMPACT = re.compile(r"(\d{4})(0[1-9]|1[0-2])(\d{2})|(\d{2})(0[1-9]|1[0-2])(\d{4})")
_SHORT_YEAR = re.compile(rf"((?<!\d)\d{{1,2}}([ -])(?:{'|'.join(ENGLISH_MONTHS)})\2)(\d{{2}})$")
_LAST_CENTURY = 70  # from which a year of two digits is one of the 1900s
_NIGHT = re.compile(rf"(?<![\d/])(\d{{1,2}})/(\d{{1,2}}) (?:of |من )?({'|'.join(ENGLISH_MONTHS)})(?![^\W\d_])")
_EARLIER = re.compile(
    r"(?:earlier|later) (?:in )?(?=this |last )|^(?:في )?(?:وقت (?:سابق|لاحق) )(?:من )?(?=هذا |هذه |اليوم|ال)"
)
_YEAR_FIRST = re.compile(rf"(?<!\d)(\d{{4}})[ -]({'|'.join(ENGLISH_MONTHS)})[ -](\d{{1,2}})(?!\d)")
_TO_NUMBER = re.compile(r"(?<![^\W\d_])(?:لل|ال|ل) ?(?=\d)")
_DOTTED = re.compile(r"(?<![^\W\d_])(mon|tues?|wed|thurs?|thur|fri|sat|sun)\.")
_DAY_ALONE = re.compile(rf"(?:on the|the|في|يوم|في يوم) ({_ORDINAL})")
# Years in words: ألفين وخمسة وعشرين، two thousand and five, twenty twenty-five.
_YEAR_IN_WORDS = re.compile(
    rf"{_BEFORE}(?:(?:الفين|الفان|two thousand)(?: (?:and |و ?)?({_ORDINAL}))?|twenty ({_ORDINAL})){_AFTER}"
)
_TWO_WEEKDAYS = re.compile(
    rf"{_BEFORE}({_alternatives(WEEKDAYS)})(?: |/| و|-| and )({_alternatives(WEEKDAYS)}){_AFTER}"
)
_SPAN_OF_YEARS = re.compile(r"(\d{4})[-/](\d{2})")
_TIDY = re.compile(r"[\s,،؛;()\[\]«»\"“”]+")
_EDGES = " .!?؟:/-"
_REPEATED = re.compile(rf"({'|'.join(ENGLISH_MONTHS)})(?: ?[/ -] ?\1)+(?![^\W\d_])")


def respelled(text: str) -> str:
    """Return folded text in one spelling: '٢٨ نيسان/أبريل لعام ٢٠٢٥' is '28 april 2025'."""
    words = _TIDY.sub(" ", fold(text).replace("ـ", "")).strip(_EDGES)
    words = _DOTTED.sub(r"\1", _YEAR_IN_WORDS.sub(_year_in_digits, words))
    words = _spaced(_PLAIN_WORDS.sub(lambda match: _PLAIN[match[0]], words))
    words = _EARLIER.sub("", words)
    words = _HIJRI_NAME.sub(lambda match: f" {HIJRI_TOKEN}{_HIJRI[match[1]]} ", words)
    words = _MONTH_NAME.sub(lambda match: f" {ENGLISH_MONTHS[MONTH_NAMES[match[1]] - 1]} ", words)
    words = _spaced(_LABELS.sub(" ", words))
    words = _REPEATED.sub(r"\1", re.sub(r" ?([/-]) ?", r"\1", words))
    words = _FIRST.sub("1", words)
    while (digits := _DAY_WORDS.sub(_day_in_digits, words)) != words:
        words = digits
    words = _MONTH_THEN_DAY.sub(lambda match: f"{match[1]} {DAYS_IN_WORDS[match[2]]}", words)
    words = _spaced(_YEAR_WORDS.sub(" ", _DAY_OF.sub("", words)))
    words = _SHORT_YEAR.sub(lambda match: f"{match[1]}{19 if int(match[3]) >= _LAST_CENTURY else 20}{match[3]}", words)
    words = _YEAR_FIRST.sub(r"\3 \2 \1", _NIGHT.sub(_between_days, _TO_NUMBER.sub("", words)))
    words = _TWO_WEEKDAYS.sub(_between_weekdays, words)
    if match := _DAY_ALONE.fullmatch(words):
        return f"the {DAYS_IN_WORDS[match[1]]}"
    if (match := _SPAN_OF_YEARS.fullmatch(words)) and int(match[2]) == (int(match[1]) + 1) % 100 > 12:  # noqa: PLR2004 - months
        return f"{match[1]}-{int(match[1]) + 1}"
    if match := _COMPACT.fullmatch(words):
        words = f"{match[1]}-{match[2]}-{match[3]}" if match[1] else f"{match[6]}-{match[5]}-{match[4]}"
    return words


def _day_in_digits(match: re.Match[str]) -> str:
    """Write an ordinal in digits, unless it is that of a weekday or period: الجمعة الأولى من أيار."""
    number = DAYS_IN_WORDS[match[1]]
    previous = match.string[: match.start()].split()[-1:]
    is_counted = previous and (previous[0] in _COUNTED_BEFORE or previous[0] in WEEKDAYS) and number <= _WEEKS
    is_weekday = match[1] in WEEKDAYS and previous and previous[0] in _NTH
    return match[0] if is_counted or is_weekday else str(number)


def _between_days(match: re.Match[str]) -> str:
    """Write the night between two days as a range: 27/28 April."""
    is_range = int(match[2]) == int(match[1]) + 1
    return f"{match[1]}-{match[2]} {match[3]}" if is_range else match[0]


def _year_in_digits(match: re.Match[str]) -> str:
    """Write a year of this century in digits; 'twenty five' is none."""
    number = DAYS_IN_WORDS[match[1] or match[2]] if match[1] or match[2] else 0
    return match[0] if match[2] and number < 10 else str(2000 + number)  # noqa: PLR2004 - two digits


def _between_weekdays(match: re.Match[str]) -> str:
    """Write two weekdays in a row as a range: the night of Sunday to Monday."""
    is_range = (WEEKDAYS[match[2]] - WEEKDAYS[match[1]]) % 7 == 1
    return f"{match[1]}-{match[2]}" if is_range else match[0]


def _spaced(words: str) -> str:
    return " ".join(words.split()).strip(_EDGES)
