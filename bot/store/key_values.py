"""The desk's rules that its owners set, by what name the bot is known, and whether an audience was taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, Text, cast, select

from bot.store import dialects
from bot.store.tables import rules

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_FOUR_EYES = "four_eyes"
_USERNAME = "username"
_ROSTERS = "rosters"

ROSTERS = "SELECT coalesce((SELECT value FROM rules WHERE key = 'rosters'), '')"
"""What is another after each part of an audience that was taken in."""


async def four_eyes(conn: AsyncConnection) -> bool:
    """Whether a draft's author needs another member's approval to publish it."""
    return await conn.scalar(select(rules.c.value).where(rules.c.key == _FOUR_EYES)) == "1"


async def set_four_eyes(conn: AsyncConnection, *, on: bool) -> None:
    """Ask for four eyes from now on, or no longer."""
    await _put(conn, _FOUR_EYES, str(int(on)))


async def username(conn: AsyncConnection) -> str | None:
    """The bot's username, without @, as it was when it last ran; None where it never did."""
    found: str | None = await conn.scalar(select(rules.c.value).where(rules.c.key == _USERNAME))
    return found


async def set_username(conn: AsyncConnection, username: str) -> None:
    """Keep the bot's username, for whoever makes links to it while it does not run."""
    await _put(conn, _USERNAME, username)


async def count_roster(conn: AsyncConnection) -> None:
    """Part of an audience is taken in: what a running bot remembers of chats may be old."""
    statement = dialects.insert(conn, rules).values(key=_ROSTERS, value="1")
    newer = {"value": cast(cast(rules.c.value, Integer) + 1, Text)}
    await conn.execute(statement.on_conflict_do_update(index_elements=[rules.c.key], set_=newer))


async def _put(conn: AsyncConnection, key: str, value: str) -> None:
    statement = dialects.insert(conn, rules).values(key=key, value=value)
    newer = {"value": statement.excluded.value}
    await conn.execute(statement.on_conflict_do_update(index_elements=[rules.c.key], set_=newer))
