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
    r"(?<!\w)(?:in|at|to|near|from|inside|outside|into|across)\s+(?:the\s+)?[A-Z]|(?<!\w)(?:في|إلى|الى)\s+\w"
)
_CAUSE = re.compile(
    r"(?<!\w)(?:because|due to|owing to|as a result|caused|reason|in accordance|in order|thanks to|order\w* the"
    r"|out of an?|put .{1,60} down to|thank\w* .{1,40} for|accus\w* .{1,40} of"
    r"|بسبب|لأن|نتيجة|انطلاق\w*|عمل\w* ب\w+|عملًا ب\w+|بأمر|إثر|جراء|سبب\w*|من أجل|ما دفع|على ما|بتزويد|بإمداد)(?!\w)",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(?<!\w)(?:after|following|since|under|for|بعد|عقب|منذ|وفق\w*|ل\w+)(?!\w)", re.IGNORECASE)
_DURATIONS = frozenset(
    [
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


def has_date(words: Sequence[str]) -> bool:
    """Whether folded words name a year or a month."""
    return any(_YEAR.fullmatch(word) or (word in _MONTHS and word != "may") for word in words)


def counts(words: Sequence[str], counted: Sequence[int]) -> bool:
    """Whether a number that is no date belongs to one of the words at the positions `counted`.

    It stands some words before what it counts, or right behind it: "killed 43", «ارتفاعه 52».
    """
    numbers = [
        position
        for position, word in enumerate(words)
        if word in _NUMBERS or (word[0].isdigit() and not _is_of_date(words, position))
    ]
    return any(-_BEHIND <= position - number <= _NEAR for number in numbers for position in counted)


def has_duration(words: Sequence[str], lasting: Sequence[int]) -> bool:
    """Whether a length of time belongs to one of the words at the positions `lasting`: "held for months"."""
    lengths = [position for position, word in enumerate(words) if word in _DURATIONS]
    return any(-_NEAR < position - length <= _NEAR for length in lengths for position in lasting)


def is_placed(text: str) -> bool:
    """Whether a text names a place, as far as prepositions tell."""
    return _PLACED.search(text) is not None


def names_cause(text: str) -> bool:
    """Whether a text gives a cause, as far as its particles tell."""
    return _CAUSE.search(text) is not None


def may_name_cause(text: str) -> bool:
    """Whether a text says after what something happened, or for what: a cause, if nothing is nearer to one."""
    return names_cause(text) or _AFTER.search(text) is not None


def _is_of_date(words: Sequence[str], position: int) -> bool:
    word = words[position]
    if _YEAR.fullmatch(word):
        return True
    beside = {*words[max(position - 1, 0) : position], *words[position + 1 : position + 2]}
    return _DAY.fullmatch(word) is not None and not _MONTHS.isdisjoint(beside)
