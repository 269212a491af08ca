"""What chats searched for, kept 30 days for the buttons below what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.store import dialects
from bot.store.search_tables import queries

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


async def keep(conn: AsyncConnection, chat_id: int, text: str, at: datetime) -> int:
    """Keep what the chat searched for, and return its number: the same for the same words."""
    statement = dialects.insert(conn, queries).values(chat_id=chat_id, text=text, at=at)
    statement = statement.on_conflict_do_update(
        index_elements=[queries.c.chat_id, queries.c.text], set_={"at": statement.excluded.at}
    )
    return int((await conn.execute(statement.returning(queries.c.id))).scalar_one())


async def get(conn: AsyncConnection, chat_id: int, number: int) -> str | None:
    """The search that has this number, if it is the chat's own; None for one that is no longer kept."""
    text: str | None = await conn.scalar(
        select(queries.c.text).where(queries.c.id == number, queries.c.chat_id == chat_id)
    )
    return text


async def prune(conn: AsyncConnection, before: datetime) -> int:
    """Let go of what was searched for before a moment, and return how many."""
    return (await conn.execute(delete(queries).where(queries.c.at < before))).rowcount
