"""What is kept about a chat, and how it is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Integer, func, insert, select

from bot.audience import Reader
from bot.language import Language
from bot.store import readers, stories, updates
from bot.store.columns import Moment
from bot.store.readers import Reading
from bot.store.schema import metadata
from bot.store.tables import inbox
from bot.store.tables import readers as table
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from sqlalchemy import Column
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

CHAT = 12345678901  # more than 32 bits, as chats are
GROUP = -1001234567890
LATER = NOW + timedelta(hours=1)


async def test_a_chat_keeps_its_language(database: Database) -> None:
    """None is known before; the last choice counts; the first one's moment stays."""
    async with database.write() as conn:
        assert await readers.get(conn, CHAT) is None
        await readers.choose(conn, CHAT, NOW, language=Language.EN)
        await readers.choose(conn, CHAT, LATER, language=Language.AR)
    async with database.read() as conn:
        assert await readers.get(conn, CHAT) == Reader(CHAT, Language.AR)
        assert await readers.get(conn, GROUP) is None
        assert await conn.scalar(select(table.c.created_at)) == NOW


async def test_the_current_story_of_a_chat_and_of_a_topic(database: Database) -> None:
    """Each topic has its own; of several in a batch the last counts."""
    async with database.write() as conn:
        one, two = await _two_stories(conn)
        await readers.remember(conn, [Reading(GROUP, one), Reading(GROUP, one, 17), Reading(GROUP, two, 17)])
        await readers.remember(conn, [Reading(GROUP, two), Reading(CHAT, one)])
        await readers.remember(conn, [])
    async with database.read() as conn:
        assert await readers.story_of(conn, GROUP) == two
        assert await readers.story_of(conn, GROUP, 17) == two
        assert await readers.story_of(conn, CHAT) == one
        assert await readers.story_of(conn, GROUP, 18) is None


async def test_a_forgotten_chat_is_in_no_table(database: Database) -> None:
    """Every table that has a chat in it is emptied of that chat, also tables to come, and of no other."""
    async with database.write() as conn:
        (story, _) = await _two_stories(conn)
        for chat in (CHAT, GROUP):
            for table in metadata.sorted_tables:
                if "chat_id" in table.c:
                    row = {column.name: _filler(column, chat, story) for column in table.c}
                    await conn.execute(insert(table).values(row))
        await readers.forget(conn, CHAT)
    async with database.read() as conn:
        for table in metadata.sorted_tables:
            if "chat_id" in table.c:
                assert (await conn.scalars(select(table.c.chat_id))).all() == [GROUP], table.name


async def test_forgetting_loses_no_question(database: Database) -> None:
    """What the chat sent and nobody has handled yet still waits."""
    question = updates.Incoming(5, "{}", CHAT)
    async with database.write() as conn:
        await updates.store(conn, [question], NOW)
        await readers.forget(conn, CHAT)
        assert await updates.waiting(conn) == (question,)
        assert await conn.scalar(select(func.count()).select_from(inbox)) == 1


async def _two_stories(conn: AsyncConnection) -> tuple[int, int]:
    one, two = [
        await stories.publish(conn, dossier(slug), base=None, note=None, author=None, at=NOW) for slug in ("one", "two")
    ]
    return one.number, two.number


def _filler(column: Column[object], chat: int, story: int) -> int | str | datetime:
    named: dict[str, int | str] = {"chat_id": chat, "story_id": story, "language": "ar", "revision": 1}
    if column.name in named:
        return named[column.name]
    if isinstance(column.type, Moment):
        return NOW
    return abs(chat) if isinstance(column.type, (BigInteger, Integer)) else "x"
