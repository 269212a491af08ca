"""Guest queries that were answered: their ids alone, neither chat nor person, for as long as updates are repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from bot.store import dialects
from bot.store.tables import guest_queries

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


async def mark(conn: AsyncConnection, query_id: str, at: datetime) -> bool:
    """Mark a query as answered; return False if it was before."""
    statement = dialects.insert(conn, guest_queries).values(query_id=query_id, at=at).on_conflict_do_nothing()
    return (await conn.execute(statement)).rowcount == 1


async def unmark(conn: AsyncConnection, query_id: str) -> None:
    """Delete the mark of a query."""
    await conn.execute(delete(guest_queries).where(guest_queries.c.query_id == query_id))


async def prune(conn: AsyncConnection, before: datetime) -> None:
    """Delete the marks that are older than a moment."""
    await conn.execute(delete(guest_queries).where(guest_queries.c.at < before))
