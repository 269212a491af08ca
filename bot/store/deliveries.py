"""Deliveries: one broadcast to one chat in one language; every change of state changes the broadcast's counters too.

Lock the broadcast's row before changing its deliveries, so that its state and counters stay consistent with them.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import BigInteger, delete, exists, func, select, text, tuple_, type_coerce, update

from bot.model.language import Language
from bot.store import broadcasts
from bot.store.column_types import AGAIN_AT_ONCE, to_micros
from bot.store.delivery_tables import broadcasts as broadcast_table
from bot.store.delivery_tables import deliveries
from bot.store.follow_tables import broadcast_topics

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


State = Literal["pending", "sending", "sent", "failed", "uncertain", "cancelled", "skipped"]
Key = tuple[int, str]
"""Identifies a delivery within its broadcast: chat id and language code."""

INTERRUPTED = "interrupted"
"""The reason of a delivery that was in flight when its worker died."""

RESTORED = "restored"
"""The reason of a delivery that a backup held as pending or in flight: it may have been sent since."""

CORRECTED = "corrected"
"""The reason of a cancelled delivery of which nothing is left to send, since what it showed was withdrawn."""

MOVED = "moved"
"""The reason of a cancelled delivery to a group whose supergroup has the same delivery already."""

# Spelled as in the partial indexes, or SQLite does not use those.
_PENDING = text("deliveries.state = 'pending'")
_OPEN = text("deliveries.state IN ('pending', 'sending')")
_IN_DOUBT = text("deliveries.state IN ('sending', 'uncertain')")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery: `at` is when its state was last set, `reason` Telegram's words or one of the keys above."""

    chat_id: int
    language: Language
    state: State
    reason: str | None
    message_id: int | None
    at: datetime | None
    withdrawn: str | None
    dismissed: bool


_SHOWN = (
    *(deliveries.c.chat_id, deliveries.c.language, deliveries.c.state, deliveries.c.reason, deliveries.c.message_id),
    *(deliveries.c.at, deliveries.c.withdrawn, deliveries.c.dismissed),
)


async def mark_uncertain(conn: AsyncConnection, reason: str, at: datetime) -> int:
    """Mark the in-flight deliveries of a dead worker as uncertain. Return the count."""
    total = 0
    in_flight = select(broadcast_table.c.id).where(broadcast_table.c.sending > 0).order_by(broadcast_table.c.id)
    for broadcast_id in (await conn.scalars(in_flight)).all():
        await broadcasts.get_for_update(conn, broadcast_id)
        statement = update(deliveries).where(
            deliveries.c.broadcast_id == broadcast_id, _IN_DOUBT, deliveries.c.state == "sending"
        )
        count = (await conn.execute(statement.values(state="uncertain", reason=reason, at=at))).rowcount
        await broadcasts.count(conn, broadcast_id, {"sending": -count, "uncertain": count})
        total += count
    return total


async def shift_put_off(conn: AsyncConnection, now: datetime) -> int:
    """Let what was put off wait as long from `now` as it was to wait then, where the clock was set back since.

    Such a delivery was put off in what is the future now. Return the count.
    """
    running = select(broadcast_table.c.id).where(broadcast_table.c.state == "running")
    put_off = (deliveries.c.broadcast_id.in_(running), deliveries.c.state == "pending", deliveries.c.due_at > now)
    delay = type_coerce(deliveries.c.due_at, BigInteger) - type_coerce(deliveries.c.at, BigInteger)
    statement = update(deliveries).where(*put_off, deliveries.c.at > now)
    return (await conn.execute(statement.values(due_at=delay + to_micros(now), at=now))).rowcount


async def listed(
    conn: AsyncConnection,
    broadcast_id: int,
    states: Collection[State] | None = None,
    after: Key | None = None,
    limit: int = 100,
) -> tuple[Delivery, ...]:
    """Return the broadcast's deliveries after the key `after`, in some states or all, by chat and language."""
    query = select(*_SHOWN).where(deliveries.c.broadcast_id == broadcast_id)
    if states is not None:
        query = query.where(deliveries.c.state.in_(states))
    if after is not None:
        query = query.where(tuple_(deliveries.c.chat_id, deliveries.c.language) > after)
    rows = await conn.execute(query.order_by(deliveries.c.chat_id, deliveries.c.language).limit(limit))
    return tuple(_delivery(row) for row in rows)


