"""The desk's rules that its owners set, and by what name the bot is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.store import dialects
from bot.store.tables import rules

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_FOUR_EYES = "four_eyes"
_USERNAME = "username"


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


async def _put(conn: AsyncConnection, key: str, value: str) -> None:
    statement = dialects.insert(conn, rules).values(key=key, value=value)
    newer = {"value": statement.excluded.value}
    await conn.execute(statement.on_conflict_do_update(index_elements=[rules.c.key], set_=newer))
