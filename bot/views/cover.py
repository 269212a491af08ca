"""The cover: what the story is about, how much there is of it, and when it was last brought up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document import Heading, Paragraph, Run
from bot.i18n import zones

if TYPE_CHECKING:
    from bot.document import Block, Inline
    from bot.pages.frame import Frame


def blocks(frame: Frame) -> tuple[Block, ...]:
    """Title, standfirst, counts of what there is, and the moment of the last update."""
    title, title_language = frame.prose(frame.dossier.title)
    standfirst, language = frame.prose(frame.dossier.standfirst)
    untranslated = frame.untranslated(frame.dossier.standfirst, frame.dossier.title)
    updated = frame.say("page.updated", date=zones.spell(frame.story.at, frame.preferences.zone, frame.preferences))
    return (
        Heading(title, level=1, language=title_language),
        Paragraph(standfirst, language=language, lead=True, notes=frame.lines(untranslated)),
        Paragraph((*_counts(frame), *updated), note=True, foot=True),
    )


def _counts(frame: Frame) -> Inline:
    dossier = frame.dossier
    persons = sum(one.kind == "person" for one in dossier.people)
    counts = {
        "page.count.quotes": len(dossier.quotes),
        "page.count.events": len(dossier.events),
        "page.count.persons": persons,
        "page.count.organisations": len(dossier.people) - persons,
        "page.count.sources": len(dossier.sources),
    }
    told = frame.dotted(*((Run(frame.words.count(key, n)),) for key, n in counts.items() if n))
    return (*told, Run("\n")) if told else ()
