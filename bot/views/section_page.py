"""A section of a story as a page: its head, what it tells, and the buttons below."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.document import Button, Document, Heading, Run
from bot.links import Format, PageLink, ReaderLink, Section, ShareLink, SimpleLink, StoriesLink
from bot.pages import cover, people, quotes, sources, summary, timeline, whole
from bot.pages.frame import Frame
from bot.pages.labels import in_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.audience import Preferences
    from bot.document import Block, Buttons, Inline
    from bot.i18n.catalogue import Words
    from bot.story import Story

# What each section tells below its head.
BLOCKS: dict[Section, Callable[[Frame], tuple[Block, ...]]] = {
    Section.COVER: cover.blocks,
    Section.SUMMARY: summary.blocks,
    Section.QUOTES: quotes.blocks,
    Section.TIMELINE: timeline.blocks,
    Section.PEOPLE: people.blocks,
    Section.SOURCES: sources.blocks,
    Section.WHOLE: whole.blocks,
}
_HEADED = frozenset({Section.COVER, Section.WHOLE})  # by the story's title alone
_UNCITED = frozenset({Section.COVER, Section.SOURCES})
_ROW = 2  # buttons beside each other: more are cut short on a telephone


def compose(story: Story, place: PageLink, words: Words, preferences: Preferences, others: bool) -> Document:
    """The whole section that `place` leads to, whichever item it names; `others` says that there are other stories.

    `place.language` is the page's, and so are the language of `words` and of `preferences`.
    """
    place = _whole(place)
    frame = Frame(story, place, words.in_digits(preferences.digits), preferences)
    head = () if place.section in _HEADED else (_head(frame),)
    blocks = (*head, *BLOCKS[place.section](frame))
    footnotes = () if place.section in _UNCITED else sources.notes(frame)
    return Document(place.language, blocks, _buttons(frame, others), place, footnotes, digits=frame.words.digits)


def _whole(place: PageLink) -> PageLink:
    """The place without what only points into its page, or narrows what the section cannot narrow."""
    speaker = place.speaker if place.section is Section.QUOTES else None
    span = place.span if place.section is Section.TIMELINE else None
    return replace(place, item=None, part=0, speaker=speaker, span=span)


def _head(frame: Frame) -> Heading:
    title = frame.dossier.title
    kicker: Inline = (frame.name(title),)
    if not title.has(frame.language):
        kicker = (*kicker, Run(frame.words.text("page.other_language")))
    narrowed = _narrowed(frame)
    section = Run(frame.words.text(f"section.{frame.place.section.name.lower()}"))
    colon = (Run(frame.words.text("page.colon")),) if narrowed else ()
    return Heading((section, *colon, *narrowed), level=1, kicker=kicker)


def _narrowed(frame: Frame) -> Inline:
    """To whom, or to which span of time, the section is narrowed."""
    if frame.place.section is Section.QUOTES and (speaker := quotes.speaker(frame)):
        return (frame.name(speaker.name),)
    if frame.place.section is Section.TIMELINE and (span := timeline.span(frame)):
        return (Run(frame.date(span)),)
    return ()


def _buttons(frame: Frame, others: bool) -> Buttons:
    place, words = frame.place, frame.words
    whole = PageLink(place.story, place.section, place.language, format=place.format)
    sections = [
        Button(words.text(f"section.{one.name.lower()}"), replace(whole, section=one))
        for one in Section
        if one is not place.section and (one is not Section.WHOLE or place.section is Section.COVER)
    ]
    share = Button(words.text("button.share"), ShareLink(place))
    language = Button(words.text("button.other_language"), replace(place, language=place.language.other))
    narrowed = [Button(words.text(f"button.all_{place.section.name.lower()}"), whole)] if place != whole else []
    stories = [Button(words.text("button.stories"), StoriesLink(place.language))] if others else []
    follow = Button(words.text("button.follow"), ReaderLink("follow", place.language, number=place.story))
    follows = [follow] if place.section is Section.COVER else []
    every = (narrowed, follows, [*sections, share, language, *stories])
    rows = (row for buttons in every for row in in_rows(buttons, _ROW))
    # Last, and in every client to be seen: one that cannot show rich messages shows their buttons.
    simple = ((Button(words.text("button.simple"), SimpleLink(place)),),) if place.format is Format.RICH else ()
    return (*rows, *simple)
