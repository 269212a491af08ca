"""Cover page: title, standfirst, item counts, time of the last update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import zones
from bot.views.document import Heading, Paragraph, Run

if TYPE_CHECKING:
    from bot.views.document import Block, Inline
    from bot.views.story_context import StoryContext


def blocks(context: StoryContext) -> tuple[Block, ...]:
    """Return title, standfirst, item counts and the time of the last update."""
    title, title_language = context.prose(context.dossier.title)
    standfirst, language = context.prose(context.dossier.standfirst)
    untranslated = context.untranslated(context.dossier.standfirst, context.dossier.title)
    updated = context.text(
        "page.updated", date=zones.format_moment(context.story.at, context.preferences.zone, context.preferences)
    )
    counted = counts(context)
    return (
        Heading(title, level=1, language=title_language),
        Paragraph(standfirst, language=language, lead=True, notes=context.lines(untranslated)),
        Paragraph((*counted, *((Run("\n"),) if counted else ()), *updated), note=True, foot=True),
    )


def counts(context: StoryContext) -> Inline:
    """Count the story's quotes, events, people, organisations and sources; empty where it has none."""
    dossier = context.dossier
    persons = sum(person.kind == "person" for person in dossier.people)
    numbers = {
        "page.count.quotes": len(dossier.quotes),
        "page.count.events": len(dossier.events),
        "page.count.persons": persons,
        "page.count.organisations": len(dossier.people) - persons,
        "page.count.sources": len(dossier.sources),
    }
    return context.dotted(*((Run(context.words.count(key, n)),) for key, n in numbers.items() if n))
