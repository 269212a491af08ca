"""What was shown in answer to commands: which message of which chat holds which page. Kept 30 days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.language import Language
from bot.store import dialects
from bot.store.tables import shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Shown:
    """A page in a chat: a story's section (its letter in links) as of a revision, in a format (likewise), sent `at`."""

    chat_id: int
    message_id: int
    story: int
    section: str
    revision: int
    language: Language
    format: str
    at: datetime


async def record(conn: AsyncConnection, batch: Iterable[Shown]) -> None:
    """Keep what messages show; of several for one message, the last, since a message is edited in place."""
    latest = {(one.chat_id, one.message_id): one for one in batch}
    if rows := [_row(one) for _, one in sorted(latest.items(), key=lambda item: item[0])]:
        statement = dialects.insert(conn, shown)
        newer = {column.name: column for column in statement.excluded if not column.primary_key}
        await conn.execute(statement.on_conflict_do_update(index_elements=shown.primary_key, set_=newer), rows)


async def find(conn: AsyncConnection, chat_id: int, message_id: int) -> Shown | None:
    """What the message shows, as far as it is known."""
    query = select(shown).where(shown.c.chat_id == chat_id, shown.c.message_id == message_id)
    row = (await conn.execute(query)).one_or_none()
    if row is None:
        return None
    return Shown(
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
    """Let go of what was shown before a moment, and return how many."""
    return (await conn.execute(delete(shown).where(shown.c.at < before))).rowcount


def _row(one: Shown) -> dict[str, object]:
    return {
        "chat_id": one.chat_id,
        "message_id": one.message_id,
        "story_id": one.story,
        "section": one.section,
        "revision": one.revision,
        "language": one.language.value,
        "format": one.format,
        "at": one.at,
    }
