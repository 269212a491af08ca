"""What was last posted to chats, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.store.delivery_tables import broadcasts, deliveries

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

PUSHES = 200  # the last pushes, which are looked through; digests are many


@dataclass(frozen=True, slots=True)
class Posted:
    """The last push to a chat, by its number: its delivery's state, why, and when that was settled."""

    push: int
    state: str
    reason: str | None
    at: datetime | None


async def last(conn: AsyncConnection, chats: Collection[int]) -> dict[int, Posted]:
    """The last push to each of the chats, of the latest there were; of two posts, one that went wrong."""
    numbers = (await conn.scalars(select(broadcasts.c.id).order_by(broadcasts.c.id.desc()).limit(PUSHES))).all()
    query = (
        select(
            *(deliveries.c.chat_id, deliveries.c.broadcast_id, deliveries.c.state, deliveries.c.reason),
            deliveries.c.at,
        )
        .where(deliveries.c.broadcast_id.in_(numbers), deliveries.c.chat_id.in_(sorted(chats)))
        .order_by(deliveries.c.broadcast_id.desc(), deliveries.c.state)
    )
    found: dict[int, Posted] = {}
    for chat, *told in await conn.execute(query) if numbers and chats else ():
        one = Posted(*told)
        known = found.setdefault(chat, one)
        if one.push == known.push and one.state in {"failed", "uncertain"}:
            found[chat] = one
    return found
