"""Composes what a picture in a message is replaced by: drawn anew, with what was corrected in its caption."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.render import classic, request_body
from bot.render.html import CAPTION
from bot.services.broadcasts.render import cover
from bot.services.corrections import told
from bot.services.pictures.pictures import compose_picture
from bot.store import key_values
from bot.store.copies.messages import copy_page
from bot.views import correction_notes
from bot.views.document import Paragraph, Run
from bot.views.pictures.caption import caption
from bot.views.pictures.compose import items_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model import Correction, Story
    from bot.model.language import Language
    from bot.model.reader import Preferences
    from bot.services.pictures.pictures import PictureKey
    from bot.store.copies.messages import CopyPage
    from bot.views.document import Document
    from bot.views.pictures.picture import Picture
    from bot.views.recipes.recipe import StoredRecipe

Draw = Callable[["Picture"], Awaitable[bytes]]
"""Draws a picture as a JPEG; raises GlyphMissing, PicturesUnavailable or PictureFailed."""

UPLOADED = "attach://picture"
"""What stands in an edit for the file, until Telegram has given it a file id."""


@dataclass(frozen=True, slots=True)
class PictureAnew:
    """What a picture is edited to: the picture, the key of its file id, and the body of the edit.

    `revisions` are those of its stories, `page` is what the message shows then.
    """

    page: CopyPage
    key: str
    picture: Picture
    body: bytes
    revisions: Mapping[int, int]


async def compose(
    conn: AsyncConnection, stored: CopyPage, written: StoredRecipe, words: Mapping[Language, Translator]
) -> PictureAnew | None:
    """Compose what a picture is edited to; the story's own takes the place of an item that is gone.

    None where its story is.
    """
    number, item = written.values
    shown = await told.read(conn, stored.covers)
    if number not in shown:
        return None
    story, records = shown[number]
    preferences = written.preferences
    translator = words[preferences.language].in_digits(preferences.digits)
    made = compose_picture(story, item, translator, preferences)
    is_gone = made is None
    key, picture = made or _own(story, translator, preferences)
    username = await key_values.username(conn)
    below = caption(story, None if is_gone else item, translator, preferences, f"https://t.me/{username}")
    if is_gone:
        gone = Paragraph((Run(translator.text("page.picture.withdrawn")),))
        below = replace(below, blocks=(gone, *below.blocks))
    fields = classic.caption(_with_lines(below, records, translator, preferences))
    buttons = {name: fields[name] for name in ("reply_markup",) if name in fields}
    media = {"type": "photo", "media": UPLOADED} | {name: fields[name] for name in fields if name not in buttons}
    covers = (cover(story, () if is_gone else items_of(story, item), records),)
    return PictureAnew(
        copy_page(stored.recipe, covers, stored.language),
        str(key),
        picture,
        request_body.prepare({"media": media, **buttons}),
        {number: story.revision},
    )


def _own(story: Story, words: Translator, preferences: Preferences) -> tuple[PictureKey, Picture]:
    made = compose_picture(story, None, words, preferences)
    assert made  # noqa: S101 - a story has one
    return made


def _with_lines(
    below: Document, records: Sequence[Correction], words: Translator, preferences: Preferences
) -> Document:
    """Set the lines of records above a caption: the newest, as many as it has room for."""
    for first in range(len(records)):
        lines = [correction_notes.line(record, words, preferences) for record in records[first:]]
        document = correction_notes.at_top(below, lines)
        if classic.as_one_message(document).size.within(CAPTION):
            return document
    return below
