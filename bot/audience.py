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


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a page depends on besides the story: part of the key of every rendered page."""

    language: Language
    months: Months = Months.BOTH


@dataclass(frozen=True, slots=True)
class Reader:
    """A chat that asks. `language` is its own choice, None until it makes one."""

    chat_id: int
    language: Language | None = None

    def preferences(self, language_code: str | None) -> Preferences:
        """The chat's choice, else the asker's `language_code` (any `ar-*` is Arabic), else English."""
        return Preferences(language=self.language or spoken(language_code))


def spoken(language_code: str | None) -> Language:
    """The language for an IETF tag as Telegram sends it: Arabic for `ar` and any `ar-*`, English for all else."""
    tag = (language_code or "").lower().replace("_", "-")
    return Language.AR if tag.split("-")[0] == "ar" else Language.EN
