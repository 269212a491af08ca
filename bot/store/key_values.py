"""Single values: the four-eyes rule, the bot's username, the webhook's secret, counters and moments."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Integer, Text, cast, select

from bot.store import dialects
from bot.store.tables import key_values

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_FOUR_EYES = "four_eyes"
_USERNAME = "username"
_SITE = "site"
_INLINE = "inline_mode"
_PAGES = "pages"
_PROBE = "probe"
_PUBLIC = "ephemeral_unsupported"
_TROUBLE_TOLD_AT = "trouble_told_at"
_WEBHOOK_SECRET = "webhook_secret"  # noqa: S105 - the name of a key
_SUBSCRIBER_IMPORTS = "rosters"  # the key's old name stays: it is in every database

SUBSCRIBER_IMPORTS = "SELECT coalesce((SELECT value FROM key_values WHERE key = 'rosters'), '')"
"""For `Database.peek`: a number that changes with every chunk of a subscriber import."""


async def four_eyes(conn: AsyncConnection) -> bool:
    """Whether publishing a draft takes another member's approval."""
    return await conn.scalar(select(key_values.c.value).where(key_values.c.key == _FOUR_EYES)) == "1"


async def set_four_eyes(conn: AsyncConnection, *, on: bool) -> None:
    """Switch the four-eyes rule on or off."""
    await _put(conn, _FOUR_EYES, str(int(on)))


async def username(conn: AsyncConnection) -> str | None:
    """Return the bot's username without @, as of its last start; None if it never started."""
    value: str | None = await conn.scalar(select(key_values.c.value).where(key_values.c.key == _USERNAME))
    return value


async def set_username(conn: AsyncConnection, username: str) -> None:
    """Store the bot's username, for commands that make links to it while it does not run."""
    await _put(conn, _USERNAME, username)


async def pages(conn: AsyncConnection) -> str | None:
    """Return the address of the public pages, whose pictures messages show; None where there are none."""
    address: str | None = await conn.scalar(select(key_values.c.value).where(key_values.c.key == _PAGES))
    return address or None


async def set_pages(conn: AsyncConnection, address: str | None) -> None:
    """Store the address of the public pages."""
    await _put(conn, _PAGES, address or "")


async def site(conn: AsyncConnection) -> str | None:
    """Return the address of the public pages if links of messages lead there, as of the bot's last start."""
    value: str | None = await conn.scalar(select(key_values.c.value).where(key_values.c.key == _SITE))
    return value or None


async def set_site(conn: AsyncConnection, address: str | None) -> None:
    """Store where links of messages lead, for commands and processes that make them; None for to the bot."""
    await _put(conn, _SITE, address or "")


async def has_inline_mode(conn: AsyncConnection) -> bool:
    """Return whether the bot had inline mode at its last start; without it the server refuses buttons that need it."""
    return await conn.scalar(select(key_values.c.value).where(key_values.c.key == _INLINE)) == "1"


async def set_inline_mode(conn: AsyncConnection, *, on: bool) -> None:
    """Store whether the bot has inline mode, for processes that make pages anew."""
    await _put(conn, _INLINE, str(int(on)))


async def webhook_secret(conn: AsyncConnection) -> str:
    """Return the webhook's secret that was made for this database, and make one if there is none.

    Two processes that start at once get the same: the first insertion wins.
    """
    statement = dialects.insert(conn, key_values).values(key=_WEBHOOK_SECRET, value=secrets.token_urlsafe(32))
    await conn.execute(statement.on_conflict_do_nothing(index_elements=[key_values.c.key]))
    secret: str = (
        await conn.execute(select(key_values.c.value).where(key_values.c.key == _WEBHOOK_SECRET))
    ).scalar_one()
    return secret


async def ephemeral_unsupported_since(conn: AsyncConnection, api_url: str) -> datetime | None:
    """Return when a server was last seen to post an ephemeral message for all to see; None if never."""
    at: str | None = await conn.scalar(select(key_values.c.value).where(key_values.c.key == f"{_PUBLIC} {api_url}"))
    return datetime.fromisoformat(at) if at else None


async def set_ephemeral_unsupported_since(conn: AsyncConnection, api_url: str, at: datetime) -> None:
    """Store that a server posted an ephemeral message for all to see."""
    await _put(conn, f"{_PUBLIC} {api_url}", at.isoformat())


async def count_subscriber_import(conn: AsyncConnection) -> None:
    """Count an imported chunk of subscribers, upon which a running bot drops its cached chats."""
    statement = dialects.insert(conn, key_values).values(key=_SUBSCRIBER_IMPORTS, value="1")
    newer = {"value": cast(cast(key_values.c.value, Integer) + 1, Text)}
    await conn.execute(statement.on_conflict_do_update(index_elements=[key_values.c.key], set_=newer))


async def touch_probe(conn: AsyncConnection) -> None:
    """Write a row that nothing reads, to prove that the database takes writes."""
    await _put(conn, _PROBE, "")


async def trouble_told_at(conn: AsyncConnection) -> datetime | None:
    """Return when owners were last told of trouble; None if never."""
    at: str | None = await conn.scalar(select(key_values.c.value).where(key_values.c.key == _TROUBLE_TOLD_AT))
    return datetime.fromisoformat(at) if at else None


async def set_trouble_told_at(conn: AsyncConnection, at: datetime | None) -> None:
    """Store when owners were last told of trouble."""
    await _put(conn, _TROUBLE_TOLD_AT, at.isoformat() if at else "")


async def _put(conn: AsyncConnection, key: str, value: str) -> None:
    statement = dialects.insert(conn, key_values).values(key=key, value=value)
    newer = {"value": statement.excluded.value}
    await conn.execute(statement.on_conflict_do_update(index_elements=[key_values.c.key], set_=newer))
