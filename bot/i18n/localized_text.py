"""Resolves a localized text to a reader's language, digits and names of months."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.i18n import dates, numbers
from bot.model.language import Language
from bot.model.reader import Digits, Months, Preferences
from bot.text.dates.calendar_names import MONTHS_AR

if TYPE_CHECKING:
    from bot.model import Localized

_MONTHS = {name.replace("_", " "): number for number, names in enumerate(MONTHS_AR) for name in names.split()}
_NAME = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
# Some are words besides, as «مارس»: a name counts behind a day, before a year, or beside its other name.
_MONTH = re.compile(
    rf"(?<=[0-9٠-٩][ \u00a0])(?P<first>{_NAME})(?:/(?P<second>{_NAME}))?(?![\w/])"
    rf"|(?P<letter>(?<!\w)[وف]?[بكل]?)(?P<one>{_NAME})(?:/(?P<other>{_NAME})(?![\w/])|(?=[ \u00a0][0-9٠-٩]{{4}}(?!\w)))"
)
_ARABIC = "\u0590-\u08ff"
# From a letter or digit to the next that only Arabic or punctuation parts: 'Boeing 747', '2025-04-28', 'f-16', '30'.
_RUN = re.compile(rf"[^\s{_ARABIC}«»‹›“”()\[\]·—–…]*[^\W{_ARABIC}](?:[^{_ARABIC}«»‹›“”()\[\]·—–…\n]*[^\W{_ARABIC}])?%?")
_NUMBER = re.compile(r"[0-9]+(?:[.,:][0-9]+)*%?")


def localize(text: Localized, preferences: Preferences, *, verbatim: bool = False) -> tuple[str, Language]:
    """Return the text in the reader's language, else in the other, and that language.

    Arabic has the reader's digits and, unless it is `verbatim`, the names of months that they chose.
    """
    words, language = text.localize(preferences.language)
    if language is not Language.AR:
        return words, language
    if not verbatim and preferences.months is not Months.BOTH:
        words = rename_months(words, preferences.months)
    return renumber(words, preferences.digits), language


def rename_months(words: str, months: Months) -> str:
    """Put an Arabic text's months in the names of a region: those beside a day or a year, or printed by two names."""
    names = dates.month_names(Preferences(Language.AR, months))

    def renamed(match: re.Match[str]) -> str:
        numbered = {_MONTHS[name] for name in match.group("first", "second", "one", "other") if name}
        return (match["letter"] or "") + names[numbered.pop()] if len(numbered) == 1 else match[0]

    return _MONTH.sub(renamed, words)


def renumber(words: str, digits: Digits) -> str:
    """Arabic words with their plain numbers in these digits.

    Numbers within addresses, handles, ISO dates or beside other letters keep theirs.
    """
    return words if digits is Digits.LATIN else _RUN.sub(lambda run: _in_digits(run[0], digits), words)


def _in_digits(run: str, digits: Digits) -> str:
    return numbers.show(run, digits).replace("%", "٪") if _NUMBER.fullmatch(run) else run
