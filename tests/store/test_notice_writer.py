"""Claims and results of notices: few are open at once, many share a transaction, and no result is lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.delivery.corrections import notice_writer
from bot.delivery.corrections.notice_writer import NoticeWriter
from bot.store.copies import correction_notices, messages
from bot.store.copies.correction_notices import NoticeResult
from tests.store.dossiers import NOW
from tests.store.test_corrected_pushes import RECORD, RIGHT, WRONG, story
from tests.store.test_correction_runs import open_runs, publish, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from bot.store.copies.runs import Run
    from bot.store.database import Database

CHATS = range(1, 2 * notice_writer.OPEN + 1)


@pytest.fixture
async def run(database: Database) -> Run:
    """An urgent correction of what so many chats were shown."""
    number = await publish(database, story(WRONG))
    async with database.write() as conn:
        await conn.run_sync(messages.record, [shown(number, chat) for chat in CHATS])
    await publish(database, story(RIGHT, RECORD))
    (prepared,) = await open_runs(database)
    return prepared


async def states(database: Database, run: Run) -> dict[str, int]:
    """The notices, by state."""
    async with database.read() as conn:
        return await correction_notices.counts(conn, run.id)


async def test_few_are_open_at_once(database: Database, run: Run) -> None:
    """The others are claimed as results come, in the order of their turns; after `stop` none is."""
    stop = asyncio.Event()
    writer = NoticeWriter(database, run.id, stop, now=lambda: NOW)
    claims = [asyncio.create_task(writer.claim(chat)) for chat in CHATS]
    await asyncio.wait(claims[: notice_writer.OPEN])
    assert await states(database, run) == {"sending": notice_writer.OPEN, "pending": notice_writer.OPEN}
    assert not any(claim.done() for claim in claims[notice_writer.OPEN :])
    writer.settle(NoticeResult(1, "sent", message_id=8), None)
    assert await claims[notice_writer.OPEN]
    assert await states(database, run) == {"sent": 1, "sending": notice_writer.OPEN, "pending": notice_writer.OPEN - 1}
    stop.set()
    writer.settle(NoticeResult(2, "sent", message_id=8), None)
    assert [await claim for claim in claims].count(True) == notice_writer.OPEN + 1
    await writer.close()
    assert (await states(database, run))["sent"] == 2


async def test_a_failed_transaction_loses_no_result(
    database: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for a claim is told; what became of the others is stored once the database answers."""
    writer = NoticeWriter(database, run.id, asyncio.Event(), now=lambda: NOW)
    assert await writer.claim(1)
    run_write, failures = database.run_write, [ConnectionError("away")]

    async def failing(work: Callable[[Connection], None]) -> None:
        await asyncio.sleep(0)  # meanwhile the others come
        if failures:
            raise failures.pop()
        return await run_write(work)

    monkeypatch.setattr(database, "run_write", failing)
    writer.settle(NoticeResult(1, "sent", message_id=8), None)
    failed = await asyncio.gather(*(writer.claim(chat) for chat in CHATS[1:]), return_exceptions=True)
    assert {type(result) for result in failed} == {ConnectionError}
    await writer.close()
    assert (await states(database, run))["sent"] == 1
