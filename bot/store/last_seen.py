"""The revision that each chat saw last of a story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.store import dialects
from bot.store.tables import last_seen

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class LastSeen:
    """The revision of a story (its number) that a chat saw last, and when."""

    chat_id: int
    story: int
    revision: int
    at: datetime


def record(conn: Connection, batch: Iterable[LastSeen]) -> None:
    """Upsert visits; of several visits of a chat to one story the last wins."""
    latest = {(visit.chat_id, visit.story): visit for visit in batch}
    # Sorted, so that two processes with the same chats take row locks in one order and never deadlock.
    rows = [
        {"chat_id": visit.chat_id, "story_id": visit.story, "revision": visit.revision, "at": visit.at}
        for _, visit in sorted(latest.items(), key=lambda item: item[0])
    ]
    if rows:
        statement = dialects.insert(conn, last_seen)
        newer = {name: statement.excluded[name] for name in ("revision", "at")}
        conn.execute(statement.on_conflict_do_update(index_elements=last_seen.primary_key, set_=newer), rows)


async def by_chat(conn: AsyncConnection, chat_id: int) -> dict[int, LastSeen]:
    """Return the chat's last visits, by the story's number."""
    rows = await conn.execute(select(last_seen).where(last_seen.c.chat_id == chat_id))
    return {row.story_id: LastSeen(row.chat_id, row.story_id, row.revision, row.at) for row in rows}
