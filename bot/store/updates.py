"""Updates: which had their effect, which are still to be handled, and which nobody can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select

from bot.store import dialects
from bot.store.tables import inbox, taken

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update as it came: its JSON text, and its chat, as far as that could be read."""

    update_id: int
    raw: str
    chat_id: int | None = None


def chat_of(update: dict[str, Any]) -> int:
    """The chat of a raw update, or, where there is none, the person; 0 for what belongs to neither."""
    for value in update.values():
        if isinstance(value, dict):
            message = value.get("message")
            for holder in (value, message if isinstance(message, dict) else {}):
                if chat := _id(holder.get("chat")):
                    return chat
            if person := _id(value.get("from")) or _id(value.get("user")):
                return person
    return 0


async def take(conn: AsyncConnection, update_id: int, at: datetime) -> bool:
    """Whether the update is taken now, for the first time; part of the transaction of its effect."""
    statement = dialects.insert(conn, taken).values(update_id=update_id, at=at).on_conflict_do_nothing()
    return (await conn.execute(statement)).rowcount == 1


async def was_taken(conn: AsyncConnection, update_id: int) -> bool:
    """Whether the update had its effect before."""
    return await conn.scalar(select(taken.c.update_id).where(taken.c.update_id == update_id)) is not None


async def store(conn: AsyncConnection, batch: Iterable[Incoming], at: datetime) -> None:
    """Keep updates until they are handled; one that is kept already stays as it is."""
    if rows := [_row(one, at) for one in sorted(batch, key=lambda one: one.update_id)]:
        await conn.execute(dialects.insert(conn, inbox).on_conflict_do_nothing(), rows)


async def waiting(conn: AsyncConnection) -> tuple[Incoming, ...]:
    """The updates that are still to be handled, in the order in which they came."""
    query = (
        select(inbox.c.update_id, inbox.c.raw, inbox.c.chat_id)
        .where(inbox.c.set_aside_reason.is_(None))
        .order_by(inbox.c.at, inbox.c.update_id)  # ids alone may restart lower
    )
    return tuple(Incoming(*row) for row in await conn.execute(query))


async def remove(conn: AsyncConnection, update_ids: Iterable[int]) -> None:
    """Let go of updates that were handled."""
    if rows := [{"handled": update_id} for update_id in sorted(update_ids)]:
        await conn.execute(delete(inbox).where(inbox.c.update_id == bindparam("handled")), rows)


async def set_aside(conn: AsyncConnection, update: Incoming, reason: str, at: datetime) -> None:
    """Keep an update that cannot be handled, and why, for whoever looks into it; it waits no longer."""
    statement = dialects.insert(conn, inbox).values(_row(update, at) | {"set_aside_reason": reason})
    await conn.execute(
        statement.on_conflict_do_update(index_elements=[inbox.c.update_id], set_={"set_aside_reason": reason})
    )


async def prune_taken(conn: AsyncConnection, before: datetime) -> int:
    """Let go of the ids of updates taken before a moment, and return how many; 48 hours are kept."""
    return (await conn.execute(delete(taken).where(taken.c.at < before))).rowcount


async def prune_set_aside(conn: AsyncConnection, before: datetime) -> int:
    """Let go of updates set aside before a moment, and return how many."""
    old = delete(inbox).where(inbox.c.at < before, inbox.c.set_aside_reason.is_not(None))
    return (await conn.execute(old)).rowcount


def _row(update: Incoming, at: datetime) -> dict[str, object]:
    return {"update_id": update.update_id, "chat_id": update.chat_id, "at": at, "raw": update.raw}


def _id(holder: Any) -> int:
    found = holder.get("id") if isinstance(holder, dict) else None
    return found if isinstance(found, int) else 0
