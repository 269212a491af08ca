"""Servers that post ephemeral messages for all to see: remembered by their address, over restarts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.store import key_values

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.database import Database

KEPT = timedelta(days=7)
"""How long a server is not tried again: it may be updated, and each trial shows a neutral word to a group."""


async def read_unsupported_since(database: Database, api_url: str, now: datetime) -> datetime | None:
    """Return since when a server is known to ignore ephemeral messages; None if it is not, or was long ago."""
    async with database.read() as conn:
        since = await key_values.ephemeral_unsupported_since(conn, api_url)
    return since if since and now - since < KEPT else None


async def note_unsupported(database: Database, api_url: str, now: datetime) -> None:
    """Remember that a server ignores them."""
    async with database.write() as conn:
        await key_values.set_ephemeral_unsupported_since(conn, api_url, now)
