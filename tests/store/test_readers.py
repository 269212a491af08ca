"""What a chat chose, and which story it is at."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.model.language import Language
from bot.model.reader import Reader
from bot.store import readers, stories
from bot.store.readers import CurrentStory
from bot.store.tables import readers as table
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
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
        first = [CurrentStory(GROUP, one), CurrentStory(GROUP, one, 17), CurrentStory(GROUP, two, 17)]
        await conn.run_sync(readers.remember, first)
        await conn.run_sync(readers.remember, [CurrentStory(GROUP, two), CurrentStory(CHAT, one)])
        await conn.run_sync(readers.remember, [])
    async with database.read() as conn:
        assert (await conn.run_sync(readers.get_with_story, GROUP))[1] == two
        assert (await conn.run_sync(readers.get_with_story, GROUP, 17))[1] == two
        assert (await conn.run_sync(readers.get_with_story, CHAT))[1] == one
        assert (await conn.run_sync(readers.get_with_story, GROUP, 18))[1] is None


async def _two_stories(conn: AsyncConnection) -> tuple[int, int]:
    one, two = [
        await stories.publish(conn, dossier(slug), base=None, note=None, author=None, at=NOW) for slug in ("one", "two")
    ]
    return one.number, two.number
