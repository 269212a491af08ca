"""Saved searches, kept 30 days for the buttons below results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.store import dialects
from bot.store.search_tables import saved_searches

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


async def keep(conn: AsyncConnection, chat_id: int, texts: Collection[str], at: datetime) -> dict[str, int]:
    """Upsert a chat's searches, given as distinct texts; return the number of each: the same for the same text."""
    rows = [{"chat_id": chat_id, "text": text, "at": at} for text in texts]
    statement = dialects.insert(conn, saved_searches).values(rows)
    statement = statement.on_conflict_do_update(
        index_elements=[saved_searches.c.chat_id, saved_searches.c.text], set_={"at": statement.excluded.at}
    )
    saved = await conn.execute(statement.returning(saved_searches.c.text, saved_searches.c.id))
    return {row.text: row.id for row in saved}


async def get(conn: AsyncConnection, chat_id: int, number: int) -> str | None:
    """Return the chat's own search of this number; None if it is no longer kept."""
    text: str | None = await conn.scalar(
        select(saved_searches.c.text).where(saved_searches.c.id == number, saved_searches.c.chat_id == chat_id)
    )
    return text


async def prune(conn: AsyncConnection, before: datetime) -> int:
    """Delete searches older than a moment; return the count."""
    return (await conn.execute(delete(saved_searches).where(saved_searches.c.at < before))).rowcount
