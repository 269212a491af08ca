"""File ids of uploaded pictures, by bot and by what the picture depends on: a file id is good for one bot alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, Integer, Table, Text, delete, select

from bot.store import dialects
from bot.store.column_types import Moment, metadata

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

picture_files = Table(
    "picture_files",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    Column("story_id", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("file_id", Text, nullable=False),
    Column("at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class PictureFile:
    """An uploaded picture of a story's revision."""

    key: str
    story: int
    revision: int
    file_id: str
    at: datetime


async def find(conn: AsyncConnection, bot_id: int, key: str) -> str | None:
    """Return the file id of a picture; None if it was not uploaded by this bot."""
    query = select(picture_files.c.file_id).where(picture_files.c.bot_id == bot_id, picture_files.c.key == key)
    file_id: str | None = await conn.scalar(query)
    return file_id


async def read_revision(conn: AsyncConnection, bot_id: int, story: int, revision: int) -> dict[str, str]:
    """Return the file ids of a revision's pictures, by key."""
    query = select(picture_files.c.key, picture_files.c.file_id).where(
        picture_files.c.bot_id == bot_id, picture_files.c.story_id == story, picture_files.c.revision == revision
    )
    return {row.key: row.file_id for row in await conn.execute(query)}


async def record(conn: AsyncConnection, bot_id: int, row: PictureFile) -> None:
    """Upsert a picture's file id, and delete those of the story's older revisions: they are never sent again."""
    older = (picture_files.c.story_id == row.story) & (picture_files.c.revision < row.revision)
    await conn.execute(delete(picture_files).where(picture_files.c.bot_id == bot_id, older))
    values = {"file_id": row.file_id, "at": row.at}
    statement = dialects.insert(conn, picture_files).values(
        bot_id=bot_id, key=row.key, story_id=row.story, revision=row.revision, **values
    )
    await conn.execute(statement.on_conflict_do_update(index_elements=picture_files.primary_key, set_=values))


async def delete_key(conn: AsyncConnection, bot_id: int, key: str) -> None:
    """Delete a picture's file id."""
    await conn.execute(delete(picture_files).where(picture_files.c.bot_id == bot_id, picture_files.c.key == key))
