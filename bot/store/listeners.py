"""Those whose window ends: what each of them listens to, and how it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from bot.store import readers
from bot.store.delivery_tables import subscriptions
from bot.store.tables import readers as table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.audience import Reader

_CHATS = bindparam("chats", expanding=True)
_PICKED = select(subscriptions.c.chat_id, subscriptions.c.story_id).where(subscriptions.c.chat_id.in_(_CHATS))
_READERS = select(*readers.COLUMNS).where(table.c.chat_id.in_(_CHATS), table.c.language.is_not(None))


async def picked(conn: AsyncConnection, chats: Collection[int]) -> Mapping[int, frozenset[int]]:
    """The numbers of the stories that each of these chats picked; chats that picked none are left out."""
    found: dict[int, set[int]] = {}
    for row in await conn.execute(_PICKED, {"chats": sorted(chats)}):
        found.setdefault(row.chat_id, set()).add(row.story_id)
    return {chat: frozenset(stories) for chat, stories in found.items()}


async def reading(conn: AsyncConnection, chats: Collection[int]) -> Mapping[int, Reader]:
    """Those of these chats that have a language, as readers."""
    found = [readers.read(row) for row in await conn.execute(_READERS, {"chats": sorted(chats)})]
    return {one.chat_id: one for one in found}
