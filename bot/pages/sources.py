"""The sources, numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document import Note, Notes, Run, Style
from bot.i18n import languages

if TYPE_CHECKING:
    from bot.document import Block
    from bot.pages.frame import Frame
    from bot.story import Source


def blocks(frame: Frame) -> tuple[Block, ...]:
    """Each source with its outlet, its title leading to it, its date and its language."""
    if not frame.dossier.sources:
        return (frame.notice("page.none.sources"),)
    return (Notes(tuple(_note(frame, one) for one in frame.dossier.sources)),)


def _note(frame: Frame, source: Source) -> Note:
    outlet = frame.name(source.outlet, Style.STRONG, None if source.title else source.url)
    title = (Run(frame.words.text("page.colon")), frame.name(source.title, url=source.url)) if source.title else ()
    date = (Run(frame.date(source.date)),) if source.date else ()
    language = frame.say("page.in_language", language=languages.name(source.language, frame.language))
    return Note(source.id, (outlet, *title), frame.lines(date, language, _untranslated(frame, source)))


def _untranslated(frame: Frame, source: Source) -> tuple[Run, ...]:
    """A title in the language in which it was published needs no translation."""
    own = source.title is None or source.title.told(frame.language)[1] == source.language
    return frame.untranslated(None, source.outlet, None if own else source.title)