async def uncertain(conn: AsyncConnection, broadcast_id: int, limit: int = 100) -> tuple[Delivery, ...]:
    """Return the broadcast's uncertain deliveries that the desk has not dismissed, by chat and language."""
    query = select(*_SHOWN).where(
        *(deliveries.c.broadcast_id == broadcast_id, _IN_DOUBT),
        *(deliveries.c.state == "uncertain", deliveries.c.dismissed == 0),
    )
    rows = await conn.execute(query.order_by(deliveries.c.chat_id, deliveries.c.language).limit(limit))
    return tuple(_delivery(row) for row in rows)


async def settle(
    conn: AsyncConnection, broadcast_id: int, key: Key, decision: Literal["send", "leave"], at: datetime
) -> bool:
    """Send an uncertain delivery again, or dismiss it; return whether it still was uncertain and could be sent.

    An ended broadcast runs again for it; a retracted one sends nothing.
    """
    broadcast = await broadcasts.get_for_update(conn, broadcast_id)
    if broadcast is None or (decision == "send" and broadcast.state not in broadcasts.OUT):
        return False
    chat_id, language = key
    statement = update(deliveries).where(
        *(deliveries.c.broadcast_id == broadcast_id, deliveries.c.chat_id == chat_id),
        *(deliveries.c.language == language, deliveries.c.state == "uncertain", deliveries.c.dismissed == 0),
    )
    if decision == "leave":
        return (await conn.execute(statement.values(dismissed=1))).rowcount == 1
    if (
        await conn.execute(statement.values(state="pending", due_at=AGAIN_AT_ONCE, at=None, reason=None))
    ).rowcount == 0:
        return False
    await broadcasts.count(conn, broadcast_id, {"uncertain": -1, "pending": 1})
    await broadcasts.move(conn, broadcast_id, "running", at=at, expected={"stopped", "done"})
    return True


async def reasons(conn: AsyncConnection, broadcast_id: int) -> dict[str, int]:
    """Count the broadcast's failed deliveries by reason, compacted ones included; the most frequent first."""
    compacted = await conn.scalar(select(broadcast_table.c.reasons).where(broadcast_table.c.id == broadcast_id))
    counted = Counter(json.loads(compacted or "{}"))
    query = select(func.coalesce(deliveries.c.reason, ""), func.count())
    query = query.where(deliveries.c.broadcast_id == broadcast_id, deliveries.c.state == "failed").group_by(
        deliveries.c.reason
    )
    counted.update({row[0]: row[1] for row in await conn.execute(query)})
    return dict(counted.most_common())


async def compact(conn: AsyncConnection, before: datetime) -> int | None:
    """Delete failed, skipped and cancelled deliveries of one broadcast that ended before a moment; return its id.

    They stay counted, by state and by reason; the topics that digests asked for go with them. None if no such broadcast
    is left. One a call, so that no transaction is long.
    """
    query = select(broadcast_table.c.id).where(
        broadcast_table.c.state.in_(broadcasts.ENDED),
        broadcast_table.c.ended_at < before,
        broadcast_table.c.reasons.is_(None),
    )
    broadcast_id: int | None = await conn.scalar(query.order_by(broadcast_table.c.id).limit(1))
    if broadcast_id is not None:
        counted = json.dumps(await reasons(conn, broadcast_id))
        await conn.execute(update(broadcast_table).where(broadcast_table.c.id == broadcast_id).values(reasons=counted))
        not_sent = deliveries.c.state.in_(("failed", "skipped", "cancelled"))
        await conn.execute(delete(deliveries).where(deliveries.c.broadcast_id == broadcast_id, not_sent))
        await conn.execute(delete(broadcast_topics).where(broadcast_topics.c.broadcast_id == broadcast_id))
    return broadcast_id


