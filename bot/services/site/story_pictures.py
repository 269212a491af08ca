"""The pictures of stories that networks show beside their address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors.pictures import GlyphMissing, PictureFailed, PicturesUnavailable
from bot.model.reader import Preferences
from bot.render.picture.palette import OPEN_GRAPH
from bot.site import addresses
from bot.site.layout import JPEG, File
from bot.views.pictures.compose import compose

if TYPE_CHECKING:
    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.services.pictures.drawing_process import DrawingProcess


async def draw(story: Story, words: Translator, drawing: DrawingProcess | None) -> File | None:
    """Draw a story's picture in another process; None where that cannot be: the page then names none."""
    picture = compose(story, None, words, Preferences(words.language))
    if picture is None or drawing is None:
        return None
    try:
        body = await drawing.draw(picture, shape=OPEN_GRAPH)
    except (GlyphMissing, PictureFailed, PicturesUnavailable):
        return None
    return File(addresses.picture(words.language, story.slug), body, JPEG, story.at)
