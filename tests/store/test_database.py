"""Transactions, what is promised of them, and databases that cannot be opened."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from bot.errors import StoreUnreachable
from bot.model.language import Language
from bot.store import readers
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.store.readers import CurrentStory
from bot.store.tables import key_values
from bot.store.tables import readers as table
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store.database import Database

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
POSTGRES = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
EN = Language.EN
PATIENCE = 30  # seconds after which a test that hangs has failed


async def _count(database: Database) -> int:
    async with database.read() as conn:
        return await conn.scalar(select(func.count()).select_from(table)) or 0


async def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    """And the next transaction finds no lock."""

    async def fail() -> None:
        async with database.write() as conn:
            await readers.choose(conn, 1, NOW, language=EN)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await _count(database) == 0
    async with database.write() as conn:
        await readers.choose(conn, 1, NOW, language=EN)
    assert await _count(database) == 1


async def test_a_reader_never_waits_for_a_writer(database: Database, other: Database) -> None:
    """While one writes and many more wait to write, any number of readers see what was before."""
    async with asyncio.timeout(PATIENCE):

        async def write(chat_id: int) -> None:
            async with (database, other)[chat_id % 2].write() as conn:
                await readers.choose(conn, chat_id, NOW, language=EN)

        async with database.write() as conn:
            await readers.choose(conn, 1000, NOW, language=EN)
            waiting = [asyncio.create_task(write(chat_id * 2)) for chat_id in range(40)]
            await asyncio.sleep(0)
            counts = await asyncio.gather(*(_count(database) for _ in range(40)))
            assert 1000 not in counts
            assert max(counts) <= 40
            assert database.change_counter() == database.change_counter()
        await asyncio.gather(*waiting)
        assert await _count(other) == 41


@SQLITE
async def test_what_a_write_read_stays_true_until_it_ends(database: Database, other: Database) -> None:
    """Two that read a number and write the next, in two processes, never lose one."""

    async def advance(item: Database) -> None:
        async with item.write() as conn:
            read: datetime = (await conn.execute(select(table.c.created_at))).scalar_one()
            await conn.execute(update(table).values(created_at=read + timedelta(days=1)))

    async with database.write() as conn:
        await readers.choose(conn, 1, NOW, language=EN)
    await asyncio.gather(*(advance(entry) for entry in (database, other) * 20))
    async with database.read() as conn:
        assert await conn.scalar(select(table.c.created_at)) == NOW + timedelta(days=40)


async def test_a_cancelled_writer_holds_nobody_up(database: Database, other: Database) -> None:
    """Neither in the middle of its block, nor while it waits for its turn, here or in another process."""
    async with asyncio.timeout(PATIENCE):
        within = asyncio.Event()

        async def hang() -> None:
            async with database.write() as conn:
                await readers.choose(conn, 1, NOW, language=EN)
                within.set()
                await asyncio.Event().wait()

        async def write(item: Database) -> None:
            async with item.write() as conn:
                await readers.choose(conn, 2, NOW, language=EN)

        hanging = asyncio.create_task(hang())
        await within.wait()
        behind = [asyncio.create_task(write(item)) for item in (database, other)]
        await asyncio.sleep(0)
        for task in (*behind, hanging):
            task.cancel()
        await asyncio.wait([*behind, hanging])
        for item in (database, other):
            await write(item)
        async with database.read() as conn:
            assert (await conn.scalars(select(table.c.chat_id))).all() == [2]


async def test_foreign_keys_hold(database: Database) -> None:
    """Nothing points at a story that is not there."""

    async def remember() -> None:
        async with database.write() as conn:
            await conn.run_sync(readers.remember, [CurrentStory(1, 99)])

    with pytest.raises(IntegrityError):
        await remember()


@SQLITE
async def test_a_file_is_kept_as_promised(database: Database) -> None:
    """A write-ahead log, synced at each commit; patience with other processes; foreign keys."""
    async with AsyncExitStack() as stack:
        for conn in [await stack.enter_async_context(database.read()) for _ in range(3)]:
            pragmas = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
            items = [await conn.scalar(text(f"PRAGMA {pragma}")) for pragma in pragmas]
            assert items == ["wal", 2, 15000, 1]


@POSTGRES
async def test_a_read_cannot_write(database: Database) -> None:
    """PostgreSQL is told which transactions only read."""

    async def write() -> None:
        async with database.read() as conn:
            await readers.choose(conn, 1, NOW, language=EN)

    with pytest.raises(DBAPIError, match="read-only"):
        await write()
    async with database.write() as conn:  # on what may be the same connection
        await readers.choose(conn, 1, NOW, language=EN)


@SQLITE
async def test_the_version_changes_with_every_commit(database: Database, other: Database, database_url: str) -> None:
    """By us, by others, by any program; not by reading, nor by what is rolled back; and it hinders no checkpoint."""
    versions = [database.change_counter()]
    for chat_id, item in enumerate((database, other)):
        async with item.write() as conn:
            await readers.choose(conn, chat_id, NOW, language=EN)
        versions.append(database.change_counter())
    path = database_url.removeprefix("sqlite+aiosqlite:///")
    stranger = sqlite3.connect(path, isolation_level=None)
    stranger.execute("DELETE FROM readers")
    versions.append(database.change_counter())
    assert None not in versions
    assert len(set(versions)) == 4
    await _count(other)
    stranger.execute("BEGIN IMMEDIATE")
    stranger.execute("DELETE FROM stories")
    stranger.execute("ROLLBACK")
    assert database.change_counter() == versions[-1]
    assert stranger.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)
    stranger.close()


@POSTGRES
async def test_postgresql_tells_no_version(database: Database) -> None:
    """There, only asking helps."""
    assert database.change_counter() is None


async def test_moments_are_exact(database: Database) -> None:
    """To the microsecond, before 1970 and after 2038, from whatever zone, always in UTC; a naive one is refused."""
    zone = timezone(timedelta(hours=3))
    moments = [NOW, datetime(1969, 12, 31, 23, 59, 59, 999999, UTC), datetime(2125, 1, 1, 2, 3, 4, 5, zone)]
    async with database.write() as conn:
        for chat_id, moment in enumerate(moments):
            await readers.choose(conn, chat_id, moment, language=EN)
        items = (await conn.scalars(select(table.c.created_at).order_by(table.c.chat_id))).all()
        assert list(items) == moments
        assert {moment.utcoffset() for moment in items} == {timedelta(0)}
        with pytest.raises(StatementError):
            await readers.choose(conn, 9, datetime(2025, 1, 1), language=EN)  # noqa: DTZ001 - that is the point


async def test_folders_of_a_file_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of a relative path, which stays the same file when the process moves elsewhere."""
    monkeypatch.chdir(tmp_path)
    database = await open_database("sqlite+aiosqlite:///new/folder/siyaq.db")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    async with AsyncExitStack() as stack:
        for _ in range(3):
            await stack.enter_async_context(database.read())
    await database.close()
    paths = await asyncio.to_thread(lambda: list(tmp_path.rglob("siyaq.db")))
    assert paths == [tmp_path / "new" / "folder" / "siyaq.db"]


