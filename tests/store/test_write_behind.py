"""What is noted is written later, whatever comes between."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.errors.updates import DeadLetterCause, UpdateFailure
from bot.model.language import Language
from bot.model.reader import Reader
from bot.store import last_seen, wire_copies
from bot.store.chat_cache import ChatCache
from bot.store.tables import inbox as inbox_table
from bot.store.tables import processed_updates
from bot.store.write_behind import WriteBehind
from tests.store.caches import CHAT, GROUP, publish, show
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from bot.store.database import Database
    from bot.store.update_inbox import UpdateInbox
    from tests.store.fake_clock import FakeClock


async def test_what_could_not_be_written_is_written_later(
    database: Database, chat_cache: ChatCache, write_behind: WriteBehind, inbox: UpdateInbox, clock: FakeClock
) -> None:
    """The error is told, and what was noted before and since goes with the next try, the newest last."""
    show(chat_cache, 1)
    inbox.remove(9, GROUP)
    with pytest.raises(IntegrityError):  # there is no such story yet
        await write_behind.flush()
    one, two = await publish(database, "one"), await publish(database, "two")
    assert one == 1
    show(chat_cache, two)
    await inbox.store([{"update_id": 9}])
    await write_behind.flush()
    assert await ChatCache(database, WriteBehind(database, clock), clock).chat(GROUP, 0) == (Reader(GROUP), two)
    assert await _waiting(database) == []
    async with database.read() as conn:
        assert set(await last_seen.by_chat(conn, GROUP)) == {one, two}


async def test_an_end_in_the_middle_of_writing_loses_nothing(
    database: Database, chat_cache: ChatCache, write_behind: WriteBehind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The transaction is let end, since one that is cancelled can keep the database locked; what it wrote is there."""
    begun, resumed, written = asyncio.Event(), asyncio.Event(), []
    run_write = database.run_write

    async def slow(work: Callable[[Connection], None]) -> None:
        written.append(work)
        begun.set()
        await resumed.wait()
        await run_write(work)

    monkeypatch.setattr(database, "run_write", slow)
    monkeypatch.setattr("bot.store.write_behind.DELAY", 0)
    writing = asyncio.create_task(write_behind.run())
    show(chat_cache, await publish(database, "one"))
    await begun.wait()
    writing.cancel()
    await asyncio.wait({writing})
    resumed.set()
    await write_behind.flush()
    assert len(written) == 2  # the second had nothing left to write
    async with database.read() as conn:
        assert await last_seen.by_chat(conn, GROUP)


async def test_what_has_had_its_time_goes(
    database: Database, chat_cache: ChatCache, write_behind: WriteBehind, inbox: UpdateInbox, clock: FakeClock
) -> None:
    """Wire copy after a day, ids of updates after two, what was set aside after 30, what waits never."""
    await chat_cache.choose(1, CHAT, language=Language.AR)
    await inbox.store([{"update_id": 2}])
    await inbox.dead_letter({"update_id": 3}, UpdateFailure(DeadLetterCause.FAILED, "odd", "1f"))

    async with database.write() as conn:
        await wire_copies.create(conn, CHAT, NOW, "{}")

    async def kept() -> tuple[int, int]:
        await write_behind.flush()
        async with database.read() as conn:
            ids = await conn.scalar(select(func.count()).select_from(processed_updates)) or 0
            return ids, await conn.scalar(select(func.count()).select_from(inbox_table)) or 0

    assert await kept() == (1, 2)
    assert await _has_copy(database)
    clock.now += timedelta(hours=48)
    assert await kept() == (1, 2)
    assert not await _has_copy(database)
    clock.now += timedelta(hours=2)
    assert await kept() == (0, 2)
    clock.now = NOW + timedelta(days=30, hours=2)
    assert await kept() == (0, 1)
    assert await _waiting(database) == [2]


async def _has_copy(database: Database) -> bool:
    async with database.read() as conn:
        return await wire_copies.last(conn, CHAT) is not None


async def _waiting(database: Database) -> list[int]:
    async with database.read() as conn:
        waits = inbox_table.c.dead_letter_reason.is_(None)
        return list(await conn.scalars(select(inbox_table.c.update_id).where(waits)))
