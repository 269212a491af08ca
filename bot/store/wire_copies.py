"""Wire copy that members sent, a row for each: its messages or file, until it is read into a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from bot.store.tables import wire_copies

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """A copy as it is stored: `content` is JSON, `screen` the bot's message that asks where it belongs."""

    id: int
    user_id: int
    at: datetime
    screen: int | None
    content: str


_COPIES = select(
    *(wire_copies.c.id, wire_copies.c.user_id, wire_copies.c.at, wire_copies.c.screen, wire_copies.c.content)
)


async def get(conn: AsyncConnection, copy_id: int, user_id: int) -> StoredCopy | None:
    """Return a person's copy by id; None if missing, or somebody else's."""
    query = _COPIES.where(wire_copies.c.id == copy_id, wire_copies.c.user_id == user_id)
    row = (await conn.execute(query)).one_or_none()
    return StoredCopy(**row._asdict()) if row else None


async def last(conn: AsyncConnection, user_id: int) -> StoredCopy | None:
    """Return the copy that a person sent last; None without one."""
    query = _COPIES.where(wire_copies.c.user_id == user_id).order_by(wire_copies.c.id.desc()).limit(1)
    row = (await conn.execute(query)).one_or_none()
    return StoredCopy(**row._asdict()) if row else None


async def create(conn: AsyncConnection, user_id: int, at: datetime, content: str) -> int:
    """Insert a copy, and return its id."""
    statement = insert(wire_copies).values(user_id=user_id, at=at, content=content).returning(wire_copies.c.id)
    return int((await conn.execute(statement)).scalar_one())


async def save(conn: AsyncConnection, copy_id: int, at: datetime, content: str) -> None:
    """Update a copy to which a message was joined."""
    await conn.execute(update(wire_copies).where(wire_copies.c.id == copy_id).values(at=at, content=content))


async def set_screen(conn: AsyncConnection, copy_id: int, screen: int) -> None:
    """Set the message that asks where the copy belongs."""
    await conn.execute(update(wire_copies).where(wire_copies.c.id == copy_id).values(screen=screen))


async def remove_of_screen(conn: AsyncConnection, user_id: int, screen: int) -> None:
    """Delete the person's copy that a message asked about."""
    shown = (wire_copies.c.user_id == user_id) & (wire_copies.c.screen == screen)
    await conn.execute(delete(wire_copies).where(shown))


async def prune(conn: AsyncConnection, moment: datetime) -> None:
    """Delete copies that were sent before a moment and that nobody has read into a draft."""
    await conn.execute(delete(wire_copies).where(wire_copies.c.at < moment))
