"""Stories and pages for tests of the caches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.language import Language
from bot.store import stories
from bot.store.last_seen import LastSeen
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from bot.store.chat_cache import ChatCache
    from bot.store.database import Database

CHAT, GROUP = 77, -1001234567890


async def publish(database: Database, slug: str) -> int:
    """Publish a story; return its number."""
    async with database.write() as conn:
        return (await stories.publish(conn, dossier(slug), base=None, note=None, author=None, at=NOW)).number


def show(chat_cache: ChatCache, story: int, thread_id: int = 0, chat_id: int = GROUP) -> None:
    """Note that a chat, or a topic of it, was shown a page of a story's first revision."""
    chat_cache.note_shown(LastSeen(chat_id, story, 1, NOW), Language.AR, thread_id)