async def test_a_file_that_is_none_of_ours(tmp_path: Path) -> None:
    """It is left alone, and the error says where and why."""
    path = tmp_path / "notes.txt"
    path.write_text("These are no tables. " * 100)
    with pytest.raises(StoreUnreachable) as refused:
        await open_database(f"sqlite+aiosqlite:///{path}")
    assert refused.value.data == {"where": str(path), "why": "file is not a database"}
    assert path.read_text() == "These are no tables. " * 100


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """Where a file stands in its place."""
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreUnreachable) as refused:
        await open_database(f"sqlite+aiosqlite:///{tmp_path}/data/siyaq.db")
    assert "data" in str(refused.value.data["why"])


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://siyaq:s3cret@127.0.0.1:1/siyaq",
        "postgresql+asyncpg://siyaq@127.0.0.1:1/siyaq?password=s3cret",
        "postgresql+asyncpg://siyaq:s3cret@127.0.0.1:port/siyaq",
        "postgresql+asyncpg://siyaq:s3cret@[::/siyaq",
    ],
)
async def test_no_message_tells_a_password(url: str) -> None:
    """Nor does what the error was raised from."""
    with pytest.raises(StoreUnreachable) as refused:
        await open_database(url)
    error = refused.value
    assert "s3cret" not in repr(error) + repr(error.data) + repr(error.__cause__)
    assert error.__suppress_context__
    assert error.data["why"]


@pytest.mark.postgres
async def test_a_database_that_the_server_does_not_have(postgres_socket: Path) -> None:
    """The server's own words say so."""
    with pytest.raises(StoreUnreachable) as refused:
        await open_database(f"postgresql+asyncpg://siyaq:s3cret@/nowhere?host={postgres_socket}")
    assert "nowhere" in str(refused.value.data["why"])


async def test_a_transaction_at_once(database: Database) -> None:
    """What is done where nothing is awaited is committed whole, or not at all, and takes its turn among others."""

    def put(conn: Connection, key: str) -> str:
        conn.execute(insert(key_values).values(key=key, value="x"))
        return key

    def fail(conn: Connection) -> None:
        put(conn, "lost")
        raise LookupError

    async def slowly(key: str) -> None:
        async with database.write() as conn:
            await conn.run_sync(put, key)

    await asyncio.gather(slowly("a"), database.run_write(lambda conn: put(conn, "b")), slowly("c"))
    assert await database.run_write(lambda conn: put(conn, "d")) == "d"
    with pytest.raises(LookupError):
        await database.run_write(fail)
    async with database.read() as conn:
        assert set(await conn.scalars(select(key_values.c.key))) == {"a", "b", "c", "d"}


async def test_a_look(database: Database) -> None:
    """Several statements see one state, and wait for nobody who writes; on SQLite nor do others who look."""

    def count(conn: Connection) -> list[str]:
        return list(conn.scalars(select(key_values.c.key)))

    async with database.write() as conn:
        await conn.execute(insert(key_values).values(key="a", value="x"))
    async with database.write() as conn:
        await conn.execute(insert(key_values).values(key="b", value="x"))
        reads = await asyncio.gather(*(database.run_read(count) for _ in range(6)))
        assert reads == [["a"]] * 6
    assert sorted(await database.run_read(count)) == ["a", "b"]


async def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    """A new one, its log and its folder, under any umask; one that was wider is narrowed."""
    before = os.umask(0o022)
    try:
        folder = tmp_path / "data"
        for _ in range(2):
            database = await open_database(f"sqlite+aiosqlite:///{folder}/siyaq.db")
            await migrate(database)
            files = {file.name: file.stat().st_mode & 0o777 for file in await asyncio.to_thread(folder.iterdir)}
            await database.close()
            assert files == dict.fromkeys(("siyaq.db", "siyaq.db-wal", "siyaq.db-shm"), 0o600)
            (folder / "siyaq.db").chmod(0o644)
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)
