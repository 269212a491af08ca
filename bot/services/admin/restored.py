"""Use case of the desk after a restore: what is held until somebody decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import restored

if TYPE_CHECKING:
    from bot.store.database import Database
    from bot.store.restored import HeldWork


async def read_held(database: Database) -> HeldWork | None:
    """Read what a restored backup holds; None once the desk has decided about all of it, or where none was restored."""
    async with database.read() as conn:
        held = await restored.read_held(conn)
    return None if held is None or held.is_empty else held
