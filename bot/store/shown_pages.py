"""Shown pages: which message shows which page, kept 30 days; and the revision that each chat saw last of a story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.model.language import Language
from bot.store import dialects
from bot.store.search_tables import last_seen
from bot.store.tables import shown_pages

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page in a message; `section` and `format` are their letters in callback data."""

    chat_id: int
    message_id: int
    story: int
    section: str
    revision: int
    language: Language
    format: str
    at: datetime


async def record(conn: AsyncConnection, batch: Iterable[ShownPage]) -> None:
    """Upsert what messages show; of several pages for one message the last wins, since messages are edited in place."""
    latest = {(page.chat_id, page.message_id): page for page in batch}
    if rows := [_row(page) for _, page in sorted(latest.items(), key=lambda item: item[0])]:
        statement = dialects.insert(conn, shown_pages)
        newer = {column.name: column for column in statement.excluded if not column.primary_key}
        await conn.execute(statement.on_conflict_do_update(index_elements=shown_pages.primary_key, set_=newer), rows)


async def find(conn: AsyncConnection, chat_id: int, message_id: int) -> ShownPage | None:
    """Return the page that a message shows; None if unknown."""
    query = select(shown_pages).where(shown_pages.c.chat_id == chat_id, shown_pages.c.message_id == message_id)
    row = (await conn.execute(query)).one_or_none()
    if row is None:
        return None
    return ShownPage(
        row.chat_id,
        row.message_id,
        row.story_id,
        row.section,
        row.revision,
        Language(row.language),
        row.format,
        row.at,
    )


async def prune(conn: AsyncConnection, before: datetime) -> int:
    """Delete pages shown before a moment; return the count."""
    return (await conn.execute(delete(shown_pages).where(shown_pages.c.at < before))).rowcount


def _row(page: ShownPage) -> dict[str, object]:
    return {
        "chat_id": page.chat_id,
        "message_id": page.message_id,
        "story_id": page.story,
        "section": page.section,
        "revision": page.revision,
        "language": page.language.value,
        "format": page.format,
        "at": page.at,
    }


@dataclass(frozen=True, slots=True)
class LastSeen:
    """The revision of a story (its number) that a chat saw last, and when."""

    chat_id: int
    story: int
    revision: int
    at: datetime


async def record_last_seen(conn: AsyncConnection, batch: Iterable[LastSeen]) -> None:
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
        await conn.execute(statement.on_conflict_do_update(index_elements=last_seen.primary_key, set_=newer), rows)


async def last_seen_by(conn: AsyncConnection, chat_id: int) -> dict[int, LastSeen]:
    """Return the chat's last visits, by the story's number."""
    rows = await conn.execute(select(last_seen).where(last_seen.c.chat_id == chat_id))
    return {row.story_id: LastSeen(row.chat_id, row.story_id, row.revision, row.at) for row in rows}
