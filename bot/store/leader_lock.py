"""The lead: of all processes on a database one delivers, until it ends or loses its connection."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.store import dialects

if TYPE_CHECKING:
    from sqlalchemy import URL
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_TAKE = text("SELECT pg_try_advisory_lock(hashtext('siyaq delivery'))")


class Lead:
    """Who delivers; made by `Database.lead`. Let go of it before the database is closed.

    SQLite's file has another beside it whose lock tells, so that the operating system gives the lead back whatever
    happens to its holder; on PostgreSQL it is an advisory lock of a connection.
    """

    def __init__(self, url: URL, engine: AsyncEngine) -> None:
        self._engine = engine
        self._path = Path(f"{url.database}-lead") if dialects.is_sqlite(url) else None
        self._file: sqlite3.Connection | None = None
        self._session: AsyncConnection | None = None

    async def take(self) -> bool:
        """Whether we have the lead, now or since before; it is not waited for."""
        if self._path:
            return self._lock(self._path)
        if await self._holds():
            return True
        session = await self._engine.execution_options(isolation_level="AUTOCOMMIT").connect()
        try:
            if await session.scalar(_TAKE):
                self._session = session
                return True
        finally:
            if self._session is not session:
                await session.close()
        return False

    async def release(self) -> None:
        """Let somebody else have it."""
        if self._file:
            self._file.close()
            self._file = None
        if self._session:
            # The pool would keep the connection, and the lock with it.
            session, self._session = self._session, None
            await session.invalidate()
            await session.close()

    def _lock(self, path: Path) -> bool:
        if self._file is None:
            file = sqlite3.connect(path, timeout=0, isolation_level=None)
            try:
                file.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                file.close()
                return False
            self._file = file
        return True

    async def _holds(self) -> bool:
        """Whether the connection that has the lock is still there."""
        if self._session is None:
            return False
        try:
            await self._session.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            await self.release()
            return False
        return True
