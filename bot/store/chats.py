"""All that is kept of one chat, whatever the table: forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from bot.store.delivery_tables import broadcasts, deliveries
from bot.store.schema import metadata
from bot.store.tables import inbox, seats

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_OPEN = ("pending", "sending")
# The tables whose rows of a chat go as they are, those before others that these lead to.
_PLAIN = [one for one in reversed(metadata.sorted_tables) if "chat_id" in one.c and one not in (deliveries, inbox)]


async def forget(conn: AsyncConnection, chat_id: int) -> None:
    """Delete all that is kept about the chat, but for updates of its that still wait to be handled.

    What was still to be sent to it counts as cancelled; what was sent stays counted, and is known no more.
    """
    await _call_off(conn, chat_id)
    # By the broadcast first, as the key has it: otherwise every delivery would be looked at.
    every = select(broadcasts.c.id).scalar_subquery()
    await conn.execute(delete(deliveries).where(deliveries.c.broadcast_id.in_(every), deliveries.c.chat_id == chat_id))
    for table in _PLAIN:
        await conn.execute(delete(table).where(table.c.chat_id == chat_id))
    await conn.execute(delete(seats).where(seats.c.user_id == chat_id))  # a private chat's number is its person's
    await conn.execute(delete(inbox).where(inbox.c.chat_id == chat_id, inbox.c.set_aside_reason.is_not(None)))


async def _call_off(conn: AsyncConnection, chat_id: int) -> None:
    """Count the chat's open deliveries as cancelled."""
    query = (
        select(deliveries.c.broadcast_id, deliveries.c.state, func.count().label("many"))
        .where(deliveries.c.chat_id == chat_id, deliveries.c.state.in_(_OPEN))
        .group_by(deliveries.c.broadcast_id, deliveries.c.state)
        .order_by(deliveries.c.broadcast_id)
    )
    for row in (await conn.execute(query)).all():
        was = broadcasts.c[row.state]
        counts = {was: was - row.many, broadcasts.c.cancelled: broadcasts.c.cancelled + row.many}
        await conn.execute(update(broadcasts).where(broadcasts.c.id == row.broadcast_id).values(counts))
