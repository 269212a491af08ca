"""The sources, numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import languages, numbers
from bot.views.document import (
    Details,
    Entry,
    Note,
    Notes,
    Paragraph,
    Points,
    Profiles,
    Quotation,
    Run,
    Style,
    Timeline,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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


def shared(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Return the sources of all items, where these are the same for each of several; empty if an item names none."""
    cited = [entry.cited.sources if entry.cited else () for block in blocks for entry in _citing(block)]
    return cited[0] if len(cited) > 1 and len(set(cited)) == 1 else ()


def _citing(block: Block) -> Iterator[Quotation | Entry | Paragraph]:
    """Yield the items of a block that have sources; corrections, in which nothing is cited, are dated entries."""
    match block:
        case Quotation():
            yield block
        case Paragraph(item=str()):
            yield block
        case Points(points=entries) | Profiles(entries=entries):
            yield from entries
        case Timeline(entries):
            yield from (entry for entry in entries if entry.cited)
        case Details(blocks=inner):
            for each in inner:
                yield from _citing(each)


def _note(context: StoryContext, number: int, source: Source) -> Note:
    outlet = context.name(source.outlet, Style.STRONG, None if source.title else source.url)
    title = (Run(context.words.text("page.colon")), context.name(source.title, url=source.url)) if source.title else ()
    date = (Run(context.date(source.date)),) if source.date else ()
    is_own = source.language == context.language
    language = (
        () if is_own else context.text("page.in_language", language=languages.name(source.language, context.language))
    )
    bare = context.text("page.source_bare") if source.title is None and source.url is None else ()
    below = context.lines(date, language, bare, _untranslated(context, source))
    return Note(source.id, (outlet, *title), below, numbers.show(str(number), context.words.digits))


def _untranslated(context: StoryContext, source: Source) -> tuple[Run, ...]:
    """Say what of a source is untranslated; a title in the language of its publication needs no translation."""
    own = source.title is None or source.title.localize(context.language)[1] == source.language
    return context.untranslated(None, source.outlet, None if own else source.title)
