"""What was put right in the stories, when and why: the newest first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.document import Button, Document, Entry, Heading, Paragraph, Run, Style, Timeline
from bot.i18n import dates, numbers
from bot.links import FreshLink, PositionLink, ReaderLink
from bot.pages import cards
from bot.pages.labels import shorten, story_title
from bot.pages.numbered import PAGE, Told, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.document import Buttons, Inline
    from bot.pages.voice import Voice
    from bot.story import Correction, Story

VERB = "corrected"
_BUTTON = 60  # UTF-16 units
_TEXT = 300

_Put = tuple["Story", "Correction"]


def page(stories: Sequence[Story], only: Story | None, start: tuple[int, str] | None, voice: Voice) -> Document:
    """The page of the list that holds the correction `start` (a story's number and the item's id), or the first.

    `only` is the one story whose corrections are asked for; None where all stories' are.
    """
    every = _ordered([only] if only else stories)
    heading = _heading(only, voice)
    if not every:
        none = voice.say("page.corrections.none_of" if only else "page.corrections.none")
        return Document(voice.language, (heading, Paragraph(none, note=True)))
    at = next((index for index, one in enumerate(every) if (one[0].number, one[1].id) == start), 0) // PAGE
    shown = every[at * PAGE : (at + 1) * PAGE]
    entries, buttons = number([_told(one, only, voice) for one in shown], voice.words)
    return Document(voice.language, (heading, Timeline(entries)), (*buttons, *_pager(every, at, only, voice)))


def choice(
    asked: str, stories: Sequence[Story], voice: Voice, *, verb: str = VERB, value: str | None = None
) -> Document:
    """Which of the stories that match `asked` is meant: for the first eight a button each, of a verb and its value."""
    key = "page.choice.which" if len(stories) <= PAGE else "page.choice.many"
    said = Paragraph(voice.say(key, asked=shorten(asked, _BUTTON)))
    title = Heading(voice.say("page.choice.title"), level=1)
    names = ((one, story_title(one, voice.preferences, _BUTTON)) for one in stories[:PAGE])
    rows = tuple((Button(name, ReaderLink(verb, voice.language, one.number, value)),) for one, name in names)
    return Document(voice.language, (title, said), rows)


def _ordered(stories: Sequence[Story]) -> list[_Put]:
    """The corrections, the newest first; of one day, those of the story that comes first before the others'."""
    every = [(story, one) for story in stories for one in reversed(story.dossier.corrections)]
    return sorted(every, key=lambda put: put[1].date.last, reverse=True)


def _heading(only: Story | None, voice: Voice) -> Heading:
    return Heading(voice.say("page.corrections"), level=1, kicker=(voice.name(only.dossier.title),) if only else ())


def _told(put: _Put, only: Story | None, voice: Voice) -> Told:
    """One correction; its button leads to what was put right, or, where that is not named, to itself."""
    story, one = put
    head: Inline = (Run(dates.spell(one.date, voice.preferences), Style.STRONG),)
    if only is None:
        head = (*head, Run(voice.words.text("page.dot")), voice.name(story.dossier.title))
    text, language = voice.told(one.text, _TEXT)
    places = (cards.find(story, item, voice.language) for item in (one.item, one.id) if item)
    place = next((place for place in places if place), None)
    return Told(Entry(one.id, head, (Run(text),), language), FreshLink(place) if place else None)


def _pager(every: list[_Put], at: int, only: Story | None, voice: Voice) -> Buttons:
    pages = [every[first] for first in range(0, len(every), PAGE)]
    if len(pages) == 1:
        return ()
    link = ReaderLink(VERB, voice.language, only.number if only else None)
    turns = {to: replace(link, value=one.id, start=story.number) for to, (story, one) in enumerate(pages)}
    before = (Button("◀", turns[at - 1]),) if at else ()
    after = (Button("▶", turns[at + 1]),) if at + 1 < len(pages) else ()
    position = numbers.show(f"{at + 1}/{len(pages)}", voice.words.digits)
    return ((*before, Button(position, PositionLink()), *after),)
