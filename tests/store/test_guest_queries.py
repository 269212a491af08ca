"""Guest queries: each is taken once, many in one transaction, and who asks is read along."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.model.language import Language
from bot.model.reader import Reader
from bot.store.chat_cache import ChatCache
from bot.store.guest_query_writer import NOBODY, GuestQueryWriter
from bot.store.tables import guest_queries
from bot.store.write_behind import WriteBehind
from tests.store.caches import CHAT

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from bot.store.database import Database
    from tests.store.fake_clock import FakeClock


@pytest.fixture
def writer(database: Database, chat_cache: ChatCache, clock: FakeClock) -> GuestQueryWriter:
    """The writer of a process."""
    return GuestQueryWriter(database, chat_cache, clock)


async def test_a_query_is_taken_once(
    database: Database, chat_cache: ChatCache, writer: GuestQueryWriter, clock: FakeClock
) -> None:
    """Whoever comes first gets who asks, with their choices; nobody else does, in no other process either."""
    await chat_cache.choose(1, CHAT, language=Language.AR)
    other = GuestQueryWriter(database, ChatCache(database, WriteBehind(database, clock), clock), clock)
    taken = await asyncio.gather(*(each.take("7", CHAT) for each in (writer, other) for _ in range(20)))
    assert sorted(map(bool, taken)) == [False] * 39 + [True]
    assert Reader(CHAT, Language.AR) in taken
    assert await writer.take("8", NOBODY) == Reader(NOBODY)
    assert await chat_cache.chat(CHAT, 0) == (Reader(CHAT, Language.AR), None)


async def test_a_crowd_shares_its_transactions(
    database: Database, writer: GuestQueryWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes while one is under way goes with the next."""
    run_write, begun = database.run_write, []

    async def counted(work: Callable[[Connection], None]) -> None:
        begun.append(work)
        return await run_write(work)

    monkeypatch.setattr(database, "run_write", counted)
    assert all(await asyncio.gather(*(writer.take(str(number), number) for number in range(1, 101))))
    assert len(begun) <= 2
    async with database.read() as conn:
        assert len((await conn.scalars(select(guest_queries.c.query_id))).all()) == 100


async def test_a_query_is_taken_again(writer: GuestQueryWriter) -> None:
    """One that was put back by this process once, one that was released by any."""
    for give_back in (_put_back, GuestQueryWriter.release):
        assert await writer.take("7", CHAT) or give_back is GuestQueryWriter.release
        await give_back(writer, "7")
        assert await writer.take("7", CHAT)
        assert not await writer.take("7", CHAT)


async def _put_back(writer: GuestQueryWriter, query_id: str) -> None:
    writer.put_back(query_id)


async def test_a_failure_is_told_to_all_who_wait(
    database: Database, writer: GuestQueryWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of them has taken its query; the next that come are served."""
    run_write, failures = database.run_write, [OSError("away")]

    async def failing(work: Callable[[Connection], None]) -> None:
        if failures:
            raise failures.pop()
        return await run_write(work)

    monkeypatch.setattr(database, "run_write", failing)
    failed = await asyncio.gather(*(writer.take(str(number), CHAT) for number in range(3)), return_exceptions=True)
    assert [type(result) for result in failed] == [OSError] * 3
    assert await writer.take("1", CHAT)
