"""Readers: the chats that ask, what they chose, and which story each was last at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from sqlalchemy import select, update

from bot.audience import Digits, Months, Reader, Wanted
from bot.language import Language
from bot.store import dialects
from bot.store.tables import readers, readings, seats

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Unpack

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Reading:
    """The story (its number) that a chat is at; in a forum, a topic's, by `thread_id`, which is 0 elsewhere."""

    chat_id: int
    story: int
    thread_id: int = 0


# What `read` reads, the chat first.
COLUMNS = (
    readers.c.chat_id,
    readers.c.language,
    readers.c.wanted,
    readers.c.months,
    readers.c.digits,
    readers.c.zone,
    readers.c.newest_first,
)
_READER = select(*COLUMNS)


class Choices(TypedDict, total=False):
    """What a chat can choose; None for `zone` takes the choice back."""

    language: Language
    wanted: Wanted
    months: Months
    digits: Digits
    zone: str | None
    newest_first: bool


async def get(conn: AsyncConnection, chat_id: int) -> Reader | None:
    """The reader of this chat; None where it has chosen nothing."""
    row = (await conn.execute(_READER.where(readers.c.chat_id == chat_id))).one_or_none()
    return read(row) if row else None


async def choose(conn: AsyncConnection, chat_id: int, at: datetime, **choices: Unpack[Choices]) -> None:
    """Keep what the chat chooses, the first choice made `at`; what it does not name stays."""
    row = {"chat_id": chat_id, "created_at": at, **choices}
    statement = dialects.insert(conn, readers).values(row)
    newer = {name: statement.excluded[name] for name in choices}
    await conn.execute(statement.on_conflict_do_update(index_elements=[readers.c.chat_id], set_=newer))
    if "zone" in choices:  # the later choice holds, and a private chat's number is its person's
        await conn.execute(update(seats).where(seats.c.user_id == chat_id).values(zone=None))


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


def read(row: Row[*tuple[Any, ...]]) -> Reader:
    """The reader of a row that has `COLUMNS`."""
    return Reader(
        row.chat_id,
        Language(row.language) if row.language else None,
        Wanted(row.wanted),
        Months(row.months),
        Digits(row.digits),
        row.zone,
        bool(row.newest_first),
    )
