"""Searches: find items, and keep what a chat searched for, for the buttons below the results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import saved_searches
from bot.store import search as full_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.model.language import Language
    from bot.store.database import Database
    from bot.store.search import Found
    from bot.text.query_parser import Query


async def find(database: Database, query: Query, language: Language, limit: int, start: int = 0) -> Found:
    """Find `limit` items from the one at `start` on, the best first, for a reader of `language`."""
    return await database.run_read(lambda conn: full_text.find(conn, query, language, limit, start))


async def saved(database: Database, chat_id: int, number: int) -> str | None:
    """Return the chat's own saved search of this number; None if it is no longer kept."""
    async with database.read() as conn:
        return await saved_searches.get(conn, chat_id, number)


async def save(database: Database, chat_id: int, texts: Iterable[str], at: datetime) -> dict[str, int]:
    """Save what a chat searched for; return the number of each text."""
    distinct = tuple(dict.fromkeys(texts))
    if not distinct:
        return {}
    async with database.write() as conn:
        return await saved_searches.keep(conn, chat_id, distinct, at)
