"""The picture of an item that goes with a broadcast: sent while it shows what is so, replaced in copies afterwards."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from bot.model.reader import Preferences
from bot.views.callback_data import Section
from bot.views.pictures import compose
from bot.views.pictures.compose import TIMELINE

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.broadcast import BroadcastCard


def mark_of(story: Story, item: str, words: Translator) -> str | None:
    """Return a hash of what the picture of an item shows now; None if there is none of it any more."""
    picture = compose.compose(story, item, words, Preferences(words.language))
    return sha256(repr(picture).encode()).hexdigest()[:16] if picture else None


def file_of(card: BroadcastCard, story: Story, words: Translator, *, is_delivered: bool = False) -> str | None:
    """Return the file id of the picture in the language of `words`, if it shows what is so.

    Else None: the message is sent without; in a copy that was delivered, the picture that takes its place.
    """
    picture = card.of(words.language)
    if picture is None:
        return None
    if picture.mark == mark_of(story, card.item, words):
        return picture.file_id
    return picture.instead if is_delivered else None


def items_on(card: BroadcastCard, story: Story) -> tuple[str, ...]:
    """Return the ids of the items that the picture shows: an event stands among all others."""
    if compose.find(story, card.item) is Section.TIMELINE or card.item == TIMELINE:
        return tuple(event.id for event in story.dossier.events)
    return (card.item,)
