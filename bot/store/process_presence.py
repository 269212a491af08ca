"""Presence of processes: which of those that share a database live, told from those that ended without a word."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, text

from bot.errors.database import database_failures
from bot.store import dialects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import URL
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# Seconds for which an id is missing until its process is gone: after an outage each process shows itself again.
GRACE = 5.0
_CLASS = 0x5179  # of our advisory locks: no other use of these numbers is known in one database
_SHOW = text("SELECT pg_try_advisory_lock(:class, :id)").bindparams(bindparam("class", _CLASS))
# Held by a process that handles updates without storing them first, for it knows of no other that receives some.
_ALONE = text("SELECT pg_try_advisory_lock(:class, 0)").bindparams(bindparam("class", _CLASS))
_NOT_ALONE = text("SELECT pg_advisory_unlock(:class, 0)").bindparams(bindparam("class", _CLASS))
# `objsubid` 2 is a lock of two keys (https://www.postgresql.org/docs/current/view-pg-locks.html).
_SHOWN = text(
    "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = :class AND objsubid = 2 AND granted "
    "AND objid <> 0 "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
).bindparams(bindparam("class", _CLASS))


class ProcessPresence:
    """A random id of this process, shown to others by an advisory lock, which ends with its connection.

    On SQLite one process has the file, so that any other id is of one that is gone.
    """

    def __init__(self, url: URL, engine: AsyncEngine) -> None:
        self.id = secrets.randbelow(2**31 - 1) + 1
        self._engine = None if dialects.is_sqlite(url) else engine
        self._session: AsyncConnection | None = None
        self._missing_since: dict[int, float] = {}
        self.holds_alone = False
        self.is_alone = self._engine is None
        """Whether no other process may receive updates of the same chats. While `holds_alone`, none does yet."""

    async def show(self) -> None:
        """Show the id, now or since before."""
        if self._engine is None:
            return
        if self._session is not None and self._session.invalidated:
            await self.hide()  # lost in another call: it would refuse all, as if what is asked were at fault
        if self._session is None:
            self._missing_since.clear()  # what was missing may have been so for our own lost connection
            self._session = await self._engine.execution_options(isolation_level="AUTOCOMMIT").connect()
        try:
            await self._session.execute(text("SELECT 1"))
            if not await self._is_shown(self._session):
                await self._session.execute(_SHOW, {"id": self.id})
        except database_failures():
            await self.hide()
            raise

    async def find_gone(self, ids: Iterable[int]) -> frozenset[int]:
        """Return the ids whose processes are gone: on PostgreSQL, those not shown for some seconds of calls."""
        others = frozenset(ids) - {self.id}
        if self._engine is None or not others:
            return others
        async with self._engine.connect() as connection:
            missing = others - frozenset((await connection.execute(_SHOWN)).scalars())
        now = asyncio.get_running_loop().time()
        self._missing_since = {number: self._missing_since.get(number, now) for number in missing}
        return frozenset(number for number, since in self._missing_since.items() if now - since >= GRACE)

    async def others(self) -> frozenset[int]:
        """Return the ids of other processes that are shown; on SQLite none is."""
        if self._engine is None:
            return frozenset()
        async with self._engine.connect() as connection:
            return frozenset((await connection.execute(_SHOWN)).scalars()) - {self.id}

    async def try_alone(self) -> bool:
        """Be alone, unless another process is shown or still is; return whether this one is. `show` comes before."""
        if self._engine is None or self.is_alone:
            return self.is_alone
        if self._session and not self.holds_alone:
            self.holds_alone = bool(await self._session.scalar(_ALONE))
        if self.holds_alone:
            # Asked with the lock held: of two processes that show themselves and then ask, one sees the other.
            self.is_alone = not await self.others()
            if not self.is_alone:
                await self.end_alone()
        return self.is_alone

    async def is_any_alone(self) -> bool:
        """Return whether another process is alone, as far as it knows."""
        if self._session is None or self.holds_alone:
            return False
        if await self._session.scalar(_ALONE):
            await self._session.execute(_NOT_ALONE)
            return False
        return True

    async def end_alone(self) -> None:
        """Let others receive updates: what this process has of them is stored, and `is_alone` is False."""
        self.is_alone = self._engine is None
        if self._session and self.holds_alone:
            self.holds_alone = False
            await self._session.execute(_NOT_ALONE)

    async def hide(self) -> None:
        """Show the id no longer."""
        self.holds_alone, self.is_alone = False, self._engine is None
        if self._session:
            session, self._session = self._session, None
            await session.invalidate()
            await session.close()

    async def _is_shown(self, session: AsyncConnection) -> bool:
        return self.id in (await session.execute(_SHOWN)).scalars()
