"""Leader election: of all processes on a database, one holds the lock and delivers."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.errors.database import database_failures
from bot.store import database_file, dialects

if TYPE_CHECKING:
    from sqlalchemy import URL
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_TRY_LOCK = text("SELECT pg_try_advisory_lock(hashtext('siyaq delivery'))")

# A key of 64 bits is shown as its two halves (https://www.postgresql.org/docs/current/view-pg-locks.html).
_IS_HELD = text(
    "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    "AND (classid::bigint << 32) | objid::bigint = hashtext('siyaq delivery')::bigint)"
)


class LeaderLock:
    """The leader's lock, made by `Database.leader_lock`. Release it before closing the database.

    On SQLite it is the lock of a second file, which the operating system frees however the holder ends. On PostgreSQL
    it is an advisory lock, which belongs to one connection and ends with it.
    """

    def __init__(self, url: URL, engine: AsyncEngine) -> None:
        self._engine = engine
        self._path = Path(f"{url.database}-lead") if dialects.is_sqlite(url) else None
        self._file: sqlite3.Connection | None = None
        self._session: AsyncConnection | None = None

    @property
    def is_in_database(self) -> bool:
        """Whether the lock goes with the connection to the database: another process may hold it once that is back."""
        return self._path is None

    async def try_acquire(self) -> bool:
        """Acquire the lock without waiting; return whether this process holds it now. Idempotent."""
        if self._path:
            return self._lock(self._path)
        if await self._holds():
            return True
        session = await self._engine.execution_options(isolation_level="AUTOCOMMIT").connect()
        try:
            if await session.scalar(_TRY_LOCK):
                self._session = session
                return True
        finally:
            if self._session is not session:
                await session.close()
        return False

    async def is_held(self) -> bool:
        """Return whether any process holds the lock; on SQLite, whether this one does, which has the file alone."""
        if self._path:
            return self._file is not None
        async with self._engine.connect() as connection:
            return bool(await connection.scalar(_IS_HELD))

    async def release(self) -> None:
        """Release the lock, if held."""
        if self._file:
            self._file.close()
            self._file = None
        if self._session:
            # Invalidated, or the pool would keep the connection open, and the lock with it.
            session, self._session = self._session, None
            await session.invalidate()
            await session.close()

    def _lock(self, path: Path) -> bool:
        if self._file is None:
            path.touch(database_file.PRIVATE_FILE)
            file = sqlite3.connect(path, timeout=0, isolation_level=None)
            try:
                file.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                file.close()
                return False
            self._file = file
        return True

    async def _holds(self) -> bool:
        """Whether the connection that holds the lock is still alive; if not, release it."""
        if self._session is None:
            return False
        try:
            await self._session.execute(text("SELECT 1"))
        except database_failures():
            await self.release()
            return False
        return True
