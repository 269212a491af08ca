"""Summary section: key points, paragraphs, corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.views.correction_text import is_labelled, label, text_of, untranslated
from bot.views.document import Details, Entry, Heading, Paragraph, Points, Run, Style, Timeline

if TYPE_CHECKING:
    from bot.model import Correction, KeyPoint
    from bot.model import Paragraph as SummaryParagraph
    from bot.views.document import Block, Inline
    from bot.views.story_context import StoryContext

_LONG = 500  # characters from which background is folded away


def blocks(context: StoryContext) -> tuple[Block, ...]:
    """Key points, paragraphs, and corrections at the foot where there are any."""
    dossier = context.dossier
    if not (dossier.key_points or dossier.summary or dossier.corrections):
        return (context.notice("page.none.summary"),)
    texts = (text_of(item) for group in (dossier.key_points, dossier.summary, dossier.corrections) for item in group)
    waived = context.none_translated(texts)
    points = tuple(_paragraph(context, item, waived=waived) for item in dossier.key_points)
    paragraphs = tuple(_paragraph(context, item, waived=waived) for item in dossier.summary)
    corrections = tuple(_correction(context, item, waived=waived) for item in dossier.corrections)
    return (
        *((context.notice("page.untranslated_all"),) if waived else ()),
        *((Points(points),) if points else ()),
        *paragraphs[:1],
        *_background(context, paragraphs[1:]),
        *((Heading(context.text("page.corrections")), Timeline(corrections)) if corrections else ()),
    )


def _background(context: StoryContext, paragraphs: tuple[Paragraph, ...]) -> tuple[Block, ...]:
    """Build what follows the summary's first paragraph, folded away if it is long."""
    long = sum(len(run.text) for paragraph in paragraphs for run in paragraph.text) > _LONG
    return (Details(context.text("page.background"), paragraphs),) if long else paragraphs


def _paragraph(context: StoryContext, item: KeyPoint | SummaryParagraph, *, waived: bool) -> Paragraph:
    text, language = context.prose(item.text)
    untranslated = context.untranslated(item.text, waived=waived)
    cited = context.cited(item.sources, untranslated)
    return Paragraph(text, item.id, language, notes=context.lines(untranslated), cited=cited)


def _correction(context: StoryContext, correction: Correction, *, waived: bool) -> Entry:
    localized = text_of(correction)
    text, language = context.prose(localized)
    head: Inline = (Run(context.date(correction.date), Style.STRONG),)
    if is_labelled(correction):
        head = (*head, Run(context.words.text("page.dot")), Run(label(correction, context.words)))
    waives = waived and not localized.has(context.language)  # the page says it once for all of its texts
    note = None if waives else untranslated(correction, context.words)
    notes = ((Run(note),),) if note else ()
    return Entry(correction.id, head, text, language, notes)
