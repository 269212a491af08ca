"""Guest queries: each is taken once, before it is answered, by whichever process comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import guest_queries

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.database import Database


async def take(database: Database, query_id: str, at: datetime) -> bool:
    """Mark a guest query as answered, committed on return; return False if it was before."""
    async with database.write() as conn:
        return await guest_queries.mark(conn, query_id, at)


async def release(database: Database, query_id: str) -> None:
    """Let a query be taken again, whose answer was certainly not sent."""
    async with database.write() as conn:
        await guest_queries.unmark(conn, query_id)
