"""Delete or empty what the list says `/forget` does, in all tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, update

from bot.store.personal_data.personal_column import OnForget
from bot.store.personal_data.tables import listed
from bot.store.schema import metadata

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


async def forget(conn: AsyncConnection, id_: int) -> None:
    """Delete what is kept about a chat, or about the person whose private chat has this id."""
    for table in reversed(metadata.sorted_tables):  # what refers to others goes before them
        entry = listed(table)
        for column in entry.columns if entry else ():
            if entry and column.on_forget is OnForget.DELETED:
                await conn.execute(delete(table).where(entry.where(column, id_)))
            elif entry and column.on_forget is OnForget.CLEARED:
                await conn.execute(update(table).where(entry.where(column, id_)).values({column.name: None}))
