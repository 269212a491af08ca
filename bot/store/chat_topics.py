"""What a chat follows beside stories, and what it mutes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, literal, select

from bot.store import dialects, topics
from bot.store.follow_tables import follows, topic_terms

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.topics import Topic


async def of_chat(conn: AsyncConnection, chat_id: int, *, muted: bool = False) -> tuple[Topic, ...]:
    """Return what the chat follows, or what it mutes, the first one first."""
    query = select(follows.c.topic_id).where(follows.c.chat_id == chat_id, follows.c.muted == int(muted))
    ids = (await conn.scalars(query.order_by(follows.c.created_at, follows.c.topic_id))).all()
    known = await topics.by_ids(conn, ids) if ids else {}
    return tuple(known[number] for number in ids if number in known)


async def has_any(conn: AsyncConnection, chat_id: int, terms: Collection[str]) -> bool:
    """Whether the chat follows a topic that is indexed under any of these terms."""
    wanted = select(dialects.listed_texts(conn, sorted(terms)))
    query = select(follows.c.topic_id).join(topic_terms, topic_terms.c.topic_id == follows.c.topic_id)
    query = query.where(follows.c.chat_id == chat_id, follows.c.muted == 0, topic_terms.c.term.in_(wanted))
    return await conn.scalar(query.limit(1)) is not None


async def of_chats(conn: AsyncConnection, chats: Collection[int]) -> dict[int, dict[int, bool]]:
    """Return by chat which topics it follows (False) or mutes (True); chats without any are left out."""
    wanted = select(dialects.listed(conn, sorted(chats)))
    query = select(follows.c.chat_id, follows.c.topic_id, follows.c.muted).where(follows.c.chat_id.in_(wanted))
    by_chat: defaultdict[int, dict[int, bool]] = defaultdict(dict)
    for chat, topic, muted in await conn.execute(query):
        by_chat[chat][topic] = bool(muted)
    return by_chat


async def is_any(conn: AsyncConnection) -> bool:
    """Whether any chat follows or mutes anything beside stories."""
    return await conn.scalar(select(follows.c.chat_id).limit(1)) is not None


async def count(conn: AsyncConnection, chat_id: int, *, muted: bool | None = None) -> int:
    """Count what the chat follows, or mutes; without `muted` both."""
    query = select(func.count()).select_from(follows).where(follows.c.chat_id == chat_id)
    return int(await conn.scalar(query if muted is None else query.where(follows.c.muted == int(muted))) or 0)


async def put(conn: AsyncConnection, chats: Collection[int], topic_id: int, at: datetime, *, muted: bool) -> None:
    """Let these chats follow a topic, or mute it; of each the later of the two holds."""
    chat_id = dialects.listed(conn, sorted(chats))
    columns = {"chat_id": chat_id, "topic_id": literal(topic_id), "muted": literal(int(muted))}
    columns |= {"created_at": literal(at, follows.c.created_at.type)}
    rows = select(*columns.values()).where(chat_id != 0)
    statement = dialects.insert(conn, follows).from_select([*columns], rows)
    newer = {name: statement.excluded[name] for name in ("muted", "created_at")}
    await conn.execute(
        statement.on_conflict_do_update(
            index_elements=[follows.c.chat_id, follows.c.topic_id],
            set_=newer,
            where=follows.c.muted != statement.excluded.muted,
        )
    )


async def remove(conn: AsyncConnection, chat_id: int, topic_id: int) -> bool:
    """Let the chat neither follow nor mute a topic; return whether it did."""
    own = (follows.c.chat_id == chat_id) & (follows.c.topic_id == topic_id)
    is_known = (await conn.execute(delete(follows).where(own))).rowcount == 1
    await topics.drop_unused(conn, [topic_id])
    return is_known


async def clear(conn: AsyncConnection, chat_id: int, *, muted: bool | None = None) -> None:
    """Remove all that the chat follows, or all that it mutes; without `muted` both."""
    own = follows.c.chat_id == chat_id
    own = own if muted is None else own & (follows.c.muted == int(muted))
    ids = (await conn.scalars(select(follows.c.topic_id).where(own))).all()
    await conn.execute(delete(follows).where(own))
    if ids:
        await topics.drop_unused(conn, ids)
