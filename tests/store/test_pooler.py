"""PostgreSQL behind a real PgBouncer: refused in transaction mode, unless another URL leads past it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.errors import PoolerByTransaction
from bot.store import key_values
from bot.store.database import open_database
from bot.store.migrate import migrate
from tests.store.conftest import _create, postgres_url
from tests.store.pgbouncer import PgBouncer
from tests.store.postgres_server import PostgresServer

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store.database import Database
    from tests.store.pgbouncer import Mode

pytestmark = pytest.mark.postgres


@pytest.fixture
async def direct(postgres_socket: Path) -> tuple[Path, str]:
    """The folder of a server's socket, and the name of an empty database there."""
    return postgres_socket, await _create(postgres_socket)


@pytest.mark.parametrize("mode", ["transaction", "statement"])
async def test_transaction_mode_is_refused(direct: tuple[Path, str], mode: Mode) -> None:
    """Each time: the error names the place, without anything secret."""
    async with PgBouncer(*direct, mode) as pooler:
        for _ in range(3):
            with pytest.raises(PoolerByTransaction) as refused:
                await open_database(pooler.url)
            assert refused.value.data == {"where": "postgresql+asyncpg://siyaq@/siyaq"}


async def test_a_direct_url_through_a_pooler_is_refused(direct: tuple[Path, str]) -> None:
    """What is said to lead past the pooler has to."""
    async with PgBouncer(*direct) as pooler:
        with pytest.raises(PoolerByTransaction):
            await open_database(pooler.url, direct_url=pooler.url)


async def test_session_mode_serves(direct: tuple[Path, str]) -> None:
    """A pooler that keeps a connection's server is as good as none: locks hold, and one leads."""
    async with PgBouncer(*direct, "session") as pooler:
        await _one_leads(await open_database(pooler.url), await open_database(pooler.url))


async def test_locks_go_by_the_direct_url(direct: tuple[Path, str]) -> None:
    """Through a pooler in transaction mode one process leads, however many transactions both run meanwhile."""
    async with PgBouncer(*direct) as pooler:
        databases = [await open_database(pooler.url, direct_url=postgres_url(*direct)) for _ in range(2)]
        await _one_leads(*databases)


async def test_work_through_the_pooler(direct: tuple[Path, str]) -> None:
    """The schema is made past it; transactions side by side, each of several statements, go by it and are whole."""
    async with PgBouncer(*direct) as pooler:
        database = await open_database(pooler.url, direct_url=postgres_url(*direct))
        try:
            await migrate(database)
            await asyncio.gather(*(_work(database, number) for number in range(60)))
            async with database.read() as conn:
                assert await conn.scalar(text("SELECT count(*) FROM key_values WHERE key LIKE 'work%'")) == 60
        finally:
            await database.close()


async def test_the_server_restarts_behind_the_pooler() -> None:
    """Whoever waits for the database waits while its server is away, and can write once that is back."""
    async with PostgresServer() as server, PgBouncer(server.socket.parent, "siyaq") as pooler:
        database = await open_database(pooler.url, direct_url=server.url)
        try:
            await migrate(database)
            await server.stop()
            waiting = asyncio.create_task(database.availability.wait())
            await asyncio.sleep(0.5)
            assert not waiting.done()
            await server.start()
            async with asyncio.timeout(30):
                await waiting
            async with database.write() as conn:
                await key_values.set_username(conn, "siyaq_bot")
        finally:
            await database.close()


async def _one_leads(first: Database, second: Database) -> None:
    """Expect one of two to get the lock, both to see it held, and the other to get it once it is released."""
    try:
        locks = first.leader_lock(), second.leader_lock()
        assert not await locks[0].is_held()
        assert await locks[0].try_acquire()
        for _ in range(5):
            await asyncio.gather(*(_read(database) for database in (first, second) for _ in range(4)))
            assert not await locks[1].try_acquire()
            assert await locks[0].try_acquire()
            assert [await lock.is_held() for lock in locks] == [True, True]
        await first.presence.show()
        assert await second.presence.others() == {first.presence.id}
        await locks[0].release()
        async with asyncio.timeout(10):
            while True:
                if await locks[1].try_acquire():
                    break
                await asyncio.sleep(0.02)
        await locks[1].release()
    finally:
        await first.close()
        await second.close()


async def _read(database: Database) -> None:
    async with database.read() as conn:
        assert await conn.scalar(text("SELECT 1 + CAST(:more AS integer)"), {"more": 1}) == 2


async def _work(database: Database, number: int) -> None:
    async with database.write() as conn:
        for name in ("work", "play"):
            parameters = {"key": f"{name}{number}", "value": str(number)}
            await conn.execute(text("INSERT INTO key_values (key, value) VALUES (:key, :value)"), parameters)
        assert await conn.scalar(text("SELECT value FROM key_values WHERE key = :key"), {"key": f"work{number}"})
