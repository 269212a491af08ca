"""The summary: key points, the story in paragraphs, and what was put right in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document import Details, Entry, Heading, Paragraph, Points, Run, Style, Timeline

if TYPE_CHECKING:
    from bot.document import Block
    from bot.pages.frame import Frame
    from bot.story import Correction, KeyPoint
    from bot.story import Paragraph as SummaryParagraph

_LONG = 500  # characters from which background is folded away


def blocks(frame: Frame) -> tuple[Block, ...]:
    """Key points, paragraphs, and corrections at the foot where there are any."""
    dossier = frame.dossier
    if not (dossier.key_points or dossier.summary or dossier.corrections):
        return (frame.notice("page.none.summary"),)
    texts = (one.text for group in (dossier.key_points, dossier.summary, dossier.corrections) for one in group)
    waived = frame.none_translated(texts)
    points = tuple(_told(frame, one, waived=waived) for one in dossier.key_points)
    paragraphs = tuple(_told(frame, one, waived=waived) for one in dossier.summary)
    corrections = tuple(_correction(frame, one, waived=waived) for one in dossier.corrections)
    return (
        *((frame.notice("page.untranslated_all"),) if waived else ()),
        *((Points(points),) if points else ()),
        *paragraphs[:1],
        *_background(frame, paragraphs[1:]),
        *((Heading(frame.say("page.corrections")), Timeline(corrections)) if corrections else ()),
    )


def _background(frame: Frame, paragraphs: tuple[Paragraph, ...]) -> tuple[Block, ...]:
    """What follows the summary's first paragraph, folded away where it is long."""
    long = sum(len(run.text) for one in paragraphs for run in one.text) > _LONG
    return (Details(frame.say("page.background"), paragraphs),) if long else paragraphs


def _told(frame: Frame, one: KeyPoint | SummaryParagraph, *, waived: bool) -> Paragraph:
    told, language = frame.prose(one.text)
    untranslated = frame.untranslated(one.text, waived=waived)
    cited = frame.cited(one.sources, untranslated)
    return Paragraph(told, one.id, language, notes=frame.lines(untranslated), cited=cited)


def _correction(frame: Frame, correction: Correction, *, waived: bool) -> Entry:
    told, language = frame.prose(correction.text)
    head = (Run(frame.date(correction.date), Style.STRONG),)
    notes = frame.lines(frame.untranslated(correction.text, waived=waived))
    return Entry(correction.id, head, told, language, notes)
