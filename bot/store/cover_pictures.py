"""Pictures for covers: their bytes by the id that dossiers name them by."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer, LargeBinary, Table, Text, cast, delete, literal, select

from bot.store import dialects
from bot.store.column_types import Moment, metadata
from bot.store.picture_files import picture_files
from bot.store.tables import drafts, revisions

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

cover_pictures = Table(
    "cover_pictures",
    metadata,
    Column("id", Text, primary_key=True),  # SHA-256 of the content, in hexadecimal digits
    Column("content", LargeBinary, nullable=False),  # JPEG
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("at", Moment, nullable=False),  # when it came last
)

FILE_KEY = "cover:"  # begins the key in `picture_files` of one that was uploaded; its id follows


@dataclass(frozen=True, slots=True)
class CoverPicture:
    """A picture as it is kept: a JPEG, and its size in pixels."""

    content: bytes
    width: int
    height: int

    @property
    def id(self) -> str:
        """Return what dossiers name it by."""
        return sha256(self.content).hexdigest()


async def put(conn: AsyncConnection, picture: CoverPicture, at: datetime) -> None:
    """Upsert a picture; one that is there is as if it came now."""
    values = {"content": picture.content, "width": picture.width, "height": picture.height, "at": at}
    statement = dialects.insert(conn, cover_pictures).values(id=picture.id, **values)
    await conn.execute(statement.on_conflict_do_update(index_elements=[cover_pictures.c.id], set_={"at": at}))


async def get(conn: AsyncConnection, picture_id: str) -> CoverPicture | None:
    """Return a picture; None if missing."""
    row = (await conn.execute(select(cover_pictures).where(cover_pictures.c.id == picture_id))).one_or_none()
    return CoverPicture(row.content, row.width, row.height) if row else None


async def missing(conn: AsyncConnection, picture_ids: Collection[str]) -> set[str]:
    """Return which of these ids are not there."""
    known = await conn.scalars(select(cover_pictures.c.id).where(cover_pictures.c.id.in_(picture_ids)))
    return set(picture_ids) - set(known)


async def prune(conn: AsyncConnection, before: datetime) -> None:
    """Delete the pictures that came before a moment and that no revision names, nor a draft that is not discarded.

    The file ids of pictures that are not kept go, too.
    """
    named = [
        select(1).where(cast(table.c.dossier, Text).contains(cover_pictures.c.id), *conditions).exists()
        for table, conditions in ((revisions, ()), (drafts, (drafts.c.state != "discarded",)))
    ]
    await conn.execute(delete(cover_pictures).where(cover_pictures.c.at < before, *(~exists for exists in named)))
    is_kept = select(1).where(literal(FILE_KEY) + cover_pictures.c.id == picture_files.c.key).exists()
    await conn.execute(delete(picture_files).where(picture_files.c.key.startswith(FILE_KEY), ~is_kept))
