"""All that is kept of a chat: how it is forgotten, and how it moves with a group that becomes a supergroup."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Integer, func, insert, select

from bot.store import chats, stories, updates
from bot.store.columns import Moment
from bot.store.delivery_tables import broadcasts, deliveries
from bot.store.schema import metadata
from bot.store.tables import inbox
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from sqlalchemy import Column
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

CHAT = 12345678901  # more than 32 bits, as chats are
GROUP = -1001234567890
LATER = NOW + timedelta(hours=1)


async def test_a_forgotten_chat_is_in_no_table(database: Database) -> None:
    """Every table that has a chat in it is emptied of that chat, also tables to come, and of no other."""
    async with database.write() as conn:
        (story, _) = await _two_stories(conn)
        number = await broadcast(conn)
        for chat in (CHAT, GROUP):
            for table in metadata.sorted_tables:
                if "chat_id" in table.c:
                    row = {column.name: _filler(column, chat, story, number) for column in table.c}
                    await conn.execute(insert(table).values(row))
        await chats.forget(conn, CHAT)
    async with database.read() as conn:
        for table in metadata.sorted_tables:
            if "chat_id" in table.c:
                assert (await conn.scalars(select(table.c.chat_id))).all() == [GROUP], table.name


async def test_forgetting_loses_no_question(database: Database) -> None:
    """What the chat sent and nobody has handled yet still waits."""
    question = updates.Incoming(5, "{}", CHAT)
    async with database.write() as conn:
        await updates.store(conn, [question], NOW)
        await chats.forget(conn, CHAT)
        assert await updates.waiting(conn) == (question,)
        assert await conn.scalar(select(func.count()).select_from(inbox)) == 1


async def test_what_a_forgotten_chat_was_to_be_sent_counts_as_cancelled(database: Database) -> None:
    """The states of a push add up to all that it was for, whoever is forgotten meanwhile."""
    states = ("pending", "sending", "sent", "failed", "uncertain", "cancelled", "skipped")
    async with database.write() as conn:
        number = await broadcast(conn, **dict.fromkeys(states, 2))
        for chat in (CHAT, GROUP):
            for language, state in zip("abcdefg", states, strict=True):
                await deliver(conn, number, chat, state, language=language)
        await chats.forget(conn, CHAT)
    async with database.read() as conn:
        assert await counts(conn, number) == {
            "pending": 1, "sending": 1, "sent": 2, "failed": 2, "uncertain": 2, "cancelled": 4, "skipped": 2,
        }  # fmt: skip
        assert await conn.scalar(select(func.count()).select_from(deliveries)) == len(states)


async def broadcast(conn: AsyncConnection, **given: object) -> int:
    """A push, by its number."""
    row = {"kind": "announcement", "state": "running", "spec": "{}", "urgency": 0, "by": 0}
    row |= {"due_at": NOW, "created_at": NOW} | given
    number: int = (await conn.execute(insert(broadcasts).values(row).returning(broadcasts.c.id))).scalar_one()
    return number


async def deliver(conn: AsyncConnection, number: int, chat: int, state: str, **given: object) -> None:
    """A delivery of a push to a chat."""
    row = {"broadcast_id": number, "chat_id": chat, "language": "ar", "rendition_id": 1, "state": state, "due_at": NOW}
    await conn.execute(insert(deliveries).values(row | given))


async def counts(conn: AsyncConnection, number: int) -> dict[str, int]:
    """How many deliveries of a push are in each state, as it is kept with the push."""
    names = ("pending", "sending", "sent", "failed", "uncertain", "cancelled", "skipped")
    query = select(*(broadcasts.c[name] for name in names)).where(broadcasts.c.id == number)
    return dict((await conn.execute(query)).one()._mapping)


async def _two_stories(conn: AsyncConnection) -> tuple[int, int]:
    one, two = [
        await stories.publish(conn, dossier(slug), base=None, note=None, author=None, at=NOW) for slug in ("one", "two")
    ]
    return one.number, two.number


def _filler(column: Column[object], chat: int, story: int, number: int) -> int | str | datetime:
    named: dict[str, int | str] = {"chat_id": chat, "story_id": story, "language": "ar", "revision": 1}
    named |= {"kind": "group", "state": "active", "pace": "now", "broadcast_id": number}
    if column.name in named:
        return named[column.name]
    if isinstance(column.type, Moment):
        return NOW
    if isinstance(column.type, BigInteger):
        return abs(chat)
    return 1 + (chat == CHAT) if isinstance(column.type, Integer) else "x"
