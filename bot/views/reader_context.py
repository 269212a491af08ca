"""To whom pages of several stories speak, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.document import Run
from bot.i18n import dates, reading
from bot.pages.labels import shorten

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.audience import Preferences
    from bot.document import Inline
    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.story import Localized

_NAME = 80  # UTF-16 units


@dataclass(frozen=True, slots=True)
class Voice:
    """The words of the reader's language with their digits, what they prefer, and what time it is."""

    words: Words
    preferences: Preferences
    now: datetime

    @property
    def language(self) -> Language:
        """The reader's language."""
        return self.preferences.language

    @property
    def today(self) -> date:
        """The day that it is in the reader's zone."""
        return self.now.astimezone(ZoneInfo(self.preferences.zone)).date()

    def say(self, key: str, **values: str | int) -> Inline:
        """A sentence of the catalogue."""
        return (Run(self.words.text(key, **values)),)

    def name(self, text: Localized) -> Run:
        """A name or title to be set into a line, of a length for lists."""
        told, language = reading.told(text, self.preferences)
        return Run(shorten(told, _NAME), language=language)

    def told(self, text: Localized, limit: int) -> tuple[str, Language | None]:
        """A text on one line within so many UTF-16 units, and its language where that is not the reader's."""
        told, language = reading.told(text, self.preferences)
        return shorten(told, limit), None if language is self.language else language

    def recent(self, at: datetime) -> str:
        """The day of a moment: 'today', '2 days ago', or its date."""
        return dates.spell_recent(at, self.now, self.preferences)

    def day(self, at: datetime) -> str:
        """The date of a moment in the reader's zone."""
        return dates.spell_day(at.astimezone(ZoneInfo(self.preferences.zone)).date(), self.preferences)

    def quoted(self, words: str) -> str:
        """Words that were said, between marks that the renderer makes the language's own."""
        return f'"{words}"'
