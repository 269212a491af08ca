"""Locale of desk members: the language and time zone in which the desk answers each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from bot.model.language import Language
from bot.store import dialects
from bot.store.tables import member_locale, readers

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class MemberLocale:
    """A person's language as Telegram last reported it, and the zone (IANA name) that they chose; None if unknown."""

    user_id: int
    language: Language | None = None
    zone: str | None = None


async def get(conn: AsyncConnection, user_id: int) -> MemberLocale:
    """Return the person's locale; the zone falls back to that of their private chat. Both None if unknown."""
    mine = member_locale.c.user_id == user_id
    language, zone = (
        select(column).where(mine).scalar_subquery() for column in (member_locale.c.language, member_locale.c.zone)
    )
    # A private chat's id is its user's id.
    own = select(readers.c.zone).where(readers.c.chat_id == user_id).scalar_subquery()
    row = (await conn.execute(select(language, func.coalesce(zone, own)))).one()
    return MemberLocale(user_id, Language(row[0]) if row[0] else None, row[1])


async def set_language(conn: AsyncConnection, user_id: int, language: Language) -> None:
    """Store the language that Telegram reports for the person."""
    await _set(conn, user_id, "language", language.value)


async def set_zone(conn: AsyncConnection, user_id: int, zone: str) -> None:
    """Store the person's time zone, an IANA name."""
    await _set(conn, user_id, "zone", zone)


async def clear(conn: AsyncConnection, user_id: int) -> None:
    """Delete the person's locale."""
    await conn.execute(delete(member_locale).where(member_locale.c.user_id == user_id))


async def _set(conn: AsyncConnection, user_id: int, name: str, value: str) -> None:
    statement = dialects.insert(conn, member_locale).values({"user_id": user_id, name: value})
    newer = {name: statement.excluded[name]}
    await conn.execute(statement.on_conflict_do_update(index_elements=[member_locale.c.user_id], set_=newer))
