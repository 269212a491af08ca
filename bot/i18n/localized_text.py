"""A curated text as one reader reads it: in which language, and with which digits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.audience import Digits
from bot.i18n import numbers
from bot.language import Language

if TYPE_CHECKING:
    from bot.audience import Preferences
    from bot.story import Localized

_ARABIC = "\u0590-\u08ff"
# From a letter or digit to the next that only Arabic or punctuation parts: 'Boeing 747', '2025-04-28', 'f-16', '30'.
_RUN = re.compile(rf"[^\s{_ARABIC}«»‹›“”()\[\]·—–…]*[^\W{_ARABIC}](?:[^{_ARABIC}«»‹›“”()\[\]·—–…\n]*[^\W{_ARABIC}])?%?")
_NUMBER = re.compile(r"[0-9]+(?:[.,:][0-9]+)*%?")


def told(text: Localized, preferences: Preferences) -> tuple[str, Language]:
    """The text in the reader's language, or else in the other, and that language; Arabic has the reader's digits."""
    words, language = text.told(preferences.language)
    return (renumber(words, preferences.digits) if language is Language.AR else words), language


def renumber(words: str, digits: Digits) -> str:
    """Arabic words with their plain numbers in these digits.

    What stands beside other letters, an address, a handle, or a date as a file has it keeps its own.
    """
    return words if digits is Digits.LATIN else _RUN.sub(lambda run: _shown(run[0], digits), words)


def _shown(run: str, digits: Digits) -> str:
    return numbers.show(run, digits).replace("%", "٪") if _NUMBER.fullmatch(run) else run
