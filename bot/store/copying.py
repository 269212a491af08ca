"""Copy everything from one database into another, SQLite or PostgreSQL either way, and check it by reading it back.

One transaction of the target: it holds the whole copy, held back as a restored backup is, or what it held before.
"""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, column, delete, func, insert, select, table, text

from bot.errors import CopyDiffers, CopyTargetUsed, CopyToItself
from bot.store import audience_counts, database_file, restored
from bot.store.alone import alone, where
from bot.store.audience_tables import audience_counts as counts_table
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.store.schema import metadata
from bot.store.tables import key_values

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from sqlalchemy import Table, TableClause
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

_ROWS = 1_000  # in one statement
_MODULUS = 2**256
# The target's triggers count what is copied.
_COPIED = [known for known in metadata.sorted_tables if known is not counts_table]
_KEPT_FREE = frozenset({key_values.name})  # holds values of a database that has never been used


@dataclass
class Fingerprint:
    """Count and hash of rows, whatever their order: the databases sort texts differently."""

    rows: int = 0
    total: int = 0

    def add(self, row: tuple[Any, ...]) -> None:
        """Take in a row."""
        self.rows += 1
        self.total = (self.total + int.from_bytes(sha256(repr(row).encode()).digest())) % _MODULUS


async def copy(source_url: str, target_url: str, at: datetime, on_table: Callable[[str, int], None]) -> int:
    """Copy all tables and return the count of rows; `on_table` gets the name and count of each that was read back.

    Raises CopyToItself, DatabaseInUse where a bot runs on either, CopyTargetUsed where the target holds what no copy
    brought, and CopyDiffers; then the target is as it was.
    """
    if _is_same(source_url, target_url):
        raise CopyToItself(where=where(target_url))
    async with AsyncExitStack() as stack:
        source = await stack.enter_async_context(_opened(source_url))
        target = await stack.enter_async_context(_opened(target_url))
        await stack.enter_async_context(alone(source, source_url))
        await stack.enter_async_context(alone(target, target_url))
        await migrate(source)
        await migrate(target)
        async with source.read() as reading, target.write() as writing:
            await _require_unused(writing, target_url)
            return await _copy(reading, writing, at, on_table)


async def _copy(
    reading: AsyncConnection, writing: AsyncConnection, at: datetime, on_table: Callable[[str, int], None]
) -> int:
    await _freeze(reading)
    for name in reversed(_COPIED):
        await writing.execute(delete(name))
    rows = 0
    for known in _COPIED:
        plain = table(known.name, *(column(name.name) for name in known.c))  # without types: values stay as stored
        read = Fingerprint()
        async for chunk in _chunks(reading, plain):
            for row in chunk:
                read.add(row)
            names = plain.c.keys()
            await writing.execute(insert(plain), [dict(zip(names, row, strict=True)) for row in chunk])
        written = Fingerprint()
        async for chunk in _chunks(writing, plain):
            for row in chunk:
                written.add(row)
        if read != written:
            raise CopyDiffers(table=known.name, read=read.rows, written=written.rows)
        await _advance(writing, known)
        on_table(known.name, written.rows)
        rows += written.rows
    await audience_counts.fold(writing)
    await restored.hold_back(writing, at, at)
    await restored.note_copied(writing)
    return rows


async def _chunks(conn: AsyncConnection, plain: TableClause) -> AsyncIterator[list[tuple[Any, ...]]]:
    """Yield a table's rows, a statement's worth at a time; never the whole table in memory."""
    # By the key where it is the order of insertion: a rendition refers to one before it.
    ordered = select(plain).order_by(plain.c.id) if "id" in plain.c else select(plain)
    async with conn.stream(ordered) as result:
        async for partition in result.partitions(_ROWS):
            yield [tuple(_value(value) for value in row) for row in partition]


def _value(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


async def _advance(conn: AsyncConnection, known: Table) -> None:
    """Let PostgreSQL's next number follow the highest copied one."""
    number = known.c.get("id")
    if conn.dialect.name != "postgresql" or number is None or not isinstance(number.type, Integer):
        return
    sequence = await conn.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": known.name})
    highest = await conn.scalar(select(func.max(number)))
    if sequence and highest:
        set_number = text("SELECT setval(CAST(:name AS regclass), :highest)")
        await conn.execute(set_number, {"name": sequence, "highest": highest})


async def _freeze(conn: AsyncConnection) -> None:
    """Read all tables as of one moment; on SQLite a transaction does."""
    if conn.dialect.name == "postgresql":
        await conn.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


async def _require_unused(conn: AsyncConnection, url: str) -> None:
    if await restored.is_copied(conn):
        return
    for known in _COPIED:
        if known.name not in _KEPT_FREE and await conn.scalar(select(known.c[known.c.keys()[0]]).limit(1)) is not None:
            raise CopyTargetUsed(where=where(url), table=known.name)


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    database = await open_database(url)
    try:
        yield database
    finally:
        await database.close()


def _is_same(source_url: str, target_url: str) -> bool:
    """Whether both name one database; where two names of one server hide it, the leader's lock tells."""
    source, target = database_file.path_of(source_url), database_file.path_of(target_url)
    return source.resolve() == target.resolve() if source and target else source_url == target_url
