"""What was found in wire copy for a draft, and what was decided, a row for each (draft, person)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.store import dialects
from bot.store.tables import intakes

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


async def get(conn: AsyncConnection, draft_id: int, user_id: int) -> str | None:
    """Return the person's intake in a draft as JSON; None without one."""
    query = select(intakes.c.content).where(intakes.c.draft_id == draft_id, intakes.c.user_id == user_id)
    content: str | None = await conn.scalar(query)
    return content


async def put(conn: AsyncConnection, draft_id: int, user_id: int, content: str) -> None:
    """Store a person's intake in a draft, in place of an earlier one."""
    statement = dialects.insert(conn, intakes).values(draft_id=draft_id, user_id=user_id, content=content)
    changed = {"content": content}
    await conn.execute(statement.on_conflict_do_update(index_elements=["draft_id", "user_id"], set_=changed))


async def remove_all(conn: AsyncConnection, draft_id: int) -> None:
    """Delete everybody's intakes in a draft that is published or discarded."""
    await conn.execute(delete(intakes).where(intakes.c.draft_id == draft_id))
