"""List of corrections, newest first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.i18n import dates, numbers
from bot.views import item_card
from bot.views.callback_data import FreshLink, PositionLink, ReaderLink
from bot.views.correction_text import is_labelled, label, text_of, untranslated
from bot.views.document import Button, Document, Entry, Heading, Paragraph, Run, Style, Timeline
from bot.views.labels import shorten, story_title
from bot.views.numbered_list import PAGE, NumberedEntry, item_of, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Correction, Story
    from bot.views.document import Buttons, Inline
    from bot.views.reader_context import ReaderContext

VERB = "corrected"
_BUTTON = 60  # UTF-16 units
_TEXT = 300

_Put = tuple["Story", "Correction"]


def page(
    stories: Sequence[Story], only: Story | None, start: tuple[int, str] | None, context: ReaderContext
) -> Document:
    """Build the page of corrections that holds `start` (a story's number, an item id), or the first page.

    `only` is the one story whose corrections are asked for; None if all stories' are.
    """
    corrections = _ordered([only] if only else stories)
    heading = _heading(only, context)
    if not corrections:
        none = context.text("page.corrections.none_of" if only else "page.corrections.none")
        return Document(context.language, (heading, Paragraph(none, note=True)))
    page_index = (
        next((index for index, entry in enumerate(corrections) if (entry[0].number, entry[1].id) == start), 0) // PAGE
    )
    shown = corrections[page_index * PAGE : (page_index + 1) * PAGE]
    entries, buttons = number([_entry(entry, only, context) for entry in shown], context.words)
    return Document(
        context.language, (heading, Timeline(entries)), (*buttons, *_pager(corrections, page_index, only, context))
    )


def choice(
    asked: str, stories: Sequence[Story], context: ReaderContext, *, verb: str = VERB, value: str | None = None
) -> Document:
    """Ask which of the stories that match `asked` is meant, by a button for each of the first eight."""
    key = "page.choice.which" if len(stories) <= PAGE else "page.choice.many"
    sentence = Paragraph(context.text(key, asked=shorten(asked, _BUTTON)))
    title = Heading(context.text("page.choice.title"), level=1)
    names = ((story, story_title(story, context.preferences, _BUTTON)) for story in stories[:PAGE])
    rows = tuple((Button(name, ReaderLink(verb, context.language, story.number, value)),) for story, name in names)
    return Document(context.language, (title, sentence), rows)


def _ordered(stories: Sequence[Story]) -> list[_Put]:
    """Return the corrections, newest first; of one day, in the order of the stories."""
    corrections = [(story, correction) for story in stories for correction in reversed(story.dossier.corrections)]
    return sorted(corrections, key=lambda entry: entry[1].date.last, reverse=True)


def _heading(only: Story | None, context: ReaderContext) -> Heading:
    return Heading(
        context.text("page.corrections"), level=1, kicker=(context.name(only.dossier.title),) if only else ()
    )


def _entry(story_and_correction: _Put, only: Story | None, context: ReaderContext) -> NumberedEntry:
    """Build an entry; its button leads to what was corrected, or to the correction itself if that is not named."""
    story, correction = story_and_correction
    head: Inline = (Run(dates.format_date(correction.date, context.preferences), Style.STRONG),)
    if is_labelled(correction):
        head = (*head, Run(context.words.text("page.dot")), Run(label(correction, context.words)))
    if only is None:
        head = (*head, Run(context.words.text("page.dot")), context.name(story.dossier.title))
    text, language = context.localize(text_of(correction), _TEXT)
    places = (item_card.find(story, item, context.language) for item in (correction.item, correction.id) if item)
    place = next((place for place in places if place), None)
    note = untranslated(correction, context.words)
    notes = ((Run(note),),) if note else ()
    entry = Entry(item_of(story.number, correction.id), head, (Run(text),), language, notes)
    return NumberedEntry(entry, FreshLink(place) if place else None, head[0].text)


def _pager(corrections: list[_Put], page_index: int, only: Story | None, context: ReaderContext) -> Buttons:
    pages = [corrections[first] for first in range(0, len(corrections), PAGE)]
    if len(pages) == 1:
        return ()
    link = ReaderLink(VERB, context.language, only.number if only else None)
    links = {to: replace(link, value=correction.id, start=story.number) for to, (story, correction) in enumerate(pages)}
    before = (Button("◀", links[page_index - 1]),) if page_index else ()
    after = (Button("▶", links[page_index + 1]),) if page_index + 1 < len(pages) else ()
    position = numbers.show(f"{page_index + 1}/{len(pages)}", context.words.digits)
    return ((*before, Button(position, PositionLink()), *after),)
