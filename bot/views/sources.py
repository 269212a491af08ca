"""The sources, numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document import Note, Notes, Run, Style
from bot.i18n import languages, numbers

if TYPE_CHECKING:
    from bot.document import Block
    from bot.pages.frame import Frame
    from bot.story import Source


def blocks(frame: Frame) -> tuple[Block, ...]:
    """Each source with its outlet, its title leading to it, its date and its language."""
    if not frame.dossier.sources:
        return (frame.notice("page.none.sources"),)
    return (Notes(notes(frame)),)


def notes(frame: Frame) -> tuple[Note, ...]:
    """Every source, by the number that it has on all pages of its story."""
    return tuple(_note(frame, number, one) for number, one in enumerate(frame.dossier.sources, 1))


def _note(frame: Frame, number: int, source: Source) -> Note:
    outlet = frame.name(source.outlet, Style.STRONG, None if source.title else source.url)
    title = (Run(frame.words.text("page.colon")), frame.name(source.title, url=source.url)) if source.title else ()
    date = (Run(frame.date(source.date)),) if source.date else ()
    language = frame.say("page.in_language", language=languages.name(source.language, frame.language))
    below = frame.lines(date, language, _untranslated(frame, source))
    return Note(source.id, (outlet, *title), below, numbers.show(str(number), frame.words.digits))


def _untranslated(frame: Frame, source: Source) -> tuple[Run, ...]:
    """A title in the language in which it was published needs no translation."""
    own = source.title is None or source.title.told(frame.language)[1] == source.language
    return frame.untranslated(None, source.outlet, None if own else source.title)
