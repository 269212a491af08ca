"""The database: transactions that read, transactions that write, and whether anything changed."""

from __future__ import annotations

import asyncio
from asyncio import Lock
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import StoreUnreachable
from bot.store import dialects
from bot.store.lead import Lead

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.ext.asyncio import AsyncConnection


T = TypeVar("T")
_READERS = 4  # threads that look into SQLite, which lets go of the interpreter meanwhile


class Database:
    """An open database; `open_database` makes one, and until it is closed the process does not end.

    Transactions must not be nested.
    """

    def __init__(self, url: URL, watcher: sqlite3.Connection | None) -> None:
        self._url = url
        self._watcher = watcher
        self._engine = dialects.engine(url)
        self._reading = dialects.reading(self._engine)
        self._writing = dialects.writing(self._engine)
        # SQLite has one writer at a time, and whoever waits for it inside SQLite holds a connection and polls:
        # ours queue here, in order, so that readers always find a connection.
        self._turn: AbstractAsyncContextManager[None] = Lock() if watcher else nullcontext()
        self._direct = dialects.direct(url)
        self._looking = self._direct and dialects.looking(self._direct)
        self._thread = ThreadPoolExecutor(1, "siyaq-store")
        self._threads = ThreadPoolExecutor(_READERS, "siyaq-reading")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only reads, and never waits for one that writes."""
        async with self._reading.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that writes: committed at the end of the block, rolled back where it raises.

        On SQLite nobody else writes meanwhile. On PostgreSQL others may: what a change relies on stands in its WHERE.
        """
        async with self._turn, self._writing.begin() as connection:
            yield connection

    async def at_once(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, which has a transaction that writes to itself and waits for nothing else.

        On SQLite it runs whole in a thread: otherwise each of its statements costs several turns of the loop, which
        counts where many transactions follow each other.
        """
        if self._direct is None:
            async with self.write() as connection:
                return await connection.run_sync(work)
        async with self._turn:
            return await asyncio.get_running_loop().run_in_executor(self._thread, _transact, self._direct, work)

    async def look(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, which has a transaction that only reads to itself.

        On SQLite it runs whole in a thread, as with `at_once`, for what takes several statements.
        """
        if self._looking is None:
            async with self.read() as connection:
                return await connection.run_sync(work)
        return await asyncio.get_running_loop().run_in_executor(self._threads, _transact, self._looking, work)

    @asynccontextmanager
    async def alter(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that changes the schema: alone among processes, foreign keys checked only at its end."""
        engine = dialects.engine(self._url, migrating=True)
        try:
            async with self._turn, dialects.writing(engine).begin() as connection:
                await dialects.lock_schema(connection)
                yield connection
                await dialects.check_foreign_keys(connection)
        finally:
            await engine.dispose()

    def version(self) -> int | None:
        """A number that changes with every commit of any process, told in microseconds; None where only asking helps.

        Read it before what it is to vouch for.
        """
        return dialects.version(self._watcher) if self._watcher else None

    def lead(self) -> Lead:
        """What tells which of the processes on this database delivers."""
        return Lead(self._url, self._engine)

    def glance(self, statement: str) -> str | None:
        """The one text that a small statement reads, told in some microseconds; None where only asking helps."""
        return dialects.glance(self._watcher, statement) if self._watcher else None

    async def close(self) -> None:
        """Close every connection; transactions must have ended."""
        if self._watcher:
            self._watcher.close()
        await asyncio.to_thread(self._thread.shutdown)
        await asyncio.to_thread(self._threads.shutdown)
        if self._direct:
            self._direct.dispose()
        await self._engine.dispose()


def _transact(engine: Engine, work: Callable[[Connection], T]) -> T:
    with engine.begin() as connection:
        return work(connection)


async def open_database(url: str) -> Database:
    """Open the database of a SQLAlchemy URL, whose file and folder are made where they are missing.

    Raises StoreUnreachable, which tells no password, where that cannot be done.
    """
    try:
        parsed = dialects.locate(make_url(url))
    except (SQLAlchemyError, ValueError):  # both print the whole URL
        raise StoreUnreachable(where=url.split(":", 1)[0], why="URL") from None
    database = None
    try:
        database = Database(parsed, await dialects.watch(parsed))
        async with database.read() as connection:
            await connection.exec_driver_sql("SELECT 1")
    except dialects.failures() as error:
        if database:
            await database.close()
        raise StoreUnreachable(where=_where(parsed), why=_why(error, parsed)) from None
    return database


def _where(url: URL) -> str:
    if dialects.is_sqlite(url):
        return url.database or ""
    return url.set(password=None, query={}).render_as_string()


def _why(error: Exception, url: URL) -> str:
    words = str(error.orig if isinstance(error, DBAPIError) else error) or type(error).__name__
    return words.replace(url.password, "***") if url.password else words
