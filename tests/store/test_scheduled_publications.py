"""What is due, and when."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.store import schedule
from bot.store.schedule import Due
from tests.store.desk import EDITOR, OTHER, Desk
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from bot.store.database import Database

HOUR = timedelta(hours=1)


async def test_what_is_scheduled(database: Database) -> None:
    """It is due at its hour and not before, unless it came late; it can be moved, called off, and named once."""
    one, two = [(await Desk(database).draft()).id for _ in range(2)]
    early, late = Due(one, NOW, "Asia/Amman", EDITOR), Due(two, NOW + HOUR, "UTC", OTHER)
    async with database.write() as conn:
        await schedule.put(conn, late)
        await schedule.put(conn, replace(early, due_at=NOW + 9 * HOUR, warned=7))
        await schedule.put(conn, early)
        assert await schedule.all_(conn) == (early, late)
        assert await schedule.get(conn, two) == late
        assert await schedule.get(conn, 99) is None
        assert await schedule.due(conn, NOW - timedelta(microseconds=1)) == ()
        assert await schedule.due(conn, NOW) == (early,)
        assert await schedule.due(conn, NOW + HOUR) == (early, late)
        assert await schedule.change(conn, one, state="late", warned=3)
        assert not await schedule.change(conn, 99, state="late")
        assert await schedule.due(conn, NOW + HOUR) == (late,)
        assert await schedule.change(conn, two, due_at=NOW - HOUR, zone="Asia/Seoul", by=EDITOR)
        moved = Due(two, NOW - HOUR, "Asia/Seoul", EDITOR)
        assert await schedule.all_(conn) == (moved, replace(early, state="late", warned=3))
        assert await schedule.remove(conn, one)
        assert not await schedule.remove(conn, one)
        assert await schedule.all_(conn) == (moved,)


async def test_of_two_who_take_it_up_at_once_one_does(database: Database, other: Database) -> None:
    """Two processes at the same hour."""

    async def take(one: Database) -> bool:
        async with one.write() as conn:
            return await schedule.remove(conn, draft.id)

    draft = await Desk(database).draft()
    for _ in range(30):
        async with database.write() as conn:
            await schedule.put(conn, Due(draft.id, NOW, "UTC", EDITOR))
        assert sorted(await asyncio.gather(take(database), take(other))) == [False, True]
