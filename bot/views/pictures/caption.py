"""The caption of a picture: whom or what it shows, the story with its deep link, and a button that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.views import item_card
from bot.views.callback_data import PageLink, Section, payload
from bot.views.document import Button, Document, Paragraph, Run, Style
from bot.views.pictures.compose import TIMELINE, find, shared
from bot.views.story_context import StoryContext

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.reader import Preferences


def place_of(story: Story, item_id: str | None, preferences: Preferences) -> PageLink:
    """Return the page that a picture leads to: its item's, the timeline, or the cover."""
    section = find(story, item_id) or Section.COVER
    return PageLink(story.number, section, preferences.language, None if item_id == TIMELINE else item_id)


def caption(story: Story, item_id: str | None, words: Translator, preferences: Preferences, address: str) -> Document:
    """Build the caption; `address` is the bot's own, which deep links begin with."""
    own = shared(preferences)
    place = place_of(story, item_id, own)
    context = StoryContext(story, place, words, own)
    link = f"{address}?start={payload(place)}"
    named = (Paragraph((Run(item_card.name(story, place.item, words, own)[0], Style.STRONG),)),) if place.item else ()
    title = Paragraph((context.name(story.dossier.title, url=link),), note=True)
    read_on = Button(words.text("button.read_on"), url=link)
    return Document(own.language, (*named, title), ((read_on,),))
