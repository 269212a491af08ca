"""What a text can tell: whether it has a date, a number of what is counted, a place, a cause."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.dates.calendar_names import MONTHS_AR
from bot.text.normalize import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEAR = 5  # words from a number to what it counts: "thousands of North Korean soldiers"
_BEHIND = 2  # words from what is counted to a number behind it
_MONTHS_EN = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTHS = frozenset(
    [*_MONTHS_EN, *(part for row in MONTHS_AR for name in row.split() for part in fold(name).replace("_", " ").split())]
)
# Parts of months' names that are words of their own: the *first* Tishrin, Ab, which is "father".
_NO_MONTHS_ALONE = frozenset(["may", "اول", "ثاني", "الاول", "الثاني", "اب"])
_WEEKDAYS = frozenset(
    fold(
        "monday tuesday wednesday thursday friday saturday sunday"
        " الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد"
    ).split()
)
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
_DAY = re.compile(r"\d{1,2}")
_NUMBERS = frozenset(
    [
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "hundreds",
        "thousand",
        "thousands",
        "million",
        "millions",
        "billion",
        "dozen",
        "dozens",
        "half",
        "scores",
        "اثنان",
        "اثنين",
        "اثنتان",
        "اثنتين",
        "ثلاثه",
        "ثلاث",
        "اربعه",
        "اربع",
        "خمسه",
        "خمس",
        "سته",
        "ست",
        "سبعه",
        "سبع",
        "ثمانيه",
        "ثماني",
        "تسعه",
        "تسع",
        "عشره",
        "عشر",
        "عشرون",
        "عشرين",
        "ثلاثون",
        "ثلاثين",
        "اربعون",
        "اربعين",
        "خمسون",
        "خمسين",
        "ستون",
        "ستين",
        "سبعون",
        "سبعين",
        "ثمانون",
        "ثمانين",
        "تسعون",
        "تسعين",
        "مييه",
        "مييات",
        "مايه",
        "ماييه",
        "ميات",
        "مييتين",
        "ميه",
        "الف",
        "الاف",
        "الوف",
        "الاف",
        "مليون",
        "ملايين",
        "مليار",
        "مليارات",
        "عشرات",
        "نصف",
    ]
)
_PLACED = re.compile(
    r"(?<!\w)(?:[Ii]n|[Aa]t|[Tt]o|[Nn]ear|[Ff]rom|[Ii]nside|[Oo]utside|[Ii]nto|[Aa]cross|[Aa]round|[Oo]ff)\s+(?:the\s+)?"
    r"(?:(?:city|town|village|port|region|area|areas|province|district|stadium|coast)\s+of\s+)?"
    r"(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday"
    r"|Wednesday|Thursday|Friday|Saturday|Sunday|President|Comrade|Prime)(?!\w))[A-Z]"
)
_DURATIONS = frozenset(
    [
        "minute",
        "minutes",
        "night",
        "nights",
        "دقيقه",
        "دقايق",
        "يوما",
        "ليله",
        "شهرا",
        "عاما",
        "اسبوعا",
        "hour",
        "hours",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "ساعه",
        "ساعات",
        "يوم",
        "يومين",
        "ايام",
        "ايام",
        "اسبوع",
        "اسبوعين",
        "اسابيع",
        "شهر",
        "شهرين",
        "اشهر",
        "شهورا",
        "شهور",
        "اشهرا",
        "سنه",
        "سنتين",
        "سنوات",
        "سنين",
        "عام",
        "عامين",
        "اعوام",
    ]
)

_UNITS = [
    frozenset(map(fold, row.split()))
    for row in (
        "minute minutes دقيقة دقائق دقيقتين",
        "hour hours ساعة ساعات ساعتين",
        "day days night nights يوم يوما يومين أيام ليلة ليالي ليال",
        "week weeks أسبوع أسبوعين أسابيع أسبوعا",
        "month months شهر شهرين أشهر شهور شهرا",
        "year years سنة سنتين سنوات سنين عام عامين أعوام عاما",
    )
]

_ONE = frozenset(
    ["one", "a", "an", "whole", "entire", "طوال", "طيله", "كامل", "less", "than", "اقل", "من", "within", "خلال"]
)

_SINGULAR = frozenset(["hour", "day", "week", "month", "year", "ساعه", "يوم", "اسبوع", "شهر", "سنه", "عام"])


def has_date(words: Sequence[str]) -> bool:
    """Whether folded words name a year or a month."""
    return any(_YEAR.fullmatch(word) or (word in _MONTHS and word not in _NO_MONTHS_ALONE) for word in words)


def has_weekday(words: Sequence[str]) -> bool:
    """Whether folded words name a day of the week."""
    return not _WEEKDAYS.isdisjoint(words)


def is_dated_at(words: Sequence[str], asked: Sequence[int]) -> bool:
    """Whether a year or a month stands close behind one of the positions: "the offensive began in February"."""
    dates = [at for at in range(len(words)) if has_date(words[at : at + 1])]
    return any(0 < date - position <= _NEAR for date in dates for position in asked)


def counts(words: Sequence[str], counted: Sequence[int]) -> bool:
    """Whether a number that is no date belongs to one of the words at the positions `counted`."""
    return distance(words, counted) is not None


def distance(words: Sequence[str], counted: Sequence[int]) -> int | None:
    """Return how many words lie from a number that is no date to what it counts, the least; None without one.

    It stands some words before what it counts, or right behind it: "killed 43", «ارتفاعه 52».
    """
    numbers = [
        position
        for position, word in enumerate(words)
        if word in _NUMBERS or (word[0].isdigit() and not _is_of_date(words, position))
    ]
    distances = (
        abs(position - number)
        for number in numbers
        for position in counted
        if -_BEHIND <= position - number <= _NEAR
        and not _counts_other(words, number, position)
        and not _is_span_of_time(words, number, position)
    )
    return min(distances, default=None)


def _counts_other(words: Sequence[str], number: int, position: int) -> bool:
    """Whether what a number counts stands between it and the word: "three days of rain, and the water"."""
    return any(word in _DURATIONS or word == "and" for word in words[number + 1 : position])


def _is_span_of_time(words: Sequence[str], number: int, position: int) -> bool:
    """Whether the number is of hours or days, and the word is none: "a strike of nineteen days" has no strikers."""
    behind = words[number + 1 : number + 3]
    length = next((word for word in behind if word not in _NUMBERS), "")
    return length in _DURATIONS and words[position] not in _DURATIONS


def _is_number(words: Sequence[str], position: int) -> bool:
    return words[position] in _NUMBERS or words[position][0].isdigit()


def _is_length(words: Sequence[str], position: int) -> bool:
    """Whether the word is a length of time: of one hour or day only behind a number, "a" or "less than"."""
    if words[position] not in _SINGULAR:
        return words[position] in _DURATIONS
    return any(
        word in _ONE or _is_number(words, at) for at, word in enumerate(words[:position]) if position - at <= _BEHIND
    )


def has_duration(words: Sequence[str], lasting: Sequence[int], unit: str | None) -> bool:
    """Whether a length of time, in the `unit` if one is asked for, belongs to a word at the positions `lasting`."""
    named = next((row for row in _UNITS if unit in row), None)
    lengths = [
        position
        for position in range(len(words))
        if _is_length(words, position) and (named is None or words[position] in named)
    ]
    return any(-_NEAR < position - length <= _NEAR for length in lengths for position in lasting)


def is_placed(text: str) -> bool:
    """Whether an English text names a place, as far as prepositions and capitals tell."""
    return _PLACED.search(text) is not None


def _is_of_date(words: Sequence[str], position: int) -> bool:
    word = words[position]
    if _YEAR.fullmatch(word):
        return True
    beside = {*words[max(position - 1, 0) : position], *words[position + 1 : position + 2]}
    return _DAY.fullmatch(word) is not None and not _MONTHS.isdisjoint(beside)
