"""The sources, numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import languages, numbers
from bot.views.document import Note, Notes, Run, Style

if TYPE_CHECKING:
    from bot.model import Source
    from bot.views.document import Block
    from bot.views.story_context import StoryContext


def blocks(context: StoryContext) -> tuple[Block, ...]:
    """Build each source: its outlet, its title as a link, its date and its language."""
    if not context.dossier.sources:
        return (context.notice("page.none.sources"),)
    return (Notes(notes(context)),)


def notes(context: StoryContext) -> tuple[Note, ...]:
    """Return every source by the number that it has on all pages of its story."""
    return tuple(_note(context, number, source) for number, source in enumerate(context.dossier.sources, 1))


def _note(context: StoryContext, number: int, source: Source) -> Note:
    outlet = context.name(source.outlet, Style.STRONG, None if source.title else source.url)
    title = (Run(context.words.text("page.colon")), context.name(source.title, url=source.url)) if source.title else ()
    date = (Run(context.date(source.date)),) if source.date else ()
    language = context.text("page.in_language", language=languages.name(source.language, context.language))
    bare = context.text("page.source_bare") if source.title is None and source.url is None else ()
    below = context.lines(date, language, bare, _untranslated(context, source))
    return Note(source.id, (outlet, *title), below, numbers.show(str(number), context.words.digits))


def _untranslated(context: StoryContext, source: Source) -> tuple[Run, ...]:
    """Say what of a source is untranslated; a title in the language of its publication needs no translation."""
    own = source.title is None or source.title.localize(context.language)[1] == source.language
    return context.untranslated(None, source.outlet, None if own else source.title)
