"""The people of a story, then its organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.views.document import Entry, Heading, Profiles, Run, Style

if TYPE_CHECKING:
    from bot.model import Person
    from bot.views.document import Block
    from bot.views.story_context import StoryContext


def blocks(context: StoryContext) -> tuple[Block, ...]:
    """Build an entry each: name, role, part in the story; organisations after people have a heading."""
    people = context.dossier.people
    if not people:
        return (context.notice("page.none.people"),)
    waived = context.none_translated(person.about or person.name for person in people)
    persons = tuple(_entry(context, person, waived=waived) for person in people if person.kind == "person")
    organisations = tuple(_entry(context, person, waived=waived) for person in people if person.kind == "organisation")
    return (
        *((context.notice("page.untranslated_all"),) if waived else ()),
        *((Profiles(persons),) if persons else ()),
        *((Heading(context.text("page.organisations")),) if persons and organisations else ()),
        *((Profiles(organisations),) if organisations else ()),
    )


def _entry(context: StoryContext, person: Person, *, waived: bool) -> Entry:
    role = (Run(context.words.text("page.dash")), context.name(person.role)) if person.role else ()
    text, language = context.prose(person.about) if person.about else ((), None)
    main = person.about or person.name
    untranslated = context.untranslated(main, person.name, person.role, waived=waived)
    head = (context.name(person.name, Style.STRONG), *role)
    cited = context.cited(person.sources, untranslated)
    return Entry(person.id, head, text, language, context.lines(untranslated), cited)
