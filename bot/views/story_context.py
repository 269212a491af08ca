"""Rendering context for the pages of one story: translator, preferences, dates, attributions, translation notes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from bot.i18n import dates, languages, lists, localized_text
from bot.views.document import Cited, Paragraph, Run, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier, Localized, PartialDate, Story
    from bot.model.language import Language
    from bot.model.reader import Preferences
    from bot.views.callback_data import PageLink
    from bot.views.document import Inline


@dataclass(frozen=True, slots=True)
class StoryContext:
    """Rendering context of one section, in the preferences' language; `place` may filter its items."""

    story: Story
    place: PageLink
    words: Translator
    preferences: Preferences
    common: tuple[str, ...] = ()  # the sources that all items share: the page names them once

    @property
    def dossier(self) -> Dossier:
        """The story's dossier."""
        return self.story.dossier

    @property
    def language(self) -> Language:
        """The page's language."""
        return self.preferences.language

    def text(self, key: str, **values: str | int) -> Inline:
        """Return a sentence of the catalogue."""
        return (Run(self.words.text(key, **values)),)

    def name(self, text: Localized, style: Style = Style.PLAIN, url: str | None = None) -> Run:
        """Return a name or title as a run, in the page's language or else the other."""
        name, language = localized_text.localize(text, self.preferences)
        return Run(name, style, url, language)

    def prose(self, text: Localized) -> tuple[Inline, Language | None]:
        """Return a paragraph's text, and its language if that is not the page's."""
        words, language = localized_text.localize(text, self.preferences)
        return (Run(words),), None if language is self.language else language

    def date(self, date: PartialDate) -> str:
        """Format a date as finely as it is known."""
        return dates.format_date(date, self.preferences)

    def listed(self, parts: Sequence[Run]) -> Inline:
        """Join parts as a sentence lists them: 'A, B and C'."""
        joints = (Run(joint) for joint in lists.between(len(parts), self.language))
        return tuple(chain.from_iterable(zip_longest(parts, joints)))[:-1]

    def joined(self, parts: Iterable[Run | None]) -> Inline:
        """Join the non-empty parts with commas."""
        return self._between("page.comma", ((part,) for part in parts if part))

    def dotted(self, *parts: Inline) -> Inline:
        """Join the non-empty parts with dots."""
        return self._between("page.dot", (part for part in parts if part))

    def lines(self, *notes: Inline) -> tuple[Inline, ...]:
        """Join the notes below an item into one line; empty without notes."""
        line = self.dotted(*notes)
        return (line,) if line else ()

    def attribution(self, sources: tuple[str, ...]) -> Inline:
        """Build 'Source: …', each outlet linked to what it published; the sources' section names untranslated ones."""
        if not sources or sources == self.common:
            return ()
        cited = [self.dossier.source(item) for item in sources]
        outlets = self.listed([self.name(source.outlet, url=source.url) for source in cited])
        return (Run(self.words.count("page.attribution", len(cited))), *outlets)

    def cited(self, sources: tuple[str, ...], *notes: Inline) -> Cited | None:
        """Return the sources by id for renderers that number them, and the notes shown beside the marks."""
        return Cited(sources, self.lines(*notes)) if sources and sources != self.common else None

    def untranslated(self, text: Localized | None, *details: Localized | None, waived: bool = False) -> Inline:
        """Say that the item's text, or a detail, is in the other language; empty if all is translated.

        `waived` leaves out what the page says once for all of its texts.
        """
        if text and not text.has(self.language):
            return () if waived else self.text("page.untranslated")
        if any(detail and not detail.has(self.language) for detail in details):
            return self.text("page.untranslated_partly")
        return ()

    def translation(self, language: str) -> Inline:
        """Say that words are a translation from a language, given by its ISO 639 code."""
        return self.text("page.translated", language=languages.name(language, self.language))

    def none_translated(self, texts: Iterable[Localized]) -> bool:
        """Whether there are several texts and all are in the other language: then the page says it once."""
        translated = [text.has(self.language) for text in texts]
        return len(translated) > 1 and not any(translated)

    def notice(self, key: str, **values: str | int) -> Paragraph:
        """Build an aside from the catalogue."""
        return Paragraph(self.text(key, **values), note=True)

    def _between(self, key: str, parts: Iterable[Inline]) -> Inline:
        between = Run(self.words.text(key))
        return tuple(chain.from_iterable((between, *part) for part in parts))[1:]
