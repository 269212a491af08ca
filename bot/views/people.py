"""The people of a story, then its organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.document import Entry, Heading, Profiles, Run, Style

if TYPE_CHECKING:
    from bot.document import Block
    from bot.pages.frame import Frame
    from bot.story import Person


def blocks(frame: Frame) -> tuple[Block, ...]:
    """Each with name, role and part in the story; organisations have a heading where people stand before them."""
    people = frame.dossier.people
    if not people:
        return (frame.notice("page.none.people"),)
    waived = frame.none_translated(one.about or one.name for one in people)
    persons = tuple(_entry(frame, one, waived=waived) for one in people if one.kind == "person")
    organisations = tuple(_entry(frame, one, waived=waived) for one in people if one.kind == "organisation")
    return (
        *((frame.notice("page.untranslated_all"),) if waived else ()),
        *((Profiles(persons),) if persons else ()),
        *((Heading(frame.say("page.organisations")),) if persons and organisations else ()),
        *((Profiles(organisations),) if organisations else ()),
    )


def _entry(frame: Frame, person: Person, *, waived: bool) -> Entry:
    role = (Run(frame.words.text("page.dash")), frame.name(person.role)) if person.role else ()
    told, language = frame.prose(person.about) if person.about else ((), None)
    main = person.about or person.name
    untranslated = frame.untranslated(main, person.name, person.role, waived=waived)
    head = (frame.name(person.name, Style.STRONG), *role)
    cited = frame.cited(person.sources, untranslated)
    return Entry(person.id, head, told, language, frame.lines(untranslated), cited)
