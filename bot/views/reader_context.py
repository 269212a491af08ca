"""Rendering context for multi-story pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.i18n import dates, localized_text
from bot.views.document import Run
from bot.views.labels import shorten

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.i18n.catalogue import Translator
    from bot.model import Localized
    from bot.model.language import Language
    from bot.model.reader import Preferences
    from bot.views.document import Inline

_NAME = 80  # UTF-16 units


@dataclass(frozen=True, slots=True)
class ReaderContext:
    """Rendering context for multi-story pages: translator, preferences, current time."""

    words: Translator
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

    def text(self, key: str, **values: str | int) -> Inline:
        """Return a sentence of the catalogue."""
        return (Run(self.words.text(key, **values)),)

    def name(self, text: Localized) -> Run:
        """Return a name or title as a run for a line, shortened as in lists."""
        name, language = localized_text.localize(text, self.preferences)
        return Run(shorten(name, _NAME), language=language)

    def localize(self, text: Localized, limit: int, *, verbatim: bool = False) -> tuple[str, Language | None]:
        """Return a text on one line within `limit` UTF-16 units, and its language if that is not the reader's."""
        words, language = localized_text.localize(text, self.preferences, verbatim=verbatim)
        return shorten(words, limit), None if language is self.language else language

    def recent(self, at: datetime) -> str:
        """Format the day of a moment: 'today', '2 days ago', or its date."""
        return dates.format_recent(at, self.now, self.preferences)

    def day(self, at: datetime) -> str:
        """Format the date of a moment in the reader's zone."""
        return dates.format_day(at.astimezone(ZoneInfo(self.preferences.zone)).date(), self.preferences)

    def quoted(self, words: str) -> str:
        """Put words between marks, which the renderer replaces by the language's own."""
        return f'"{words}"'
