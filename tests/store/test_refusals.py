"""What outsiders tried: counted together, bounded in memory and in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from bot.model.roles import Action
from bot.store import refusals
from bot.store.refusals import MAX_BUFFERED, MAX_ROWS, OTHERS, Refusal, RefusalBuffer
from bot.store.tables import refusals as table
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from bot.store.database import Database
    from bot.store.write_behind import WriteBehind

HOUR = timedelta(hours=1)


async def test_a_flood_is_one_row(database: Database, write_behind: WriteBehind) -> None:
    """Thousands of tries cost no write of their own, and are one row: who, what, first, last, count; later ones add."""
    for number in range(2000):
        write_behind.refusals.note(7, Action.ARCHIVE, NOW + number * timedelta(milliseconds=5))
    async with database.read() as conn:
        assert await refusals.read(conn, limit=10) == ()
    await write_behind.flush()
    write_behind.refusals.note(7, Action.ARCHIVE, NOW + HOUR)
    write_behind.refusals.note(-8, Action.PIN, NOW)
    await write_behind.flush()
    async with database.read() as conn:
        assert await refusals.read(conn, limit=10) == (
            Refusal(7, "archive", NOW, NOW + HOUR, 2001),
            Refusal(-8, "pin", NOW, NOW, 1),
        )
        assert await refusals.total(conn) == 2002


def test_memory_is_bounded() -> None:
    """Beyond so many outsiders, the others are counted together by what they tried."""
    buffer = RefusalBuffer()
    for actor in range(1, 3 * MAX_BUFFERED + 1):
        buffer.note(actor, Action.PUBLISH, NOW)
    buffered = buffer.take()
    assert len(buffered) == MAX_BUFFERED + 1
    assert buffered[-1] == Refusal(OTHERS, "publish", NOW, NOW, 2 * MAX_BUFFERED)
    assert buffer.take() == ()


async def test_rows_are_bounded(database: Database) -> None:
    """The latest stay named, and nothing is lost from the count; after 90 days they are gone."""
    for start in range(0, 2 * MAX_ROWS, 400):
        numbers = range(start + 1, start + 401)
        moments = {number: NOW + number * timedelta(seconds=1) for number in numbers}
        buffered = [Refusal(number, "push", moments[number], moments[number]) for number in numbers]
        async with database.write() as conn:
            await conn.run_sync(refusals.record, buffered)
    async with database.write() as conn:
        assert await conn.scalar(select(func.count()).select_from(table)) == MAX_ROWS + 1
        assert await refusals.total(conn) == 2 * MAX_ROWS
        (latest,) = await refusals.read(conn, limit=1)
        assert latest.actor == 2 * MAX_ROWS
        (others,) = await refusals.read(conn, limit=1, offset=MAX_ROWS)
        assert (others.actor, others.count) == (OTHERS, MAX_ROWS)
        await refusals.prune(conn, NOW + 2 * HOUR)
        assert await refusals.total(conn) == 0


async def test_what_could_not_be_written_is_counted_later(database: Database, write_behind: WriteBehind) -> None:
    """A failed write keeps the counts, and what comes meanwhile is added to them."""
    async with database.alter() as conn:
        await conn.exec_driver_sql("ALTER TABLE refusals RENAME TO away")
    write_behind.refusals.note(7, Action.PIN, NOW)
    with pytest.raises(DBAPIError):
        await write_behind.flush()
    write_behind.refusals.note(7, Action.PIN, NOW + HOUR)
    async with database.alter() as conn:
        await conn.exec_driver_sql("ALTER TABLE away RENAME TO refusals")
    await write_behind.flush()
    async with database.read() as conn:
        assert await refusals.read(conn, limit=9) == (Refusal(7, "pin", NOW, NOW + HOUR, 2),)
