"""Reactions to posts in channels: how many each has, by what it was a push of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, bindparam, delete, func, select, text, update

from bot.store import dialects
from bot.store.column_types import Moment
from bot.store.delivery_tables import post_reactions

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class PushedPost:
    """A message of a push: its story (0 for none), its language, and when it was sent."""

    story: int
    language: str
    at: datetime


# The primary key of deliveries begins with the broadcast: one look for each, in the order of this join on SQLite.
_POST = (
    text(
        """
        SELECT coalesce(b.story_id, 0) AS story, d.language, d.at FROM broadcasts b CROSS JOIN deliveries d
        WHERE d.broadcast_id = b.id AND d.chat_id = :chat AND d.message_id = :message AND d.at IS NOT NULL
        """
    )
    .bindparams(*(bindparam(name, type_=BigInteger) for name in ("chat", "message")))
    .columns(at=Moment)
)


async def find_post(conn: AsyncConnection, chat_id: int, message_id: int) -> PushedPost | None:
    """Return the push's message that this is; None if it is none."""
    row = (await conn.execute(_POST, {"chat": chat_id, "message": message_id})).first()
    return PushedPost(row.story, row.language, row.at) if row else None


async def change(conn: AsyncConnection, chat_id: int, message_id: int, count: int) -> bool:
    """Set the count of a message that has one; return whether it has."""
    own = (post_reactions.c.chat_id == chat_id) & (post_reactions.c.message_id == message_id)
    return (await conn.execute(update(post_reactions).where(own).values(count=count))).rowcount == 1


async def add(conn: AsyncConnection, chat_id: int, message_id: int, post: PushedPost, count: int) -> None:
    """Store the count of a message."""
    row = {"chat_id": chat_id, "message_id": message_id, "story_id": post.story, "language": post.language}
    statement = dialects.insert(conn, post_reactions).values(row | {"day": post.at.toordinal(), "count": count})
    key = [post_reactions.c.chat_id, post_reactions.c.message_id]
    await conn.execute(statement.on_conflict_do_update(index_elements=key, set_={"count": statement.excluded.count}))


async def prune(conn: AsyncConnection, before: date) -> None:
    """Delete the counts of messages that were sent before a day."""
    await conn.execute(delete(post_reactions).where(post_reactions.c.day < before.toordinal()))


def read_since(conn: Connection, first: date) -> dict[tuple[int, int, str], int]:
    """Count the reactions to messages since a day, by the day on which they were sent, story and language."""
    key = (post_reactions.c.day, post_reactions.c.story_id, post_reactions.c.language)
    query = select(*key, func.sum(post_reactions.c.count)).where(post_reactions.c.day >= first.toordinal())
    return {(day, story, language): int(count) for day, story, language, count in conn.execute(query.group_by(*key))}
