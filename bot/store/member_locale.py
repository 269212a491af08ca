"""Seats at the desk: in which language and in which zone the person who sits there is spoken to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from bot.language import Language
from bot.store import dialects
from bot.store.tables import readers, seats

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Seat:
    """The language that Telegram told of somebody last, and the zone that they chose, at the desk or for their chat."""

    user_id: int
    language: Language | None = None
    zone: str | None = None


async def get(conn: AsyncConnection, user_id: int) -> Seat:
    """The person's seat; an empty one where nothing is known of them."""
    mine = seats.c.user_id == user_id
    language, zone = (select(one).where(mine).scalar_subquery() for one in (seats.c.language, seats.c.zone))
    # A private chat's number is its person's.
    own = select(readers.c.zone).where(readers.c.chat_id == user_id).scalar_subquery()
    row = (await conn.execute(select(language, func.coalesce(zone, own)))).one()
    return Seat(user_id, Language(row[0]) if row[0] else None, row[1])


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
