"""Readers: the chats that ask, what they chose, and which story each was last at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.audience import Reader
from bot.language import Language
from bot.store import dialects
from bot.store.tables import inbox, readers, readings, seats, shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Reading:
    """The story (its number) that a chat is at; in a forum, a topic's, by `thread_id`, which is 0 elsewhere."""

    chat_id: int
    story: int
    thread_id: int = 0


async def get(conn: AsyncConnection, chat_id: int) -> Reader | None:
    """The reader of this chat; None where it has chosen nothing."""
    query = select(readers.c.language).where(readers.c.chat_id == chat_id)
    row = (await conn.execute(query)).one_or_none()
    return Reader(chat_id, Language(row.language) if row.language else None) if row else None


async def set_language(conn: AsyncConnection, chat_id: int, language: Language, at: datetime) -> None:
    """Keep the chat's choice of language, the first made `at`."""
    row = {"chat_id": chat_id, "language": language.value, "created_at": at}
    statement = dialects.insert(conn, readers).values(row)
    await conn.execute(
        statement.on_conflict_do_update(
            index_elements=[readers.c.chat_id], set_={"language": statement.excluded.language}
        )
    )


async def story_of(conn: AsyncConnection, chat_id: int, thread_id: int = 0) -> int | None:
    """The number of the story that the chat, or the topic of a forum, was last at."""
    query = select(readings.c.story_id).where(readings.c.chat_id == chat_id, readings.c.thread_id == thread_id)
    number: int | None = await conn.scalar(query)
    return number


async def remember(conn: AsyncConnection, batch: Iterable[Reading]) -> None:
    """Keep which story each chat or topic is at; of several for one, the last."""
    latest = {(one.chat_id, one.thread_id): one.story for one in batch}
    # In one order, so that two processes with the same chats never wait for each other.
    rows = [
        {"chat_id": chat_id, "thread_id": thread_id, "story_id": story}
        for (chat_id, thread_id), story in sorted(latest.items())
    ]
    if rows:
        statement = dialects.insert(conn, readings)
        statement = statement.on_conflict_do_update(
            index_elements=[readings.c.chat_id, readings.c.thread_id],
            set_={"story_id": statement.excluded.story_id},
        )
        await conn.execute(statement, rows)


async def forget(conn: AsyncConnection, chat_id: int) -> None:
    """Delete all that is kept about the chat, but for updates of its that still wait to be handled."""
    for table in (readers, readings, shown):
        await conn.execute(delete(table).where(table.c.chat_id == chat_id))
    await conn.execute(delete(seats).where(seats.c.user_id == chat_id))  # a private chat's number is its person's
    await conn.execute(delete(inbox).where(inbox.c.chat_id == chat_id, inbox.c.set_aside_reason.is_not(None)))
