"""Months in all the families that Arabic and English copy uses, days of the week, and words for days near the copy's."""

from __future__ import annotations

from bot.intake.normalized import plain
from bot.text.dates import calendar_names
from bot.text.dates.calendar_names import names
from bot.text.numerals import COUNTS, ORDINALS


def _numbered(rows: tuple[str, ...], first: int) -> dict[str, int]:
    return {plain(name): number for number, row in enumerate(rows, first) for name in names(row)}


MONTHS_AR = _numbered(calendar_names.MONTHS_AR, 1)
MONTHS_EN = _numbered(calendar_names.MONTHS_EN, 1)
HIJRI_AR = _numbered(calendar_names.HIJRI_AR, 1)
HIJRI_EN = _numbered(calendar_names.HIJRI_EN, 1)
WEEKDAYS_AR = _numbered(calendar_names.WEEKDAYS_AR, 0)
WEEKDAYS_EN = _numbered(calendar_names.WEEKDAYS_EN, 0)

# Ordinals in words, as days of a month have them.
ORDINALS_AR = {word: number for word, number in ORDINALS.items() if word.startswith("ال")}
ORDINALS_EN = {word: number for word, number in ORDINALS.items() if word.isascii()}

NUMBERS_EN = {
    word: number
    for number, words in enumerate(
        ("a an one", "two couple", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        1,
    )
    for word in words.split()
}
NUMBERS_AR = {word: number for word, number in COUNTS.items() if not word.isascii()}
NTH_AR = {
    plain(word): number
    for word, number in (("أول", 1), ("ثاني", 2), ("ثالث", 3), ("رابع", 4), ("خامس", 5), ("آخر", -1), ("أخير", -1))
}
"""Which of a month's weekdays; -1 is the last."""

DAYS_EN = {
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "earlier today": 0,
    "later today": 0, "yesterday": -1, "last night": -1, "yesterday morning": -1, "yesterday evening": -1,
    "yesterday afternoon": -1, "overnight": None, "tomorrow": 1, "tomorrow morning": 1, "tomorrow evening": 1,
    "tomorrow night": 1, "the day before yesterday": -2, "the day after tomorrow": 2,
}  # fmt: skip
DAYS_AR = {
    plain(name): days
    for names, days in (
        ("اليوم|هذا اليوم|هذا الصباح|هذا المساء|صباح اليوم|مساء اليوم|ظهر اليوم|فجر اليوم|الليلة|هذه الليلة", 0),
        ("أمس|يوم أمس|الأمس|بالأمس|البارحة|ليلة أمس|مساء أمس|صباح أمس|الليلة الماضية|ليل أمس|فجر أمس|ظهر أمس", -1),
        ("أول أمس|أول من أمس|أمس الأول|قبل أمس|أول البارحة|ما قبل أمس|ليلة أول أمس|يوم أول أمس", -2),
        ("غدا|غد|يوم غد|الغد|صباح غد|مساء غد|يوم الغد", 1),
        ("بعد غد|بعد الغد|بعد يوم غد|ما بعد غد|بعد غدا", 2),
    )
    for name in names.split("|")
}
