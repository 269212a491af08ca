"""The pictures of stories that networks show beside their address, and those of items for inline results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors.pictures import GlyphMissing, PicturesUnavailable
from bot.model.reader import Preferences
from bot.render.picture.palette import CARD, OPEN_GRAPH
from bot.site import addresses
from bot.site.layout import JPEG, File, Photo
from bot.store import cover_pictures
from bot.views.pictures.compose import compose
from bot.views.site_address import path_of_photo

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model import Story
    from bot.model.language import Language
    from bot.render.picture.palette import Shape
    from bot.services.pictures.drawing_process import DrawingProcess


async def draw(story: Story, words: Translator, drawing: DrawingProcess | None) -> File | None:
    """Draw a story's picture in another process; None where there can be none: the page then names none.

    Raises PictureFailed where that process failed: another try may do.
    """
    return await _draw(story, None, words, drawing, OPEN_GRAPH)


async def draw_card(story: Story, item: str, words: Translator, drawing: DrawingProcess | None) -> File | None:
    """Draw the picture of an item, as a chat is sent it; None where there can be none, raises as `draw` does."""
    return await _draw(story, item, words, drawing, CARD)


async def photo(conn: AsyncConnection, story: Story, language: Language) -> Photo | None:
    """Read the story's own picture; None where it has none."""
    shown = story.dossier.picture
    kept = await cover_pictures.get(conn, shown.file) if shown else None
    if shown is None or kept is None:
        return None
    path = path_of_photo(language, story.slug, shown.file)
    return Photo(File(path, kept.content, JPEG, story.at), (kept.width, kept.height))


async def _draw(
    story: Story, item: str | None, words: Translator, drawing: DrawingProcess | None, shape: Shape
) -> File | None:
    language = words.language
    picture = compose(story, item, words, Preferences(language))
    if picture is None or drawing is None:
        return None
    try:
        body = await drawing.draw(picture, shape=shape)
    except (GlyphMissing, PicturesUnavailable):
        return None
    path = addresses.card(language, story.slug, item) if item else addresses.picture(language, story.slug)
    return File(path, body, JPEG, story.at)
