"""The picture of a story that networks show beside its address."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bot.errors.pictures import GlyphMissing
from bot.model.reader import Preferences
from bot.site import addresses
from bot.site.layout import JPEG, File
from bot.views.pictures.compose import compose

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator
    from bot.model import Story


@cache
def are_drawn() -> bool:
    """Whether this machine has the libraries that shape Arabic; without them there are no pictures."""
    from bot.render.picture import face  # with Pillow, which a site without pictures does without

    return not face.missing_libraries()


def draw(story: Story, words: Translator) -> File | None:
    """Draw a story's picture; None where the typeface lacks a character of it. Takes some 50 ms of CPU time."""
    from bot.render.picture.draw import draw as draw_picture
    from bot.render.picture.palette import OPEN_GRAPH

    picture = compose(story, None, words, Preferences(words.language))
    try:
        body = draw_picture(picture, shape=OPEN_GRAPH) if picture else None
    except GlyphMissing:
        return None
    return File(addresses.picture(words.language, story.slug), body, JPEG, story.at) if body else None
