"""Idempotency keys: which broadcast a key of the command line started, and with what content."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, insert, select

from bot.store import dialects
from bot.store.delivery_tables import idempotency_keys

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


class UsedKey(NamedTuple):
    """The fingerprint of the content that a key was used with, and the broadcast that it started."""

    fingerprint: str
    broadcast_id: int


async def get_for_update(conn: AsyncConnection, key: str) -> UsedKey | None:
    """Read what a key was used for; nobody else uses one until the transaction ends. None if unused."""
    await dialects.lock_exclusive(conn, "idempotency_keys")
    query = select(idempotency_keys.c.fingerprint, idempotency_keys.c.broadcast_id)
    row = (await conn.execute(query.where(idempotency_keys.c.key == key))).one_or_none()
    return UsedKey(*row) if row else None


async def add(conn: AsyncConnection, key: str, used: UsedKey, at: datetime) -> None:
    """Store what a key is used for."""
    row = {"key": key, "fingerprint": used.fingerprint, "broadcast_id": used.broadcast_id, "created_at": at}
    await conn.execute(insert(idempotency_keys).values(row))


async def remove_before(conn: AsyncConnection, moment: datetime) -> None:
    """Delete the keys used before a moment."""
    await conn.execute(delete(idempotency_keys).where(idempotency_keys.c.created_at < moment))
