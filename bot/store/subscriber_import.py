"""Import and export of subscribers in chunks: chat ids with their languages and stories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.model.delivery_schedule import Frequency
from bot.store import dialects, key_values
from bot.store.delivery_tables import subscribers, subscriptions
from bot.store.subscribers import ChatKind, State
from bot.store.tables import readers, stories

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model.language import Language

_CHANNELS = -1_000_000_000_000  # supergroups and channels are below, https://core.telegram.org/api/bots/ids


@dataclass(frozen=True, slots=True)
class SubscriberRow:
    """A row of an import; `stories` are story numbers, None for every story."""

    chat_id: int
    language: Language
    stories: frozenset[int] | None


async def imported_at(conn: AsyncConnection, chats: Collection[int], at: datetime) -> frozenset[int]:
    """Return those of the chats that this import, which began `at`, wrote before: they stand twice in the file."""
    query = select(subscribers.c.chat_id).where(
        subscribers.c.chat_id.in_(sorted(chats)), subscribers.c.changed_at == at
    )
    return frozenset(await conn.scalars(query))


async def import_rows(conn: AsyncConnection, subscriber_rows: Sequence[SubscriberRow], at: datetime) -> None:
    """Upsert subscribers with these languages and stories; other choices of known chats stay.

    An id does not tell a supergroup from a channel: a new one counts as a channel until an update from it tells,
    because a channel's link buttons work in both.
    """
    rows = sorted(subscriber_rows, key=lambda row: row.chat_id)
    if not rows:
        return
    await key_values.count_subscriber_import(conn)
    upsert_readers = dialects.insert(conn, readers)
    upsert_readers = upsert_readers.on_conflict_do_update(
        index_elements=[readers.c.chat_id], set_={"language": upsert_readers.excluded.language}
    )
    await conn.execute(
        upsert_readers, [{"chat_id": row.chat_id, "language": row.language.value, "created_at": at} for row in rows]
    )
    upsert = dialects.insert(conn, subscribers)
    newer = {"every": upsert.excluded.every, "changed_at": upsert.excluded.changed_at}
    upsert = upsert.on_conflict_do_update(index_elements=[subscribers.c.chat_id], set_=newer)
    await conn.execute(upsert, [_values(row, at) for row in rows])
    chats = [row.chat_id for row in rows]
    await conn.execute(delete(subscriptions).where(subscriptions.c.chat_id.in_(chats)))  # the import replaces them
    picks = [{"chat_id": row.chat_id, "story_id": story} for row in rows for story in sorted(row.stories or ())]
    if picks:
        await conn.execute(dialects.insert(conn, subscriptions), picks)


async def after(
    conn: AsyncConnection, chat_id: int | None, limit: int
) -> list[tuple[int, str, tuple[str, ...] | None]]:
    """Return the subscribers after a chat id (None: from the first) as (chat id, language, slugs; None for all).

    Those without a language are left out: nothing would be sent to them.
    """
    query = (
        select(subscribers.c.chat_id, subscribers.c.every, readers.c.language)
        .join(readers, readers.c.chat_id == subscribers.c.chat_id)
        .where(readers.c.language.is_not(None))
        .order_by(subscribers.c.chat_id)
        .limit(limit)
    )
    rows = (await conn.execute(query if chat_id is None else query.where(subscribers.c.chat_id > chat_id))).all()
    picking = [row.chat_id for row in rows if not row.every]
    slugs: dict[int, list[str]] = {chat: [] for chat in picking}
    if picking:
        picked = select(subscriptions.c.chat_id, stories.c.slug).join(stories, stories.c.id == subscriptions.c.story_id)
        for chat, slug in await conn.execute(
            picked.where(subscriptions.c.chat_id.in_(picking)).order_by(stories.c.slug)
        ):
            slugs[chat].append(slug)
    return [(row.chat_id, row.language, None if row.every else tuple(slugs[row.chat_id])) for row in rows]


def _values(row: SubscriberRow, at: datetime) -> dict[str, object]:
    """Return the columns of a new subscriber."""
    kind = ChatKind.PRIVATE if row.chat_id > 0 else ChatKind.CHANNEL if row.chat_id < _CHANNELS else ChatKind.GROUP
    values = {"chat_id": row.chat_id, "kind": kind.value, "state": State.ACTIVE.value, "frequency": Frequency.NOW.value}
    return values | {
        "every": int(row.stories is None),
        "silent": 0,
        "both": 0,
        "card": 0,
        "created_at": at,
        "changed_at": at,
    }
