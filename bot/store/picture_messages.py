"""Picture messages: which message shows which picture, kept 30 days, so that a correction reaches it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from bot.model.language import Language
from bot.model.reader import Digits, Months, Preferences
from bot.store import dialects
from bot.store.picture_files import picture_messages

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PictureMessage:
    """A message and the picture in it, as of a revision."""

    chat_id: int
    message_id: int
    story: int
    item: str | None
    preferences: Preferences
    revision: int
    content_hash: str


async def record(conn: AsyncConnection, message: PictureMessage, at: datetime) -> None:
    """Upsert a message, and delete those that are too old to be put right."""
    await conn.execute(delete(picture_messages).where(picture_messages.c.at < at - KEPT))
    own = message.preferences
    values = {
        "story_id": message.story,
        "item": message.item or "",
        "language": own.language.value,
        "months": own.months.value,
        "digits": own.digits.value,
        "revision": message.revision,
        "content_hash": message.content_hash,
        "at": at,
    }
    key = {"chat_id": message.chat_id, "message_id": message.message_id}
    statement = dialects.insert(conn, picture_messages).values(key | values)
    await conn.execute(statement.on_conflict_do_update(index_elements=picture_messages.primary_key, set_=values))


async def outdated(conn: AsyncConnection, story: int, revision: int, limit: int) -> tuple[PictureMessage, ...]:
    """Return messages that show a story as of an older revision: groups and channels first, then the newest."""
    table = picture_messages.c
    query = (
        select(picture_messages)
        .where(table.story_id == story, table.revision < revision)
        .order_by(table.chat_id > 0, table.at.desc(), table.chat_id, table.message_id)
    )
    return tuple(
        PictureMessage(
            row.chat_id,
            row.message_id,
            row.story_id,
            row.item or None,
            Preferences(Language(row.language), Months(row.months), Digits(row.digits)),
            row.revision,
            row.content_hash,
        )
        for row in await conn.execute(query.limit(limit))
    )


async def update_revision(conn: AsyncConnection, message: PictureMessage, revision: int, content_hash: str) -> None:
    """Note what a message shows now."""
    await conn.execute(
        update(picture_messages).where(_key(message)).values(revision=revision, content_hash=content_hash)
    )


async def remove(conn: AsyncConnection, message: PictureMessage) -> None:
    """Delete a message that is gone, or cannot be edited."""
    await conn.execute(delete(picture_messages).where(_key(message)))


def _key(message: PictureMessage) -> ColumnElement[bool]:
    table = picture_messages.c
    return (table.chat_id == message.chat_id) & (table.message_id == message.message_id)
