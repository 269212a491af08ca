"""Tells, right before a request begins, whether a correction was committed since what it sends was read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.store import renditions
from bot.store.copies import runs

if TYPE_CHECKING:
    from bot.store.database import Database

_KEPT = 4096  # renditions that are known to be current


class CorrectionWatch:
    """Knows the latest correction: on SQLite within microseconds, on PostgreSQL by one query for many callers."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()
        self._begun = self._ended = 0  # numbers of the last query begun and ended
        self._latest = ""
        self._current: dict[int, str] = {}

    async def latest(self) -> str:
        """Return what changes with each correction, never older than this call."""
        if (seen := self._database.peek(runs.LATEST)) is not None:
            return seen
        begun = self._begun
        async with self._turn:
            # A query that began after this call serves it too: of many concurrent callers at most two ask.
            if self._ended <= begun:
                self._begun += 1
                async with self._database.read() as conn:
                    self._latest = str(await conn.scalar(text(runs.LATEST)))
                self._ended = self._begun
        return self._latest

    async def is_stale(self, rendition_id: int) -> bool:
        """Return whether a rendition shows an item that was corrected since."""
        if (mark := self._database.peek(renditions.stale_mark(rendition_id))) is not None:
            return mark == "1"
        latest = await self.latest()
        if self._current.get(rendition_id) == latest:
            return False
        async with self._database.read() as conn:
            stale = await renditions.is_stale(conn, rendition_id)
        if len(self._current) >= _KEPT:
            self._current.clear()
        if not stale:
            self._current[rendition_id] = latest
        return stale
