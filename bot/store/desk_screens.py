"""The draft, and the part of it, whose screen each member was shown last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.store import dialects
from bot.store.tables import key_values

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


async def get(conn: AsyncConnection, user_id: int) -> tuple[int, str | None] | None:
    """Return the draft and the part (None: its menu) that the member was shown last; None if none was."""
    value: str | None = await conn.scalar(select(key_values.c.value).where(key_values.c.key == _key(user_id)))
    draft, _, part = (value or "").partition(":")
    return (int(draft), part or None) if draft.isdecimal() else None


async def put(conn: AsyncConnection, user_id: int, draft_id: int, part: str | None) -> None:
    """Store what the member is shown."""
    statement = dialects.insert(conn, key_values).values(key=_key(user_id), value=f"{draft_id}:{part or ''}")
    newer = {"value": statement.excluded.value}
    await conn.execute(statement.on_conflict_do_update(index_elements=[key_values.c.key], set_=newer))


async def remove(conn: AsyncConnection, user_id: int) -> None:
    """Forget what a former member was shown."""
    await conn.execute(delete(key_values).where(key_values.c.key == _key(user_id)))


def _key(user_id: int) -> str:
    return f"desk_screen:{user_id}"
