"""A PostgreSQL server that hangs, or that the network cuts off without a word, counts as one that is away."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

import pytest
from sqlalchemy import text

from bot.errors.database import database_failures, is_connection_lost
from bot.store import server_watch
from bot.store.database import open_database
from tests.store.postgres_server import PostgresServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.store.database import Database

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds become tenths."""
    monkeypatch.setattr(server_watch, "LOOK", 0.3)
    monkeypatch.setattr(server_watch, "ANSWER", 1.0)
    monkeypatch.setattr("bot.store.dialects.CONNECT_TIMEOUT", 1.0)


@pytest.fixture
async def server() -> AsyncIterator[PostgresServer]:
    """A server of the test's own."""
    async with PostgresServer() as server:
        yield server


async def _ask(database: Database, statement: str = "SELECT 1") -> object:
    async with database.read() as conn:
        return await conn.scalar(text(statement))


async def _fails(database: Database, statement: str = "SELECT 1") -> None:
    """Expect that a statement ends within seconds, as with a server that was stopped."""
    began = time.monotonic()
    with pytest.raises(database_failures()) as failure:
        await _ask(database, statement)
    assert is_connection_lost(failure.value)
    assert time.monotonic() - began < 8


async def test_a_server_that_hangs_is_away(server: PostgresServer) -> None:
    """What waits for it fails, and what asks next; once it goes on it is asked again, without a new start."""
    database = await open_database(server.url)
    running = asyncio.create_task(_ask(database, "SELECT pg_sleep(60)"))
    assert await _ask(database) == 1
    async with server.hung():
        await _fails(database)
        with pytest.raises(database_failures()):
            await running
        await _fails(database)
    assert await _ask(database) == 1
    await database.close()


async def test_one_process_of_the_server_hangs(server: PostgresServer) -> None:
    """What waits for it fails, what asks next gets another, and the rest of the server's work goes on meanwhile."""
    database = await open_database(server.url)
    async with database.read() as conn:
        process = await conn.scalar(text("SELECT pg_backend_pid()"))
        assert isinstance(process, int)
        async with server.hung(process):
            asked = asyncio.create_task(conn.scalar(text("SELECT 1")))
            working = asyncio.create_task(_ask(database, "SELECT pg_sleep(3)::text"))
            with pytest.raises(database_failures()) as failure:
                await asked
            assert is_connection_lost(failure.value)
            assert await working == ""
            await conn.close()
    idle = await _ask(database, "SELECT pg_backend_pid()")
    assert isinstance(idle, int)
    async with server.hung(idle):
        answers = await asyncio.gather(*(_ask(database, "SELECT pg_backend_pid()") for _ in range(3)))
    assert idle not in answers
    await database.close()


async def test_a_process_that_hangs_within_a_statement(server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks like one at work, and is given the longest that a statement may take; its locks go when it goes on."""
    monkeypatch.setattr(server_watch, "LONGEST", 2.0)
    database = await open_database(server.url)
    async with database.write() as conn:
        await conn.execute(text("CREATE TABLE held (number integer)"))
    asked: asyncio.Queue[int] = asyncio.Queue()

    async def lock_and_sleep() -> None:
        async with database.write() as conn:
            await conn.execute(text("LOCK TABLE held IN ACCESS EXCLUSIVE MODE"))
            asked.put_nowait((await conn.execute(text("SELECT pg_backend_pid()"))).scalar_one())
            await conn.execute(text("SELECT pg_sleep(60)"))

    holding = asyncio.create_task(lock_and_sleep())
    process = await asked.get()
    waits_for = "SELECT wait_event FROM pg_stat_activity WHERE application_name = 'siyaq' AND state = 'active' AND "
    while await _ask(database, f"{waits_for} query LIKE '%60%' AND pid <> pg_backend_pid()") != "PgSleep":  # noqa: ASYNC110 - the server has no event for it
        await asyncio.sleep(0.01)
    async with server.hung(process):
        with pytest.raises(database_failures()):
            await holding
    assert await _ask(database, "SELECT count(*) FROM held") == 0
    await database.close()


async def test_closing_does_not_wait_for_a_server_that_hangs(server: PostgresServer) -> None:
    """A process that is told to end ends."""
    database = await open_database(server.url)
    async with server.hung(), asyncio.timeout(8):
        await database.close()


async def test_what_takes_long_is_not_cut(server: PostgresServer) -> None:
    """A statement of many looks, and one that waits as long for another's lock, while the server is well."""
    database = await open_database(server.url)
    async with database.write() as holder:
        await holder.execute(text("CREATE TABLE held (number integer)"))
    async with database.write() as holder:
        await holder.execute(text("LOCK TABLE held IN ACCESS EXCLUSIVE MODE"))
        waiting = asyncio.create_task(_ask(database, "SELECT count(*) FROM held"))
        assert await _ask(database, "SELECT pg_sleep(4)::text") == ""
        assert not waiting.done()
    assert await waiting == 0
    await database.close()


async def test_a_network_that_drops_everything(server: PostgresServer) -> None:
    """The connections stay open and nothing comes through: away; and the kernel is told to look for itself."""
    async with _Wire(server) as wire:
        database = await open_database(wire.url)
        async with database.read() as conn:
            raw = (await conn.get_raw_connection()).driver_connection
            assert raw
            opened = raw._transport.get_extra_info("socket")
            assert opened.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            if hasattr(socket, "TCP_USER_TIMEOUT"):
                assert opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 13_000
        wire.cut(is_cut=True)
        await _fails(database)
        wire.cut(is_cut=False)
        assert await _ask(database) == 1
        await database.close()


class _Wire:
    """A TCP port that passes everything on to the server's socket, or keeps it while it is cut."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._tasks: set[asyncio.Task[None]] = set()
        self._passes = asyncio.Event()
        self._passes.set()
        self.url = ""

    def cut(self, *, is_cut: bool) -> None:
        """Cut the wire, or mend it."""
        (self._passes.clear if is_cut else self._passes.set)()

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        self._listener = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        port = self._listener.sockets[0].getsockname()[1]
        self.url = f"postgresql+asyncpg://siyaq@127.0.0.1:{port}/siyaq"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        self._listener.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self._server.socket)
        for source, target in ((reader, back), (there, writer)):
            task = asyncio.create_task(self._copy(source, target))
            self._tasks.add(task)

    async def _copy(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await source.read(65536):
                await self._passes.wait()
                target.write(data)
                await target.drain()
        target.close()
