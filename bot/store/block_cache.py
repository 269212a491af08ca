"""Cache of blocked ids, so that looking one up costs an update no query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, literal, select
from sqlalchemy.dialects import sqlite

from bot.store.tables import blocks

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.store.database import Database

# For `Database.peek`, which runs text on SQLite's own connection.
_PEEK = str(
    select(func.coalesce(func.group_concat(blocks.c.blocked_id), literal(""))).compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
    )
)


class BlockCache:
    """Caches the ids of blocked chats and persons.

    On SQLite they are read again after any commit, outside the engine. On PostgreSQL, where another process may block
    somebody at any time, each look-up is one query: what one process blocks no other answers.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._version: int | None = None
        self._blocked: frozenset[int] = frozenset()

    async def is_blocked(self, *ids: int) -> bool:
        """Whether any of these chats or persons is blocked."""
        version = self._database.change_counter()
        if version is None or version != self._version:
            ids_text = self._database.peek(_PEEK)
            if ids_text is None:
                return await self._query(ids)
            self._blocked = frozenset(map(int, ids_text.split(","))) if ids_text else frozenset()
            self._version = version
        return not self._blocked.isdisjoint(ids)

    def changed(self) -> None:
        """Invalidate the cache: the next look-up reads the ids."""
        self._version = None

    async def _query(self, ids: Collection[int]) -> bool:
        async with self._database.read() as conn:
            return bool(await conn.scalar(select(exists().where(blocks.c.blocked_id.in_(ids)))))
