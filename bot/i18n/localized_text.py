"""Resolves a localized text to a reader's language and digits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.i18n import numbers
from bot.model.language import Language
from bot.model.reader import Digits

if TYPE_CHECKING:
    from bot.model import Localized
    from bot.model.reader import Preferences

_ARABIC = "\u0590-\u08ff"
# From a letter or digit to the next that only Arabic or punctuation parts: 'Boeing 747', '2025-04-28', 'f-16', '30'.
_RUN = re.compile(rf"[^\s{_ARABIC}«»‹›“”()\[\]·—–…]*[^\W{_ARABIC}](?:[^{_ARABIC}«»‹›“”()\[\]·—–…\n]*[^\W{_ARABIC}])?%?")
_NUMBER = re.compile(r"[0-9]+(?:[.,:][0-9]+)*%?")


def localize(text: Localized, preferences: Preferences) -> tuple[str, Language]:
    """Return the text in the reader's language, else in the other, and that language; Arabic in the reader's digits."""
    words, language = text.localize(preferences.language)
    return (renumber(words, preferences.digits) if language is Language.AR else words), language


def renumber(words: str, digits: Digits) -> str:
    """Arabic words with their plain numbers in these digits.

    Numbers within addresses, handles, ISO dates or beside other letters keep theirs.
    """
    return words if digits is Digits.LATIN else _RUN.sub(lambda run: _in_digits(run[0], digits), words)


def _in_digits(run: str, digits: Digits) -> str:
    return numbers.show(run, digits).replace("%", "٪") if _NUMBER.fullmatch(run) else run
