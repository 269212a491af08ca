"""Limit what owners are told of trouble to one message an hour, over all processes and restarts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.store import key_values

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.database import Database

EVERY = timedelta(hours=1)


async def claim(database: Database, now: datetime) -> bool:
    """Claim this hour's message; False if one was sent within the last hour."""
    async with database.read() as conn:
        if not _is_due(await key_values.trouble_told_at(conn), now):
            return False
    async with database.write() as conn:
        if not _is_due(await key_values.trouble_told_at(conn), now):
            return False
        await key_values.set_trouble_told_at(conn, now)
        return True


async def release(database: Database) -> None:
    """Give the claimed message back: it could not be sent."""
    async with database.write() as conn:
        await key_values.set_trouble_told_at(conn, None)


def _is_due(told_at: datetime | None, now: datetime) -> bool:
    # A moment ahead is a clock that was set back: nobody waits for it to come again.
    return told_at is None or now - told_at >= EVERY or told_at > now
