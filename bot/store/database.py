"""The database: read and write transactions, work in threads, and a counter of commits."""

from __future__ import annotations

import asyncio
import contextvars
from asyncio import Lock
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import (
    DatabaseDamaged,
    DatabaseGone,
    PoolerByTransaction,
    SchemaTooNew,
    SiyaqError,
    StoreAway,
    StoreUnreachable,
)
from bot.errors.database import DatabaseLost, database_failures, may_pass
from bot.store import database_file, dialects, key_values, pooler
from bot.store.availability import Availability
from bot.store.file_watch import FileWatch
from bot.store.leader_lock import LeaderLock
from bot.store.process_presence import ProcessPresence
from bot.store.server_watch import ServerWatch

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncIterator, Callable
    from concurrent.futures import Executor

    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.ext.asyncio import AsyncConnection


T = TypeVar("T")
# Seconds after which a probe has failed: a server that hangs is away. TimeoutError, an OSError, counts as a failure.
_PROBE_TIMEOUT = 20.0
_CLOSE_TIMEOUT = 3.0  # seconds for closing the connections to PostgreSQL
_READERS = 4  # threads that read from SQLite, which releases the GIL meanwhile
_SCHEMA = "SELECT version_num FROM alembic_version"
LOST = "it is no longer ours: the process ends"


