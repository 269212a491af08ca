"""Uncertain deliveries: all decided about at once, or sent again without asking, within bounds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from bot.services.broadcasts import uncertain
from bot.store import audit, broadcasts, deliveries
from bot.store.delivery_tables import broadcasts as broadcast_table
from bot.store.delivery_tables import deliveries as delivery_table
from tests.store import pushes
from tests.store.desk import EDITOR, Desk
from tests.store.dossiers import NOW

if TYPE_CHECKING:
    from bot.store.broadcasts import Broadcast, State
    from bot.store.database import Database

CHATS = range(1, 1202)  # more than one page of any list
MINUTE = timedelta(minutes=1)


async def doubtful(database: Database, state: State = "running", at: datetime = NOW) -> int:
    """A push of which nobody knows whether it reached anybody."""
    async with database.write() as conn:
        await pushes.subscribe(conn, CHATS)
        number = await pushes.push(conn)
        await pushes.fill(conn, number)
        await mark_uncertain(database, number, at, conn=conn)
        await conn.execute(update(broadcast_table).where(broadcast_table.c.id == number).values(state=state))
    return number


async def mark_uncertain(database: Database, number: int, at: datetime, *, conn: object = None) -> None:
    """All that is pending was being sent, and nobody heard of it again."""
    if conn is None:
        async with database.write() as own:
            await mark_uncertain(database, number, at, conn=own)
        return
    assert hasattr(conn, "execute")
    pending = update(delivery_table).where(delivery_table.c.broadcast_id == number, delivery_table.c.state == "pending")
    count = (await conn.execute(pending.values(state="uncertain", reason="502", at=at))).rowcount
    counts = broadcast_table.c.pending - count, broadcast_table.c.uncertain + count
    statement = update(broadcast_table).where(broadcast_table.c.id == number)
    await conn.execute(statement.values(pending=counts[0], uncertain=counts[1]))


async def read(database: Database, number: int) -> Broadcast:
    """The push as it is now."""
    async with database.read() as conn:
        broadcast = await broadcasts.get(conn, number)
    assert broadcast
    return broadcast


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A desk of four."""
    desk = Desk(database)
    await desk.gather()
    return desk


async def test_all_are_sent_again_or_left_however_many(desk: Desk) -> None:
    """Every one, not a page of them; an ended push runs again for them, and the audit says how many."""
    number = await doubtful(desk.database, "done")
    settled = await uncertain.settle(desk.database, number, "send", context=desk.deed(EDITOR), watch=(EDITOR, 7))
    assert (settled.count, settled.is_watched) == (len(CHATS), True)
    broadcast = await read(desk.database, number)
    assert (broadcast.state, broadcast.counts.pending, broadcast.watch) == ("running", len(CHATS), (EDITOR, 7))
    await mark_uncertain(desk.database, number, NOW)
    left = await uncertain.settle(desk.database, number, "leave", context=desk.deed(EDITOR))
    assert (left.count, await uncertain.read(desk.database, number, 5)) == (len(CHATS), ())
    assert (await read(desk.database, number)).counts.uncertain == len(CHATS)
    async with desk.database.read() as conn:
        entries = await audit.read(conn, actor=EDITOR)
    assert [(entry.detail["uncertain"], entry.detail["chats"]) for entry in entries] == [
        ("leave", len(CHATS)), ("send", len(CHATS)),
    ]  # fmt: skip


async def test_a_repeated_decision_changes_nothing(desk: Desk) -> None:
    """The update is known: what has become uncertain since is not sent by it."""
    number, context = await doubtful(desk.database), desk.deed(EDITOR)
    await uncertain.settle(desk.database, number, "send", context=context)
    await mark_uncertain(desk.database, number, NOW)
    again = await uncertain.settle(desk.database, number, "send", context=context)
    assert (again.count, again.is_new_update) == (0, False)
    assert (await read(desk.database, number)).counts.uncertain == len(CHATS)


async def test_they_are_sent_again_without_asking(database: Database) -> None:
    """After a minute, twice at most: a server that acts and fails each time is not sent to without end."""
    number = await doubtful(database)
    assert await uncertain.resend(database, NOW + MINUTE / 2) == {}
    for time in (1, 2):
        assert await uncertain.resend(database, NOW + time * MINUTE) == {number: len(CHATS)}
        broadcast = await read(database, number)
        assert (broadcast.state, broadcast.counts.pending, broadcast.counts.uncertain) == ("running", len(CHATS), 0)
        await mark_uncertain(database, number, NOW + time * MINUTE)
    assert await uncertain.resend(database, NOW + 10 * MINUTE) == {}
    async with database.read() as conn:
        assert len(await deliveries.uncertain(conn, number, 5)) == 5


@pytest.mark.parametrize("state", ["paused", "stopped", "retracting", "retracted"])
async def test_what_somebody_halted_is_not_sent_again(database: Database, state: State) -> None:
    """A person paused it, stopped it or took it back."""
    number = await doubtful(database, state)
    assert await uncertain.resend(database, NOW + MINUTE) == {}
    assert (await read(database, number)).state == state


async def test_what_was_left_is_not_sent_again(desk: Desk) -> None:
    """The desk decided."""
    number = await doubtful(desk.database, "done")
    await uncertain.settle(desk.database, number, "leave", context=desk.deed(EDITOR))
    assert await uncertain.resend(desk.database, NOW + MINUTE) == {}
