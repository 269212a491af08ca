"""Use cases of broadcasts that the worker paused by itself, because Telegram refused the bot's token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.roles import Action
from bot.services.broadcasts.spec import slug_of
from bot.store import audit, broadcasts

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database


async def read(database: Database) -> list[Broadcast]:
    """Read the halted broadcasts; one that a person paused is none."""
    async with database.read() as conn:
        return [broadcast for broadcast in await broadcasts.in_state(conn, "paused") if broadcast.halted]


async def resume(database: Database, broadcast_id: int, now: datetime) -> bool:
    """Resume a halted broadcast; return False if somebody resumed, paused or stopped it meanwhile."""
    async with database.write() as conn:
        broadcast = await broadcasts.get_for_update(conn, broadcast_id)
        if broadcast is None or broadcast.state != "paused" or not broadcast.halted:
            return False
        await broadcasts.move(conn, broadcast_id, "running", at=now, expected={"paused"})
        detail = {"push": broadcast_id, "does": "resume", "why": broadcast.halted}
        slug = await slug_of(conn, broadcast)
        await audit.write(conn, audit.Entry(audit.SHELL, Action.PUSH, now, slug, detail))
        return True
