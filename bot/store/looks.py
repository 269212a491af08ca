"""Which revision of each story a chat was last shown: what `/latest` tells from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.store import dialects
from bot.store.search_tables import looks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Look:
    """A chat was shown a story (its number) as of a revision, last `at`."""

    chat_id: int
    story: int
    revision: int
    at: datetime


async def record(conn: AsyncConnection, batch: Iterable[Look]) -> None:
    """Keep what chats were shown; of several looks at one story, the last."""
    latest = {(one.chat_id, one.story): one for one in batch}
    # In one order, so that two processes with the same chats never wait for each other.
    rows = [
        {"chat_id": one.chat_id, "story_id": one.story, "revision": one.revision, "at": one.at}
        for _, one in sorted(latest.items(), key=lambda item: item[0])
    ]
    if rows:
        statement = dialects.insert(conn, looks)
        newer = {name: statement.excluded[name] for name in ("revision", "at")}
        await conn.execute(statement.on_conflict_do_update(index_elements=looks.primary_key, set_=newer), rows)


async def of_chat(conn: AsyncConnection, chat_id: int) -> dict[int, Look]:
    """What the chat was last shown, by the story's number."""
    rows = await conn.execute(select(looks).where(looks.c.chat_id == chat_id))
    return {row.story_id: Look(row.chat_id, row.story_id, row.revision, row.at) for row in rows}
