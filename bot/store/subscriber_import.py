"""Rosters: an audience as a list of chats, with their languages and stories, taken in and read out in chunks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.store import dialects, rules
from bot.store.delivery_tables import subscribers, subscriptions
from bot.store.subscribers import Kind, State
from bot.store.tables import readers, stories
from bot.timing import Pace

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.language import Language

_CHANNELS = -1_000_000_000_000  # supergroups and channels are below, https://core.telegram.org/api/bots/ids


@dataclass(frozen=True, slots=True)
class Listed:
    """A chat of a roster; `stories` are their numbers, None for every story."""

    chat_id: int
    language: Language
    stories: frozenset[int] | None


async def taken_at(conn: AsyncConnection, chats: Collection[int], at: datetime) -> frozenset[int]:
    """Which of the chats were taken in `at` this very moment: by this import, from a line before."""
    query = select(subscribers.c.chat_id).where(
        subscribers.c.chat_id.in_(sorted(chats)), subscribers.c.changed_at == at
    )
    return frozenset(await conn.scalars(query))


async def take_in(conn: AsyncConnection, listed: Sequence[Listed], at: datetime) -> None:
    """Let the chats be subscribers with these languages and stories; what known ones chose besides stays.

    Of a new one that is a supergroup or a channel nothing tells which: it is taken for a channel until it is heard of,
    since the buttons of channels work in both.
    """
    rows = sorted(listed, key=lambda one: one.chat_id)
    if not rows:
        return
    await rules.count_roster(conn)
    keeping = dialects.insert(conn, readers)
    keeping = keeping.on_conflict_do_update(
        index_elements=[readers.c.chat_id], set_={"language": keeping.excluded.language}
    )
    await conn.execute(
        keeping, [{"chat_id": one.chat_id, "language": one.language.value, "created_at": at} for one in rows]
    )
    taking = dialects.insert(conn, subscribers)
    newer = {"every": taking.excluded.every, "changed_at": taking.excluded.changed_at}
    taking = taking.on_conflict_do_update(index_elements=[subscribers.c.chat_id], set_=newer)
    await conn.execute(taking, [_row(one, at) for one in rows])
    chats = [one.chat_id for one in rows]
    await conn.execute(delete(subscriptions).where(subscriptions.c.chat_id.in_(chats)))
    picks = [{"chat_id": one.chat_id, "story_id": story} for one in rows for story in sorted(one.stories or ())]
    if picks:
        await conn.execute(dialects.insert(conn, subscriptions), picks)


async def after(
    conn: AsyncConnection, chat_id: int | None, limit: int
) -> list[tuple[int, str, tuple[str, ...] | None]]:
    """The subscribers after a chat, or from the first on, by chat: each with its language and slugs, None for all.

    One that has chosen no language yet, or no story, is left out: nothing would be sent to it.
    """
    query = (
        select(subscribers.c.chat_id, subscribers.c.every, readers.c.language)
        .join(readers, readers.c.chat_id == subscribers.c.chat_id)
        .where(readers.c.language.is_not(None))
        .order_by(subscribers.c.chat_id)
        .limit(limit)
    )
    found = (await conn.execute(query if chat_id is None else query.where(subscribers.c.chat_id > chat_id))).all()
    picking = [row.chat_id for row in found if not row.every]
    slugs: dict[int, list[str]] = {chat: [] for chat in picking}
    if picking:
        picked = select(subscriptions.c.chat_id, stories.c.slug).join(stories, stories.c.id == subscriptions.c.story_id)
        for chat, slug in await conn.execute(
            picked.where(subscriptions.c.chat_id.in_(picking)).order_by(stories.c.slug)
        ):
            slugs[chat].append(slug)
    return [(row.chat_id, row.language, None if row.every else tuple(slugs[row.chat_id])) for row in found]


def _row(one: Listed, at: datetime) -> dict[str, object]:
    kind = Kind.PRIVATE if one.chat_id > 0 else Kind.CHANNEL if one.chat_id < _CHANNELS else Kind.GROUP
    row = {"chat_id": one.chat_id, "kind": kind.value, "state": State.ACTIVE.value, "pace": Pace.NOW.value}
    return row | {
        "every": int(one.stories is None),
        "silent": 0,
        "both": 0,
        "card": 0,
        "created_at": at,
        "changed_at": at,
    }
