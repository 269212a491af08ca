"""Guest queries that were answered: their ids alone, neither chat nor person, for as long as updates are repeated."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import delete

from bot.store import dialects
from bot.store.tables import guest_queries

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection
    from sqlalchemy.sql.dml import ReturningInsert


def mark(conn: Connection, query_ids: Iterable[str], at: datetime) -> set[str]:
    """Mark queries as answered; return those that were not before."""
    # Sorted, so that two processes with the same queries take row locks in one order and never deadlock.
    rows = [{"query_id": query_id, "at": at} for query_id in sorted(set(query_ids))]
    return set(conn.execute(_mark(conn.dialect.name), rows).scalars())


@cache
def _mark(dialect: str) -> ReturningInsert[str]:
    return dialects.insert_into(dialect, guest_queries).on_conflict_do_nothing().returning(guest_queries.c.query_id)


async def unmark(conn: AsyncConnection, query_id: str) -> None:
    """Delete the mark of a query."""
    await conn.execute(delete(guest_queries).where(guest_queries.c.query_id == query_id))


async def prune(conn: AsyncConnection, before: datetime) -> None:
    """Delete the marks that are older than a moment."""
    await conn.execute(delete(guest_queries).where(guest_queries.c.at < before))
