"""All that is kept of one chat, whatever the table: forgotten, or moved to another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint, delete, exists, select, text, update

from bot.store import broadcasts as pushes
from bot.store import deliveries as sending
from bot.store import readers as reading
from bot.store import subscribers as subscribing
from bot.store.delivery_tables import broadcasts, cards, deliveries, subscribers
from bot.store.schema import metadata
from bot.store.subscribers import Kind, State
from bot.store.tables import inbox, readers, seats, shown

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.subscribers import Subscriber

LEFT = "left"  # why what waited is cancelled
# Spelled out, so that SQLite knows them for what its indexes are of.
_PENDING, _OPEN = text("deliveries.state = 'pending'"), text("deliveries.state IN ('pending', 'sending')")
# The tables whose rows of a chat go as they are, those before others that these lead to.
_PLAIN = [one for one in reversed(metadata.sorted_tables) if "chat_id" in one.c and one not in (deliveries, inbox)]


async def forget(conn: AsyncConnection, chat_id: int) -> None:
    """Delete all that is kept about the chat, but for updates of its that still wait to be handled.

    What was still to be sent to it counts as cancelled; what was sent stays counted, and is known no more.
    """
    await _count_out(conn, chat_id)
    # By the broadcast first, as the key has it: otherwise every delivery would be looked at.
    every = select(broadcasts.c.id).scalar_subquery()
    await conn.execute(delete(deliveries).where(deliveries.c.broadcast_id.in_(every), deliveries.c.chat_id == chat_id))
    for table in _PLAIN:
        await conn.execute(delete(table).where(table.c.chat_id == chat_id))
    await conn.execute(delete(seats).where(seats.c.user_id == chat_id))  # a private chat's number is its person's
    await conn.execute(delete(inbox).where(inbox.c.chat_id == chat_id, inbox.c.set_aside_reason.is_not(None)))


async def move(conn: AsyncConnection, old: int, new: int, at: datetime) -> None:
    """Let a group be the supergroup that it became, which may be known already: then the two become one.

    What the supergroup chose itself stands, with the stories of both. Of what was to be sent to both, one remains; what
    was sent keeps the chat it went to. Messages shown in the group, and its pinned cards, cannot be reached any more.
    """
    await sending.move_chat(conn, old, new, at)
    for table in (shown, cards):
        await conn.execute(delete(table).where(table.c.chat_id == old))
    known = await reading.get(conn, new)
    if known and known.language is None and await reading.get(conn, old):
        await conn.execute(delete(readers).where(readers.c.chat_id == new))
    await _carry(conn, readers, old, new)
    if leaving := await subscribing.get(conn, old):
        await _merge(conn, leaving, new, at)
    for table in reversed(_PLAIN):
        if table not in (readers, subscribers):
            await _carry(conn, table, old, new)
    await conn.execute(delete(subscribers).where(subscribers.c.chat_id == old))


async def _merge(conn: AsyncConnection, leaving: Subscriber, new: int, at: datetime) -> None:
    staying = await subscribing.get(conn, new) or replace(leaving, chat_id=new, since=None, due_at=None)
    woken = State.ACTIVE if State.ACTIVE in (leaving.state, staying.state) else staying.state
    merged = replace(
        staying,
        kind=Kind.GROUP,
        every=leaving.every or staying.every,
        state=staying.state if staying.state is State.PAUSED else woken,
        reason=None if woken is State.ACTIVE else staying.reason,
    )
    kept = await subscribing.put(conn, merged, at)
    held = leaving.held
    if held and held[0] <= at and kept.state is State.ACTIVE:
        await subscribing.roll(conn, [kept.timed(_earliest(held, kept.held or held))])


def _earliest(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    return min(one[0], other[0]), min(one[1], other[1])


async def _carry(conn: AsyncConnection, table: Table, old: int, new: int) -> None:
    """Let the rows of a chat be another's, but for those that it has already."""
    known = table.alias()
    free = [
        ~exists().where(known.c.chat_id == new, *(known.c[name] == table.c[name] for name in key - {"chat_id"}))
        for one in table.constraints
        if isinstance(one, (PrimaryKeyConstraint, UniqueConstraint))
        and "chat_id" in (key := {column.name for column in one.columns})
    ]
    await conn.execute(update(table).where(table.c.chat_id == old, *free).values(chat_id=new))
    await conn.execute(delete(table).where(table.c.chat_id == old))


async def call_off(
    conn: AsyncConnection, chat_id: int, at: datetime, *, story: int | None = None, reason: str = LEFT
) -> None:
    """Cancel what waits to be sent to the chat: of a story, or where none is named all of it."""
    query = select(deliveries.c.broadcast_id).distinct().where(deliveries.c.chat_id == chat_id, _OPEN)
    if story is not None:
        of_story = select(broadcasts.c.id).where(broadcasts.c.story_id == story).scalar_subquery()
        query = query.where(deliveries.c.broadcast_id.in_(of_story))
    for number in (await conn.scalars(query.order_by(deliveries.c.broadcast_id))).all():
        await pushes.hold(conn, number)
        its = (deliveries.c.broadcast_id == number) & (deliveries.c.chat_id == chat_id) & _PENDING
        done = await conn.execute(update(deliveries).where(its).values(state="cancelled", reason=reason, at=at))
        await pushes.count(conn, number, {"pending": -done.rowcount, "cancelled": done.rowcount})


async def _count_out(conn: AsyncConnection, chat_id: int) -> None:
    """Count the chat's open deliveries as cancelled, also those under way: nobody will know of them."""
    query = (
        select(deliveries.c.broadcast_id, deliveries.c.state)
        .where(deliveries.c.chat_id == chat_id, _OPEN)
        .order_by(deliveries.c.broadcast_id)
    )
    for number, state in (await conn.execute(query)).all():
        await pushes.count(conn, number, {state: -1, "cancelled": 1})
