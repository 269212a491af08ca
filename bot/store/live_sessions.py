"""Live coverage, a row for each member who covers a story: their messages are its events."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from bot.store import dialects
from bot.store.tables import live_sessions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A member's live coverage of a story, last `heard_at`; `content` is JSON, which its service reads."""

    user_id: int
    story: int
    heard_at: datetime
    content: dict[str, Any]


async def get(conn: AsyncConnection, user_id: int) -> LiveSession | None:
    """Return the member's live coverage; None without one."""
    query = select(live_sessions.c.story_id, live_sessions.c.heard_at, live_sessions.c.content)
    row = (await conn.execute(query.where(live_sessions.c.user_id == user_id))).one_or_none()
    return LiveSession(user_id, row.story_id, row.heard_at, json.loads(row.content)) if row else None


async def put(conn: AsyncConnection, session: LiveSession) -> None:
    """Store a member's live coverage, in place of an earlier one."""
    row = {"story_id": session.story, "heard_at": session.heard_at, "content": json.dumps(session.content)}
    statement = dialects.insert(conn, live_sessions).values(user_id=session.user_id, **row)
    await conn.execute(statement.on_conflict_do_update(index_elements=["user_id"], set_=row))


async def remove(conn: AsyncConnection, user_id: int) -> None:
    """End the member's live coverage."""
    await conn.execute(delete(live_sessions).where(live_sessions.c.user_id == user_id))
