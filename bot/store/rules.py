"""The desk's rules that its owners set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.store import dialects
from bot.store.tables import rules

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_FOUR_EYES = "four_eyes"


async def four_eyes(conn: AsyncConnection) -> bool:
    """Whether a draft's author needs another member's approval to publish it."""
    return await conn.scalar(select(rules.c.value).where(rules.c.key == _FOUR_EYES)) == "1"


async def set_four_eyes(conn: AsyncConnection, *, on: bool) -> None:
    """Ask for four eyes from now on, or no longer."""
    statement = dialects.insert(conn, rules).values(key=_FOUR_EYES, value=str(int(on)))
    newer = {"value": statement.excluded.value}
    await conn.execute(statement.on_conflict_do_update(index_elements=[rules.c.key], set_=newer))