class Database:
    """An open database, made by `open_database`. Close it: its threads keep the process alive.

    Transactions must not be nested: on SQLite the inner one would wait for the outer one for ever.
    """

    def __init__(self, url: URL, watcher: sqlite3.Connection | None, direct_url: URL | None = None) -> None:
        self._url = url
        self._session_url = direct_url or url
        self._watcher = watcher
        self._server_watch = ServerWatch()
        self._engine = dialects.engine(url, is_pooled=direct_url is not None, connect=self._server_watch.connect)
        self._session_watch = ServerWatch()
        # Locks of sessions go by it: a connection through a pooler is none.
        self._sessions = (
            dialects.engine(direct_url, connect=self._session_watch.connect) if direct_url else self._engine
        )
        self._reading = dialects.reading(self._engine)
        self._writing = dialects.writing(self._engine)
        # SQLite has one writer at a time, and a writer that waits inside SQLite holds a connection and polls. Ours
        # queue here, in order, so that readers always find a connection in the pool.
        self._turn: AbstractAsyncContextManager[None] = Lock() if watcher else nullcontext()
        self._direct = dialects.direct(url)
        self._kept: Connection | None = None
        self._looking = self._direct and dialects.looking(self._direct)
        self._thread = ThreadPoolExecutor(1, "siyaq-store")
        self._threads = ThreadPoolExecutor(_READERS, "siyaq-reading")
        self._file = database_file.path_of(url)
        self._file_watch = FileWatch(self._file) if self._file else None
        self._damage: str | None = None
        self._schema: str | None = None
        for engine in (self._engine.sync_engine, self._direct):
            if engine and watcher:
                dialects.on_error(engine, self._note_damage)
        self.presence = ProcessPresence(url, self._sessions)
        self.availability = Availability(self._probe, lambda error: _why(error, url))

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a read-only transaction, which never waits for a writer."""
        async with self._reading.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a write transaction: committed at the end of the block, rolled back if it raises.

        On SQLite nobody else writes meanwhile. On PostgreSQL others may: put what a change relies on into its WHERE.
        """
        async with self._turn, self._writing.begin() as connection:
            yield connection

    async def run_write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a write transaction and return its result; it must wait for nothing but the database.

        On SQLite it runs as a whole in a thread: through the async engine every statement costs several turns of the
        event loop, which counts where many transactions follow each other.
        """
        if self._direct is None:
            async with self.write() as connection:
                return await connection.run_sync(work)
        async with self._turn:
            return await _in_thread(self._thread, self._transact_kept, self._direct, work)

    async def run_read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a read-only transaction and return its result.

        On SQLite it runs as a whole in a thread, as with `run_write`; it pays where `work` has several statements.
        """
        if self._looking is None:
            async with self.read() as connection:
                return await connection.run_sync(work)
        return await _in_thread(self._threads, _transact, self._looking, work)

    def _transact_kept(self, engine: Engine, work: Callable[[Connection], T]) -> T:
        """Run `work` on the one thread that writes, which keeps its connection: the pool's care for one costs more.

        Measured: of a transaction that writes a row, a third of the processor time.
        """
        if self._kept is None:
            self._kept = engine.connect()
        with self._kept.begin():
            return work(self._kept)

    @asynccontextmanager
    async def alter(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that changes the schema: one process at a time, foreign keys checked before the commit."""
        engine = dialects.engine(self._session_url, migrating=True)
        try:
            async with self._turn, dialects.writing(engine).begin() as connection:
                await dialects.lock_schema(connection)
                yield connection
                await dialects.check_foreign_keys(connection)
        finally:
            await engine.dispose()

    def change_counter(self) -> int | None:
        """Return a number that changes with every commit of any process, within microseconds; None on PostgreSQL.

        Read it before the data that is cached under it: a commit in between is then seen by the next call.
        """
        return dialects.change_counter(self._watcher) if self._watcher else None

    def leader_lock(self) -> LeaderLock:
        """Return the lock that elects the process that delivers; one for each caller."""
        return LeaderLock(self._url, self._sessions)

    def peek(self, statement: str) -> str | None:
        """Return the single text that a small SELECT reads, within microseconds; None on PostgreSQL or while locked."""
        return dialects.peek(self._watcher, statement) if self._watcher else None

    def expect_schema(self, revision: str) -> None:
        """Note the schema that this process relies on from now on."""
        self._schema = revision

    def verify_file(self) -> None:
        """Raise DatabaseGone if the file is deleted or replaced, and DatabaseDamaged where SQLite met damage."""
        if self._file is None or self._file_watch is None:
            return
        if self._file_watch.is_taken():
            raise DatabaseGone(where=str(self._file))
        if self._damage:
            raise DatabaseDamaged(where=str(self._file), why=self._damage)

    async def answers(self) -> bool:
        """Return whether the database answers; one that was away has to take a write, too."""
        if self.availability.is_away:
            at_once = asyncio.Event()
            at_once.set()
            return await self.availability.wait(at_once)
        try:
            async with self.read() as conn:
                await conn.scalar(text("SELECT 1"))
        except database_failures():
            return False
        return True

    async def verify_schema(self) -> None:
        """Raise SchemaTooNew if another process, of a newer program, has migrated the database since."""
        newer = self.peek(_SCHEMA) if self._watcher else await self._read_schema()
        if self._schema and newer and newer != self._schema:
            raise SchemaTooNew(found=newer, known=self._schema)

    async def _read_schema(self) -> str | None:
        async with self.read() as conn:
            revision: str | None = await conn.scalar(text(_SCHEMA))
        return revision

    def _note_damage(self, error: BaseException) -> None:
        self._damage = self._damage or database_file.damage_in(error)

    async def _probe(self) -> None:
        """Write one row, the same each time; raise if the database is away, locked, full or lost."""
        try:
            self.verify_file()  # a pooled connection still writes into a deleted file
        except SiyaqError:
            raise DatabaseLost(LOST) from None
        async with asyncio.timeout(_PROBE_TIMEOUT), self.write() as conn:
            await key_values.touch_probe(conn)
            if self._schema and await conn.scalar(text(_SCHEMA)) != self._schema:
                # What failed is not to be tried, nor to count as a try: the newer program does it.
                raise DatabaseLost(LOST)

    async def close(self) -> None:
        """Close all connections and threads; transactions must have ended."""
        if self._watcher:
            self._watcher.close()
        await self.presence.hide()
        await asyncio.to_thread(self._thread.shutdown)
        await asyncio.to_thread(self._threads.shutdown)
        if self._kept:
            self._kept.close()
        if self._direct:
            self._direct.dispose()
        # Closing says good-bye to the server and waits for its own: one that hangs says none.
        with suppress(TimeoutError):
            async with asyncio.timeout(None if self._file else _CLOSE_TIMEOUT):
                await self._engine.dispose()
                await self._sessions.dispose()
        await self._server_watch.close()
        await self._session_watch.close()
        if self._file_watch:
            self._file_watch.close()


async def _in_thread(pool: Executor, function: Callable[..., T], *arguments: Any) -> T:
    """Run a function in a thread of the pool with the caller's context, by which the log tells whose work it is."""
    run = contextvars.copy_context().run
    return await asyncio.get_running_loop().run_in_executor(pool, run, function, *arguments)


def _transact(engine: Engine, work: Callable[[Connection], T]) -> T:
    with engine.begin() as connection:
        return work(connection)


async def open_database(url: str, *, direct_url: str | None = None, is_narrowed: bool = True) -> Database:
    """Open the database of a SQLAlchemy URL; a missing SQLite file and its folder are created.

    Where the URL leads to a connection pooler, `direct_url` leads past it. A file that others may read is made its
    owner's alone, if `is_narrowed`. Raise DatabaseDamaged, or StoreUnreachable without the URL's password, if it cannot
    be opened, and PoolerByTransaction where no URL leads past a pooler that changes servers.
    """
    parsed, direct = _parse(url), _parse(direct_url) if direct_url else None
    await _require_sessions(direct or parsed)
    database = None
    try:
        database = Database(parsed, await dialects.watch(parsed, is_narrowed=is_narrowed), direct)
        async with database.read() as connection:
            await connection.exec_driver_sql("SELECT 1")
    except database_failures() as error:
        if database:
            await database.close()
        raise _unreachable(error, parsed) from None
    return database


def _parse(url: str) -> URL:
    try:
        return dialects.locate(make_url(url))
    except (SQLAlchemyError, ValueError):  # both print the whole URL, password included
        raise StoreUnreachable(where=url.split(":", 1)[0], why="URL") from None


async def _require_sessions(url: URL) -> None:
    """Raise PoolerByTransaction if a connection of the URL is no session: what locks it would be anybody's."""
    if dialects.is_sqlite(url):
        return
    try:
        is_by_transaction = await pooler.is_by_transaction(url)
    except database_failures() as error:
        raise _unreachable(error, url) from None
    if is_by_transaction:
        raise PoolerByTransaction(where=_where(url))


def _unreachable(error: Exception, url: URL) -> StoreUnreachable:
    reason = StoreAway if may_pass(error) else StoreUnreachable
    reason = DatabaseDamaged if database_file.damage_in(error) else reason
    return reason(where=_where(url), why=_why(error, url))


def _where(url: URL) -> str:
    if dialects.is_sqlite(url):
        return url.database or ""
    return url.set(password=None, query={}).render_as_string()


def _why(error: Exception, url: URL) -> str:
    words = str(error.orig if isinstance(error, DBAPIError) else error) or type(error).__name__
    return words.replace(url.password, "***") if url.password else words
