"""Blocks: chats and persons that the bot ignores, each with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.store import dialects
from bot.store.tables import blocks

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Block:
    """A blocked chat (negative id) or person (positive id): `by` whom, when and why."""

    blocked_id: int
    reason: str
    by: int
    at: datetime
    report_id: int | None = None  # the report for which it was made: the desk is not told who is blocked


_BLOCKS = select(blocks.c.blocked_id, blocks.c.reason, blocks.c.by, blocks.c.at, blocks.c.report_id)


async def put(conn: AsyncConnection, block: Block) -> bool:
    """Insert a block; return False and change nothing if there is one already."""
    row = {"blocked_id": block.blocked_id, "reason": block.reason, "by": block.by, "at": block.at}
    row |= {"report_id": block.report_id}
    inserted = await conn.execute(dialects.insert(conn, blocks).values(row).on_conflict_do_nothing())
    return inserted.rowcount == 1


async def get(conn: AsyncConnection, blocked_id: int) -> Block | None:
    """Return the block of a chat or person; None without one."""
    row = (await conn.execute(_BLOCKS.where(blocks.c.blocked_id == blocked_id))).one_or_none()
    return Block(*row) if row else None


async def of_report(conn: AsyncConnection, report_id: int) -> Block | None:
    """Return the block that was made for a report; None without one."""
    row = (await conn.execute(_BLOCKS.where(blocks.c.report_id == report_id))).one_or_none()
    return Block(*row) if row else None


async def all_(conn: AsyncConnection) -> tuple[Block, ...]:
    """Return every block, the latest first."""
    rows = await conn.execute(_BLOCKS.order_by(blocks.c.at.desc(), blocks.c.blocked_id))
    return tuple(Block(*row) for row in rows)


async def remove(conn: AsyncConnection, blocked_id: int) -> bool:
    """Delete the block of a chat or person; return whether there was one."""
    return (await conn.execute(delete(blocks).where(blocks.c.blocked_id == blocked_id))).rowcount == 1
