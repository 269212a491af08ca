"""Stories and pages for tests of the caches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.language import Language
from bot.store import stories
from bot.store.shown_pages import ShownPage
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.database import Database

CHAT, GROUP = 77, -1001234567890


async def publish(database: Database, slug: str) -> int:
    """Publish a story; return its number."""
    async with database.write() as conn:
        return (await stories.publish(conn, dossier(slug), base=None, note=None, author=None, at=NOW)).number


def page(story: int, message_id: int = 5, chat_id: int = GROUP, at: datetime = NOW) -> ShownPage:
    """A message that shows quotations of a story."""
    return ShownPage(chat_id, message_id, story, "q", 1, Language.AR, "c", at)
