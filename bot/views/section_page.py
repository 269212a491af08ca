"""Section page: heading, blocks, buttons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.views import correction_text, cover, full_story, labels, people, quotes, sources, summary, timeline
from bot.views.callback_data import Format, PageLink, ReaderLink, Section, ShareLink, SimpleLink, StoriesLink, payload
from bot.views.document import Button, Document, Heading, Paragraph, Run
from bot.views.page_items import items_of
from bot.views.story_context import StoryContext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from bot.i18n.catalogue import Translator
    from bot.model import Dossier, Story
    from bot.model.reader import Preferences
    from bot.views.document import Block, Buttons, Inline

# What each section tells below its head.
BLOCKS: dict[Section, Callable[[StoryContext], tuple[Block, ...]]] = {
    Section.COVER: cover.blocks,
    Section.SUMMARY: summary.blocks,
    Section.QUOTES: quotes.blocks,
    Section.TIMELINE: timeline.blocks,
    Section.PEOPLE: people.blocks,
    Section.SOURCES: sources.blocks,
    Section.WHOLE: full_story.blocks,
}
_HEADED = frozenset({Section.COVER, Section.WHOLE})  # by the story's title alone
_UNCITED = frozenset({Section.COVER, Section.SOURCES})
# The parts of which a page has the items; the summary lists all corrections at its foot.
_CORRECTED = {
    Section.QUOTES: ("quotes",),
    Section.TIMELINE: ("events",),
    Section.PEOPLE: ("people",),
    Section.SOURCES: ("sources",),
}


def compose(
    story: Story,
    place: PageLink,
    words: Translator,
    preferences: Preferences,
    others: bool,
    *,
    today: date | None = None,
    followed: bool = False,
    inline: bool = False,
) -> Document:
    """Build the whole section that `place` leads to; `others` says whether there are other stories.

    `place.language` is the page's, and so are the language of `words` and of `preferences`. With `today`, the reader's
    day, a page says for 30 days that an item of it was corrected. A cover's button says whether its story is
    `followed`, and where `inline` mode is there, *Share* on a cover and on a page of one item leads straight to the
    choice of a chat.
    """
    place = _whole(place)
    context = StoryContext(story, place, words.in_digits(preferences.digits), preferences)
    head = () if place.section in _HEADED else (_head(context),)
    notes = correction_text.notes(context, _CORRECTED.get(place.section, ()), today)
    blocks = (*head, *notes, *_body(context))
    items = [item for block in blocks for item in items_of(block)]
    footnotes = () if place.section in _UNCITED else sources.notes(context)
    return Document(
        place.language,
        blocks,
        _buttons(context, others, followed=followed, shared=_shared(place, items) if inline else None),
        place,
        footnotes,
        digits=context.words.digits,
    )


def _shared(place: PageLink, items: Sequence[str]) -> PageLink | None:
    """Return what a page is shared as where there is nothing to choose: a cover as a whole, the one item of a page."""
    if place.section is Section.COVER:
        return PageLink(place.story, place.section, place.language, format=place.format)
    return PageLink(place.story, place.section, place.language, items[0]) if len(items) == 1 else None


def _body(context: StoryContext) -> tuple[Block, ...]:
    """Return the section's blocks; where all items have the same sources, these are named once below them."""
    build = BLOCKS[context.place.section]
    blocks = build(context)
    common = sources.shared(blocks)
    if not common:
        return blocks
    # The full story ends with its sources.
    below = () if context.place.section is Section.WHOLE else (Paragraph(context.attribution(common), note=True),)
    return (*build(replace(context, common=common)), *below)


def told_at_head(dossier: Dossier, section: Section, today: date) -> frozenset[str]:
    """Return the records of corrections that a section's first page tells of at its head."""
    parts = _CORRECTED.get(section, ())
    records = correction_text.recent(dossier, today)
    return frozenset(record.id for record in records if correction_text.part_of(dossier, record) in parts)


def _whole(place: PageLink) -> PageLink:
    """Remove from a place what only points into its page, or narrows what the section cannot narrow."""
    speaker = place.speaker if place.section is Section.QUOTES else None
    span = place.span if place.section is Section.TIMELINE else None
    return replace(place, item=None, part=0, speaker=speaker, span=span)


def _head(context: StoryContext) -> Heading:
    title = context.dossier.title
    kicker: Inline = (context.name(title),)
    if not title.has(context.language):
        kicker = (*kicker, Run(context.words.text("page.other_language")))
    narrowed = _narrowed(context)
    section = Run(context.words.text(f"section.{context.place.section.name.lower()}"))
    colon = (Run(context.words.text("page.colon")),) if narrowed else ()
    return Heading((section, *colon, *narrowed), level=1, kicker=kicker)


def _narrowed(context: StoryContext) -> Inline:
    """Describe by whom, or by which span of time, the section is narrowed."""
    if context.place.section is Section.QUOTES and (speaker := quotes.speaker(context)):
        return (context.name(speaker.name),)
    if context.place.section is Section.TIMELINE and (span := timeline.span(context)):
        return (Run(context.date(span)),)
    return ()


def follow_button(words: Translator, story: int, *, followed: bool) -> Button:
    """Return the button that follows a story, or that says that it is followed and ends that."""
    key, verb = ("button.following", "off") if followed else ("button.follow", "follow")
    return Button(words.text(key), ReaderLink(verb, words.language, number=story))


def _buttons(context: StoryContext, others: bool, *, followed: bool, shared: PageLink | None) -> Buttons:
    place, words = context.place, context.words
    unnarrowed = PageLink(place.story, place.section, place.language, format=place.format)
    sections = [
        Button(words.text(f"button.section.{section.name.lower()}"), replace(unnarrowed, section=section))
        for section in Section
        if section is not place.section and (section is not Section.WHOLE or place.section is Section.COVER)
    ]
    label = words.text("button.share")
    share = Button(label, share=payload(shared)) if shared else Button(label, ShareLink(place))
    language = Button(words.text("button.other_language"), replace(place, language=place.language.other))
    lead = []
    if place != unnarrowed:
        lead = [Button(words.text(f"button.all_{place.section.name.lower()}"), unnarrowed)]
    elif place.section is Section.COVER:
        lead = [follow_button(words, place.story, followed=followed)]
    stories = [Button(words.text("button.stories"), StoriesLink(place.language))] if others else []
    last = [language, *stories] if lead else [share, language, *stories]
    if place.format is Format.RICH:  # a client that cannot show rich messages shows their buttons
        last.append(Button(words.text("button.simple"), SimpleLink(place)))
    rows = ([*lead, share] if lead else [], *labels.packed(sections), last)
    return tuple(tuple(row) for row in rows if row)
