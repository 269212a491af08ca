"""Seats at the desk: in which language and in which zone the person who sits there is spoken to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.language import Language
from bot.store import dialects
from bot.store.tables import seats

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Seat:
    """The language that Telegram told of somebody last, and the zone that they chose, an IANA name."""

    user_id: int
    language: Language | None = None
    zone: str | None = None


async def get(conn: AsyncConnection, user_id: int) -> Seat:
    """The person's seat; an empty one where nothing is known of them."""
    query = select(seats.c.language, seats.c.zone).where(seats.c.user_id == user_id)
    row = (await conn.execute(query)).one_or_none()
    return Seat(user_id, Language(row.language) if row.language else None, row.zone) if row else Seat(user_id)


async def set_language(conn: AsyncConnection, user_id: int, language: Language) -> None:
    """Keep which language Telegram tells of the person."""
    await _set(conn, user_id, "language", language.value)


async def set_zone(conn: AsyncConnection, user_id: int, zone: str) -> None:
    """Keep the person's time zone, an IANA name."""
    await _set(conn, user_id, "zone", zone)


async def clear(conn: AsyncConnection, user_id: int) -> None:
    """Delete what is kept of the person's seat."""
    await conn.execute(delete(seats).where(seats.c.user_id == user_id))


async def _set(conn: AsyncConnection, user_id: int, name: str, value: str) -> None:
    statement = dialects.insert(conn, seats).values({"user_id": user_id, name: value})
    newer = {name: statement.excluded[name]}
    await conn.execute(statement.on_conflict_do_update(index_elements=[seats.c.user_id], set_=newer))
