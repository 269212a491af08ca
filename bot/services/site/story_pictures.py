"""The pictures of stories that networks show beside their address, and those of items for inline results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors.pictures import GlyphMissing, PictureFailed, PicturesUnavailable
from bot.model.reader import Preferences
from bot.render.picture.palette import CARD, OPEN_GRAPH
from bot.site import addresses
from bot.site.layout import JPEG, File
from bot.views.pictures.compose import compose

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.render.picture.palette import Shape
    from bot.services.pictures.drawing_process import DrawingProcess


async def draw(story: Story, words: Translator, drawing: DrawingProcess | None) -> File | None:
    """Draw a story's picture in another process; None where that cannot be: the page then names none."""
    return await _draw(story, None, words, drawing, OPEN_GRAPH)


async def draw_card(story: Story, item: str, words: Translator, drawing: DrawingProcess | None) -> File | None:
    """Draw the picture of an item, as a chat is sent it; None where there is none, or it cannot be."""
    return await _draw(story, item, words, drawing, CARD)


async def _draw(
    story: Story, item: str | None, words: Translator, drawing: DrawingProcess | None, shape: Shape
) -> File | None:
    language = words.language
    picture = compose(story, item, words, Preferences(language))
    if picture is None or drawing is None:
        return None
    try:
        body = await drawing.draw(picture, shape=shape)
    except (GlyphMissing, PictureFailed, PicturesUnavailable):
        return None
    path = addresses.card(language, story.slug, item) if item else addresses.picture(language, story.slug)
    return File(path, body, JPEG, story.at)