async def cancel_pending(conn: AsyncConnection, broadcast_id: int, at: datetime) -> int:
    """Cancel the broadcast's pending deliveries; return the count."""
    await broadcasts.get_for_update(conn, broadcast_id)
    statement = update(deliveries).where(deliveries.c.broadcast_id == broadcast_id, _PENDING)
    count = (await conn.execute(statement.values(state="cancelled", at=at))).rowcount
    await broadcasts.count(conn, broadcast_id, {"pending": -count, "cancelled": count})
    return count


async def change_rendition(conn: AsyncConnection, broadcast_id: int, old: int, new: int | None, at: datetime) -> int:
    """Give the deliveries that wait in a rendition another; cancel them where there is None. Return the count."""
    own = (deliveries.c.broadcast_id == broadcast_id, _PENDING, deliveries.c.rendition_id == old)
    if new is not None:
        return (await conn.execute(update(deliveries).where(*own).values(rendition_id=new))).rowcount
    changed = {"state": "cancelled", "reason": CORRECTED, "at": at}
    count = (await conn.execute(update(deliveries).where(*own).values(changed))).rowcount
    await broadcasts.count(conn, broadcast_id, {"pending": -count, "cancelled": count})
    return count


async def move_chat(conn: AsyncConnection, old: int, new: int, at: datetime) -> None:
    """Readdress a group's pending deliveries to its supergroup; cancel those that the supergroup has or had itself."""
    query = select(deliveries.c.broadcast_id, deliveries.c.language)
    query = query.where(deliveries.c.chat_id == old, _OPEN, deliveries.c.state == "pending")
    for broadcast_id, language in (await conn.execute(query.order_by(deliveries.c.broadcast_id))).all():
        await broadcasts.get_for_update(conn, broadcast_id)
        own = (deliveries.c.broadcast_id == broadcast_id) & (deliveries.c.language == language)
        known = await conn.scalar(select(exists().where(own, deliveries.c.chat_id == new)))
        moved: dict[str, Any] = {"state": "cancelled", "reason": MOVED, "at": at} if known else {"chat_id": new}
        changed = await conn.execute(update(deliveries).where(own, deliveries.c.chat_id == old, _PENDING).values(moved))
        if known and changed.rowcount:
            await broadcasts.count(conn, broadcast_id, {"pending": -1, "cancelled": 1})


def _delivery(row: Any) -> Delivery:
    values = row._asdict()
    values |= {"language": Language(values["language"]), "dismissed": bool(values["dismissed"])}
    return Delivery(**values)


LATEST_BROADCASTS = 200  # the broadcasts that `last_of_chats` looks through; digests are many


@dataclass(frozen=True, slots=True)
class LastDelivery:
    """The latest delivery to a chat: its broadcast, state, reason, and when the state was last set."""

    broadcast_id: int
    state: str
    reason: str | None
    at: datetime | None


async def last_of_chats(conn: AsyncConnection, chats: Collection[int]) -> dict[int, LastDelivery]:
    """Return each chat's last delivery among the latest broadcasts; of two languages, the one that went wrong."""
    numbers = (
        await conn.scalars(select(broadcast_table.c.id).order_by(broadcast_table.c.id.desc()).limit(LATEST_BROADCASTS))
    ).all()
    query = (
        select(
            *(deliveries.c.chat_id, deliveries.c.broadcast_id, deliveries.c.state, deliveries.c.reason),
            deliveries.c.at,
        )
        .where(deliveries.c.broadcast_id.in_(numbers), deliveries.c.chat_id.in_(sorted(chats)))
        .order_by(deliveries.c.broadcast_id.desc(), deliveries.c.state)
    )
    by_key: dict[int, LastDelivery] = {}
    for chat, *items in await conn.execute(query) if numbers and chats else ():
        last_delivery = LastDelivery(*items)
        known = by_key.setdefault(chat, last_delivery)
        if last_delivery.broadcast_id == known.broadcast_id and last_delivery.state in {"failed", "uncertain"}:
            by_key[chat] = last_delivery
    return by_key
