"""Use case of `/mydata`: read what is kept about a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.personal_data import export

if TYPE_CHECKING:
    from bot.store.database import Database
    from bot.store.personal_data.export import Rows
    from bot.store.write_behind import WriteBehind


async def read(database: Database, write_behind: WriteBehind, chat_id: int) -> Rows:
    """Read all rows about a chat, what its last answers left behind included."""
    await write_behind.flush()
    async with database.read() as conn:
        return await export.read(conn, chat_id)
