"""What is due, and when."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.store import scheduled_publications
from bot.store.scheduled_publications import ScheduledPublication
from tests.store.desk import EDITOR, OTHER, Desk
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from bot.store.database import Database

HOUR = timedelta(hours=1)


async def test_what_is_scheduled(database: Database) -> None:
    """It is due at its hour and not before, unless it came late; it can be moved, called off, and named once."""
    one, two = [(await Desk(database).draft()).id for _ in range(2)]
    early, late = (
        ScheduledPublication(one, NOW, "Asia/Amman", EDITOR),
        ScheduledPublication(two, NOW + HOUR, "UTC", OTHER),
    )
    async with database.write() as conn:
        await scheduled_publications.put(conn, late)
        await scheduled_publications.put(conn, replace(early, due_at=NOW + 9 * HOUR, warned=7))
        await scheduled_publications.put(conn, early)
        assert await scheduled_publications.all_(conn) == (early, late)
        assert await scheduled_publications.get(conn, two) == late
        assert await scheduled_publications.get(conn, 99) is None
        assert await scheduled_publications.due(conn, NOW - timedelta(microseconds=1)) == ()
        assert await scheduled_publications.due(conn, NOW) == (early,)
        assert await scheduled_publications.due(conn, NOW + HOUR) == (early, late)
        assert await scheduled_publications.change(conn, one, state="late", warned=3)
        assert not await scheduled_publications.change(conn, 99, state="late")
        assert await scheduled_publications.due(conn, NOW + HOUR) == (late,)
        assert await scheduled_publications.change(conn, two, due_at=NOW - HOUR, zone="Asia/Seoul", by=EDITOR)
        moved = ScheduledPublication(two, NOW - HOUR, "Asia/Seoul", EDITOR)
        assert await scheduled_publications.all_(conn) == (moved, replace(early, state="late", warned=3))
        assert await scheduled_publications.remove(conn, one)
        assert not await scheduled_publications.remove(conn, one)
        assert await scheduled_publications.all_(conn) == (moved,)


async def test_of_two_who_take_it_up_at_once_one_does(database: Database, other: Database) -> None:
    """Two processes at the same hour."""

    async def take(item: Database) -> bool:
        async with item.write() as conn:
            return await scheduled_publications.remove(conn, draft.id)

    draft = await Desk(database).draft()
    for _ in range(30):
        async with database.write() as conn:
            await scheduled_publications.put(conn, ScheduledPublication(draft.id, NOW, "UTC", EDITOR))
        assert sorted(await asyncio.gather(take(database), take(other))) == [False, True]
