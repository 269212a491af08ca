"""Statements about all uncertain deliveries of a broadcast at once; those about one are in `deliveries`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import func, select, text, update

from bot.store import broadcasts
from bot.store.column_types import AGAIN_AT_ONCE
from bot.store.deliveries import RESTORED
from bot.store.delivery_tables import broadcasts as broadcast_table
from bot.store.delivery_tables import deliveries

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


_RESUMED: tuple[broadcasts.State, ...] = ("stopped", "done")
# Spelled as the partial index `ix_deliveries_uncertain` has it, or SQLite does not use that.
_IN_DOUBT = text("deliveries.state IN ('sending', 'uncertain')")


async def settle_all(conn: AsyncConnection, broadcast_id: int, decision: Literal["send", "leave"], at: datetime) -> int:
    """Send all undecided uncertain deliveries of a broadcast again, or leave them; return the count.

    An ended broadcast runs again for them; a retracted one sends nothing.
    """
    broadcast = await broadcasts.get_for_update(conn, broadcast_id)
    if broadcast is None or (decision == "send" and broadcast.state not in broadcasts.OUT):
        return 0
    statement = update(deliveries).where(*_undecided(broadcast_id))
    if decision == "leave":
        return (await conn.execute(statement.values(dismissed=1))).rowcount
    count = (await conn.execute(statement.values(state="pending", due_at=AGAIN_AT_ONCE, at=None, reason=None))).rowcount
    await _requeue(conn, broadcast_id, count, at)
    return count


async def resend(conn: AsyncConnection, broadcast_id: int, *, at: datetime, before: datetime, tries: int) -> int:
    """Send again those that became uncertain before a moment and were tried fewer than `tries` times.

    Only of a broadcast that runs or is done: somebody stopped, paused or retracted any other. Nothing that a restored
    backup held: that waits for the desk. Return the count.
    """
    broadcast = await broadcasts.get_for_update(conn, broadcast_id)
    if broadcast is None or broadcast.state not in {"running", "done"}:
        return 0
    statement = update(deliveries).where(
        *(*_undecided(broadcast_id), deliveries.c.at <= before, deliveries.c.tries < tries),
        func.coalesce(deliveries.c.reason, "") != RESTORED,
    )
    values: dict[str, Any] = {"state": "pending", "due_at": AGAIN_AT_ONCE, "at": None, "reason": None}
    count = (await conn.execute(statement.values(**values, tries=deliveries.c.tries + 1))).rowcount
    await _requeue(conn, broadcast_id, count, at)
    return count


async def with_uncertain(conn: AsyncConnection) -> tuple[int, ...]:
    """List the ids of broadcasts, running or done, that have uncertain deliveries."""
    query = select(broadcast_table.c.id).where(
        broadcast_table.c.uncertain > 0, broadcast_table.c.state.in_(("running", "done"))
    )
    return tuple(await conn.scalars(query.order_by(broadcast_table.c.id)))


async def _requeue(conn: AsyncConnection, broadcast_id: int, count: int, at: datetime) -> None:
    if count:
        await broadcasts.count(conn, broadcast_id, {"uncertain": -count, "pending": count})
        await broadcasts.move(conn, broadcast_id, "running", at=at, expected=_RESUMED)


def _undecided(broadcast_id: int) -> tuple[Any, ...]:
    return (
        *(deliveries.c.broadcast_id == broadcast_id, _IN_DOUBT),
        *(deliveries.c.state == "uncertain", deliveries.c.dismissed == 0),
    )
