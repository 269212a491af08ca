"""A reading chat and its preferences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.model.language import Language


class Months(StrEnum):
    """Names of the Gregorian months in Arabic dates."""

    LEVANT = "levant"  # Nisan
    EGYPT = "egypt"  # Abril, also in the Gulf
    BOTH = "both"  # Nisan/Abril, as newspapers print it
    MAGHREB = "maghreb"  # Afril, in Algeria and Tunisia
    MOROCCO = "morocco"  # Abril, and Ghusht for August


class Digits(StrEnum):
    """Digits of Arabic pages, with their separators."""

    LATIN = "latin"  # 1,234.5
    ARABIC = "arabic"  # the digits of the Mashriq


class FormatPreference(StrEnum):
    """The format that a chat wants: rich wherever possible, always rich, or simple (classic)."""

    AUTO = "auto"
    RICH = "rich"
    SIMPLE = "simple"


@dataclass(frozen=True, slots=True)
class Preferences:
    """Everything that a page depends on besides the story: part of the key of every rendered page.

    `zone` is an IANA name, and `has_zone` whether it was chosen; `newest_first` is the order of timelines.
    """

    language: Language
    months: Months = Months.BOTH
    digits: Digits = Digits.LATIN
    zone: str = "UTC"
    newest_first: bool = False
    has_zone: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """A chat that asks. `language` and `zone` (an IANA name) are its own choices, None until it makes them.

    With `ephemeral_answers`, a group's choice, whoever asks alone sees the answer.
    """

    chat_id: int
    language: Language | None = None
    format_preference: FormatPreference = FormatPreference.AUTO
    months: Months = Months.BOTH
    digits: Digits = Digits.LATIN
    zone: str | None = None
    newest_first: bool = False
    ephemeral_answers: bool = False

    def preferences(self, language_code: str | None) -> Preferences:
        """Resolve preferences; the language is the chat's, else that of `language_code`, else English."""
        language, zone = self.language or spoken(language_code), self.zone or "UTC"
        return Preferences(language, self.months, self.digits, zone, self.newest_first, self.zone is not None)


def spoken(language_code: str | None) -> Language:
    """Return the language for an IETF tag from Telegram: Arabic for `ar` and any `ar-*`, English for all not ours."""
    tag = (language_code or "").lower().replace("_", "-").split("-")[0]
    return next((language for language in Language if language == tag), Language.EN)
