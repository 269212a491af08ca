"""Cache of blocked ids, so that looking one up costs an update no query."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select
from sqlalchemy.dialects import sqlite

from bot.store.tables import blocks

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.store.database import Database

REFRESHED = timedelta(seconds=10)  # how old the ids may be on PostgreSQL, which has no change counter
# For `Database.peek`, which runs text on SQLite's own connection.
_PEEK = str(
    select(func.coalesce(func.group_concat(blocks.c.blocked_id), literal(""))).compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
    )
)


class BlockCache:
    """Caches the ids of blocked chats and persons.

    On SQLite they are read again after any commit, outside the engine. On PostgreSQL they are read at most every ten
    seconds, and at once after this process changed them.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._version: int | None = None
        self._read_at: datetime | None = None
        self._blocked: frozenset[int] = frozenset()

    async def is_blocked(self, *ids: int) -> bool:
        """Whether any of these chats or persons is blocked."""
        version = self._database.change_counter()
        if version is None or version != self._version:
            ids_text = self._database.peek(_PEEK)
            if ids_text is None:
                await self._refresh()
            else:
                self._blocked = frozenset(map(int, ids_text.split(","))) if ids_text else frozenset()
                self._version = version
        return not self._blocked.isdisjoint(ids)

    def changed(self) -> None:
        """Invalidate the cache: the next look-up reads the ids."""
        self._version = self._read_at = None

    async def _refresh(self) -> None:
        now = self._now()
        if self._read_at is None or not timedelta() <= now - self._read_at < REFRESHED:
            self._read_at = now
            async with self._database.read() as conn:
                self._blocked = frozenset((await conn.scalars(select(blocks.c.blocked_id))).all())
