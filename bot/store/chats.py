"""Operations on all rows of one chat, whatever the table: forget, move to another id, cancel what is pending."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint, delete, exists, select, text, update

from bot.store import broadcasts, chat_topics, deliveries, readers, subscribers
from bot.store.copy_tables import copies, copy_edits
from bot.store.delivery_tables import broadcasts as broadcast_table
from bot.store.delivery_tables import deliveries as delivery_table
from bot.store.delivery_tables import pinned_cards, renditions
from bot.store.delivery_tables import subscribers as subscriber_table
from bot.store.personal_data import forgetting
from bot.store.schema import metadata
from bot.store.subscribers import ChatKind, State
from bot.store.tables import inbox
from bot.store.tables import readers as reader_table

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model.delivery_schedule import QuietWindow
    from bot.store.subscribers import Subscriber

LEFT = "left"  # the reason of cancelled deliveries: the chat unsubscribed or removed the bot
# Spelled as in the partial indexes, or SQLite does not use those.
_PENDING, _OPEN = text("deliveries.state = 'pending'"), text("deliveries.state IN ('pending', 'sending')")
# Tables whose rows of a chat can be moved without counting; referencing tables come before those they refer to.
_PLAIN = [
    table for table in reversed(metadata.sorted_tables) if "chat_id" in table.c and table not in (delivery_table, inbox)
]


async def forget(conn: AsyncConnection, chat_id: int) -> None:
    """Delete everything stored about the chat, except its updates that wait to be handled.

    Open deliveries are counted as cancelled; sent ones stay in the counters, without their rows. What stays is named in
    `personal_data.tables`, with the reason.
    """
    await _count_out(conn, chat_id)
    await chat_topics.clear(conn, chat_id)  # with the words that nobody else follows
    await forgetting.forget(conn, chat_id)


async def move(conn: AsyncConnection, old: int, new: int, at: datetime) -> None:
    """Move a group's rows to the supergroup that it became, and merge the two if the supergroup is known already.

    The supergroup's own choices win; its subscriptions are those of both. A delivery pending for both goes out once;
    sent deliveries and copies keep the old id, since an edit under the new one would meet another message. Pinned cards
    of the group are deleted: their messages cannot be edited under the new id.
    """
    await deliveries.move_chat(conn, old, new, at)
    await conn.execute(delete(pinned_cards).where(pinned_cards.c.chat_id == old))
    known = await readers.get(conn, new)
    if known and known.language is None and await readers.get(conn, old):
        await conn.execute(delete(reader_table).where(reader_table.c.chat_id == new))
    await _carry(conn, reader_table, old, new)
    if leaving := await subscribers.get(conn, old):
        await _merge(conn, leaving, new, at)
    for table in reversed(_PLAIN):
        if table not in (reader_table, subscriber_table, copies, copy_edits):
            await _carry(conn, table, old, new)
    await conn.execute(delete(subscriber_table).where(subscriber_table.c.chat_id == old))


async def _merge(conn: AsyncConnection, leaving: Subscriber, new: int, at: datetime) -> None:
    """Merge the group's subscriber into the supergroup's: paused stays paused, and nothing held is lost."""
    staying = await subscribers.get(conn, new) or replace(leaving, chat_id=new, since=None, due_at=None)
    woken = State.ACTIVE if State.ACTIVE in (leaving.state, staying.state) else staying.state
    merged = replace(
        staying,
        kind=ChatKind.GROUP,
        every=leaving.every or staying.every,
        state=staying.state if staying.state is State.PAUSED else woken,
        reason=None if woken is State.ACTIVE else staying.reason,
    )
    stored = await subscribers.put(conn, merged, at)
    held = leaving.held
    if held and held[0] <= at and stored.state is State.ACTIVE:
        await subscribers.roll(conn, [stored.timed(_earliest(held, stored.held or held))])


def _earliest(window: QuietWindow, other: QuietWindow) -> QuietWindow:
    return min(window[0], other[0]), min(window[1], other[1])


async def _carry(conn: AsyncConnection, table: Table, old: int, new: int) -> None:
    """Change the chat id of a table's rows; where a unique key would clash, the row of `old` is deleted."""
    known = table.alias()
    free = [
        ~exists().where(known.c.chat_id == new, *(known.c[name] == table.c[name] for name in key - {"chat_id"}))
        for constraint in table.constraints
        if isinstance(constraint, (PrimaryKeyConstraint, UniqueConstraint))
        and "chat_id" in (key := {column.name for column in constraint.columns})
    ]
    await conn.execute(update(table).where(table.c.chat_id == old, *free).values(chat_id=new))
    await conn.execute(delete(table).where(table.c.chat_id == old))


async def cancel(
    conn: AsyncConnection,
    chat_id: int,
    at: datetime,
    *,
    story: int | None = None,
    variant: str | None = None,
    reason: str = LEFT,
) -> None:
    """Cancel the chat's pending deliveries about a story, or of a variant of renditions; all if neither is given."""
    query = select(delivery_table.c.broadcast_id).distinct().where(delivery_table.c.chat_id == chat_id, _OPEN)
    if story is not None:
        of_story = select(broadcast_table.c.id).where(broadcast_table.c.story_id == story).scalar_subquery()
        query = query.where(delivery_table.c.broadcast_id.in_(of_story))
    for broadcast_id in (await conn.scalars(query.order_by(delivery_table.c.broadcast_id))).all():
        await broadcasts.get_for_update(conn, broadcast_id)
        own = (delivery_table.c.broadcast_id == broadcast_id) & (delivery_table.c.chat_id == chat_id) & _PENDING
        if variant is not None:
            of_variant = select(renditions.c.id).where(
                renditions.c.broadcast_id == broadcast_id, renditions.c.variant == variant
            )
            own &= delivery_table.c.rendition_id.in_(of_variant)
        done = await conn.execute(update(delivery_table).where(own).values(state="cancelled", reason=reason, at=at))
        await broadcasts.count(conn, broadcast_id, {"pending": -done.rowcount, "cancelled": done.rowcount})


async def _count_out(conn: AsyncConnection, chat_id: int) -> None:
    """Count the chat's open deliveries as cancelled, those in flight too: their rows are about to be deleted."""
    query = (
        select(delivery_table.c.broadcast_id, delivery_table.c.state)
        .where(delivery_table.c.chat_id == chat_id, _OPEN)
        .order_by(delivery_table.c.broadcast_id)
    )
    for broadcast_id, state in (await conn.execute(query)).all():
        await broadcasts.count(conn, broadcast_id, {state: -1, "cancelled": 1})
