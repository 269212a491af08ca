"""What every section of a story composes with: its words, its dates, its sources, and what waits for a translation."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from bot.document import Cited, Paragraph, Run, Style
from bot.i18n import dates, languages, listing, reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.audience import Preferences
    from bot.document import Inline
    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.links import PageLink
    from bot.story import Dossier, Localized, PartialDate, Story


@dataclass(frozen=True, slots=True)
class Frame:
    """A story as one section of it is told, in the preferences' language; `place` may narrow what is shown."""

    story: Story
    place: PageLink
    words: Words
    preferences: Preferences

    @property
    def dossier(self) -> Dossier:
        """All that is curated of the story."""
        return self.story.dossier

    @property
    def language(self) -> Language:
        """The page's language."""
        return self.preferences.language

    def say(self, key: str, **values: str | int) -> Inline:
        """A sentence of the catalogue."""
        return (Run(self.words.text(key, **values)),)

    def name(self, text: Localized, style: Style = Style.PLAIN, url: str | None = None) -> Run:
        """A name or title to be set into a line, in the page's language or else the other."""
        told, language = reading.told(text, self.preferences)
        return Run(told, style, url, language)

    def prose(self, text: Localized) -> tuple[Inline, Language | None]:
        """A text that is a paragraph by itself, and its language where that is not the page's."""
        told, language = reading.told(text, self.preferences)
        return (Run(told),), None if language is self.language else language

    def date(self, date: PartialDate) -> str:
        """A date in words, as finely as it is known."""
        return dates.spell(date, self.preferences)

    def listed(self, parts: Sequence[Run]) -> Inline:
        """The parts as a sentence lists them: 'A, B and C'."""
        joints = (Run(joint) for joint in listing.between(len(parts), self.language))
        return tuple(chain.from_iterable(zip_longest(parts, joints)))[:-1]

    def joined(self, parts: Iterable[Run | None]) -> Inline:
        """The parts that there are, with commas between them."""
        return self._between("page.comma", ((part,) for part in parts if part))

    def dotted(self, *parts: Inline) -> Inline:
        """The parts that there are, with dots between them."""
        return self._between("page.dot", (part for part in parts if part))

    def lines(self, *notes: Inline) -> tuple[Inline, ...]:
        """What is told of an item below it, on one line; nothing where there is nothing to tell."""
        line = self.dotted(*notes)
        return (line,) if line else ()

    def attribution(self, sources: tuple[str, ...]) -> Inline:
        """'Source: …', each outlet leading to what it published; whose name is not translated, the sources say."""
        if not sources:
            return ()
        found = [self.dossier.source(item) for item in sources]
        outlets = self.listed([self.name(source.outlet, url=source.url) for source in found])
        return (Run(self.words.count("page.attribution", len(found))), *outlets)

    def cited(self, sources: tuple[str, ...], *notes: Inline) -> Cited | None:
        """The sources by their ids, for a setting that numbers them, and the notes that it shows beside the marks."""
        return Cited(sources, self.lines(*notes)) if sources else None

    def untranslated(self, text: Localized | None, *details: Localized | None, waived: bool = False) -> Inline:
        """That the item's text is in the other language, or some detail of it; nothing where all is translated.

        `waived` leaves out what the page says once for all of its texts.
        """
        if text and not text.has(self.language):
            return () if waived else self.say("page.untranslated")
        if any(detail and not detail.has(self.language) for detail in details):
            return self.say("page.untranslated_partly")
        return ()

    def translation(self, language: str) -> Inline:
        """That words are a translation from a language, by its ISO 639 code."""
        return self.say("page.translated", language=languages.name(language, self.language))

    def none_translated(self, texts: Iterable[Localized]) -> bool:
        """Whether there are several texts and all are in the other language: then the page says it once."""
        found = [text.has(self.language) for text in texts]
        return len(found) > 1 and not any(found)

    def notice(self, key: str, **values: str | int) -> Paragraph:
        """An aside of the catalogue's words."""
        return Paragraph(self.say(key, **values), note=True)

    def _between(self, key: str, parts: Iterable[Inline]) -> Inline:
        between = Run(self.words.text(key))
        return tuple(chain.from_iterable((between, *part) for part in parts))[1:]
