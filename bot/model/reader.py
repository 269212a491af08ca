"""Who reads: a chat, and what it prefers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.language import Language


class Months(StrEnum):
    """How Arabic dates name the months of the Gregorian calendar."""

    LEVANT = "levant"  # Nisan
    EGYPT = "egypt"  # Abril, also in the Gulf
    BOTH = "both"  # Nisan/Abril, as newspapers print it
    MAGHREB = "maghreb"  # Afril


class Digits(StrEnum):
    """Which digits Arabic pages show, with their separators."""

    LATIN = "latin"  # 1,234.5
    ARABIC = "arabic"  # the digits of the Mashriq


class Wanted(StrEnum):
    """How a chat wants its messages: rich wherever that can be, rich, or simple (classic) ones."""

    AUTO = "auto"
    RICH = "rich"
    SIMPLE = "simple"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a page depends on besides the story: part of the key of every rendered page.

    `zone` is an IANA name; `newest_first` is the order of timelines.
    """

    language: Language
    months: Months = Months.BOTH
    digits: Digits = Digits.LATIN
    zone: str = "UTC"
    newest_first: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """A chat that asks. `language` and `zone` (an IANA name) are its own choices, None until it makes them."""

    chat_id: int
    language: Language | None = None
    wanted: Wanted = Wanted.AUTO
    months: Months = Months.BOTH
    digits: Digits = Digits.LATIN
    zone: str | None = None
    newest_first: bool = False

    def preferences(self, language_code: str | None) -> Preferences:
        """The chat's choice, else the asker's `language_code` (any `ar-*` is Arabic), else English."""
        return Preferences(
            self.language or spoken(language_code), self.months, self.digits, self.zone or "UTC", self.newest_first
        )


def spoken(language_code: str | None) -> Language:
    """The language for an IETF tag as Telegram sends it: Arabic for `ar` and any `ar-*`, English for all else."""
    tag = (language_code or "").lower().replace("_", "-")
    return Language.AR if tag.split("-")[0] == "ar" else Language.EN
