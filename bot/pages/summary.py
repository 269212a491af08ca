"""The summary: key points, the story in paragraphs, and what was put right in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document import Entry, Heading, Paragraph, Points, Run, Style, Timeline

if TYPE_CHECKING:
    from bot.document import Block
    from bot.pages.frame import Frame
    from bot.story import Correction, Localized


def blocks(frame: Frame) -> tuple[Block, ...]:
    """Key points, paragraphs, and corrections at the foot where there are any."""
    dossier = frame.dossier
    if not (dossier.key_points or dossier.summary or dossier.corrections):
        return (frame.notice("page.none.summary"),)
    texts = (one.text for group in (dossier.key_points, dossier.summary, dossier.corrections) for one in group)
    waived = frame.none_translated(texts)
    points = tuple(_told(frame, one.id, one.text, waived=waived) for one in dossier.key_points)
    corrections = tuple(_correction(frame, one, waived=waived) for one in dossier.corrections)
    return (
        *((frame.notice("page.untranslated_all"),) if waived else ()),
        *((Points(points),) if points else ()),
        *(_told(frame, one.id, one.text, waived=waived) for one in dossier.summary),
        *((Heading(frame.say("page.corrections")), Timeline(corrections)) if corrections else ()),
    )


def _told(frame: Frame, item: str, text: Localized, *, waived: bool) -> Paragraph:
    told, language = frame.prose(text)
    return Paragraph(told, item, language, notes=frame.lines(frame.untranslated(text, waived=waived)))


def _correction(frame: Frame, correction: Correction, *, waived: bool) -> Entry:
    told, language = frame.prose(correction.text)
    head = (Run(frame.date(correction.date), Style.STRONG),)
    notes = frame.lines(frame.untranslated(correction.text, waived=waived))
    return Entry(correction.id, head, told, language, notes)
