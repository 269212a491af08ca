"""Statements on SQLite take one turn of the connection's thread, and give what the driver's own cursor gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.store import sqlite_driver
from bot.store.database import open_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.store.database import Database

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :last) SELECT i FROM n"


@pytest.fixture
async def numbers(tmp_path: Path) -> AsyncIterator[Database]:
    """A database with one empty table."""
    database = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'siyaq.db'}")
    async with database.write() as conn:
        await conn.execute(text("CREATE TABLE numbers (i INTEGER PRIMARY KEY, name TEXT)"))
    yield database
    await database.close()


async def test_a_statement_takes_one_turn(numbers: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A transaction with one statement takes three: BEGIN, the statement, and the end."""
    turns: list[Any] = []
    execute = sqlite_driver.Connection._execute  # private to aiosqlite: whatever goes to the thread goes through it

    async def counted(self: sqlite_driver.Connection, *work: Any) -> Any:
        turns.append(work)
        return await execute(self, *work)  # type: ignore[no-untyped-call]  # it has no types

    monkeypatch.setattr(sqlite_driver.Connection, "_execute", counted)
    async with numbers.read() as conn:
        assert (await conn.execute(text(NUMBERS), {"last": 3})).scalars().all() == [1, 2, 3]
    assert len(turns) == 3


@pytest.mark.parametrize(
    "last", [0, 1, sqlite_driver.AT_ONCE - 1, sqlite_driver.AT_ONCE, 3 * sqlite_driver.AT_ONCE + 1]
)
async def test_every_row_comes_once(numbers: Database, last: int) -> None:
    """However many there are, whether they are fetched at once or one after another."""
    expected = [*range(1, max(last, 1) + 1)]
    async with numbers.read() as conn:
        assert (await conn.execute(text(NUMBERS), {"last": last})).scalars().all() == expected
        async with conn.stream(text(NUMBERS), {"last": last}) as result:
            assert [row.i async for row in result] == expected
        assert await conn.scalar(text("SELECT 7")) == 7


async def test_what_was_written_is_counted(numbers: Database) -> None:
    """Rows that a statement changed, the key of an inserted one, and what RETURNING gives."""
    async with numbers.write() as conn:
        await conn.execute(text("INSERT INTO numbers VALUES (:i, 'a')"), [{"i": number} for number in range(1, 6)])
        inserted = await conn.execute(text("INSERT INTO numbers (name) VALUES ('b')"))
        assert inserted.lastrowid == 6
        changed = await conn.execute(text("UPDATE numbers SET name = 'c' WHERE i > 2 RETURNING i"))
        assert changed.scalars().all() == [3, 4, 5, 6]
        deleted = await conn.execute(text("DELETE FROM numbers WHERE name = 'a'"))
        assert deleted.rowcount == 2


async def test_after_an_error_the_connection_serves_on(numbers: Database) -> None:
    """What SQLite refuses is told as ever, at the first row or a later one, and leaves nothing open."""
    late = f"{NUMBERS} WHERE i < 400 OR abs(-9223372036854775808)"  # overflows after many rows
    for statement in ("SELECT nothing", late):
        with pytest.raises(OperationalError):
            async with numbers.read() as conn:
                await conn.execute(text(statement), {"last": 500})
    async with numbers.write() as conn:
        await conn.execute(text("DROP TABLE numbers"))
