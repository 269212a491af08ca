"""Import and export of subscribers in chunks: chat ids with their languages and stories."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import case, delete, literal, select

from bot.model.delivery_schedule import Frequency
from bot.store import audience_counts, dialects, key_values
from bot.store.delivery_tables import subscribers, subscriptions
from bot.store.follow_tables import follows
from bot.store.subscribers import ChatKind, State
from bot.store.tables import readers, stories

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model.language import Language

_Feature = TypeVar("_Feature")
_CHANNELS = -1_000_000_000_000  # supergroups and channels are below, https://core.telegram.org/api/bots/ids


@dataclass(frozen=True, slots=True)
class SubscriberChoice:
    """What a line of an import chooses for its chat; `stories` are story numbers, None for every story.

    `topics` are what else the chat follows and mutes, as the file writes it; None where the file does not say.
    """

    language: Language
    stories: frozenset[int] | None
    topics: str | None = None


async def import_chats(conn: AsyncConnection, chosen: Mapping[SubscriberChoice, Collection[int]], at: datetime) -> None:
    """Upsert subscribers with what they chose, each chat once; other choices of known chats stay.

    An id does not tell a supergroup from a channel: a new one counts as a channel until an update from it tells,
    because a channel's link buttons work in both. A statement takes all chats that have something in common, as one
    list: a row a statement, however prepared, costs ten times as much.
    """
    if not chosen:
        return
    # The first statement: of two imports into one PostgreSQL, the second waits here instead of in a deadlock.
    await key_values.count_subscriber_import(conn)
    await dialects.plan_anew(conn)
    for language, chats in _joined(chosen, lambda choice: [choice.language]).items():
        await _upsert_readers(conn, language, chats, at)
    for every, chats in _joined(chosen, lambda choice: [choice.stories is None]).items():
        await _upsert_subscribers(conn, chats, at, every=every)
    everybody = select(dialects.listed(conn, sorted(chain.from_iterable(chosen.values()))))
    await conn.execute(delete(subscriptions).where(subscriptions.c.chat_id.in_(everybody)))  # the file's replace them
    for story, chats in _joined(chosen, lambda choice: choice.stories or ()).items():
        picked = select(dialects.listed(conn, chats), literal(story))
        await conn.execute(dialects.insert(conn, subscriptions).from_select(["chat_id", "story_id"], picked))
    named = [chat for choice, chats in chosen.items() if choice.topics is not None for chat in chats]
    if named:
        await conn.execute(delete(follows).where(follows.c.chat_id.in_(select(dialects.listed(conn, named)))))
    await audience_counts.fold(conn)


def _joined(
    chosen: Mapping[SubscriberChoice, Collection[int]], features: Callable[[SubscriberChoice], Iterable[_Feature]]
) -> dict[_Feature, list[int]]:
    """Return the chats by each feature of their choice, in order: rows are appended to few pages then."""
    joined: defaultdict[_Feature, list[int]] = defaultdict(list)
    for choice, chats in chosen.items():
        for feature in features(choice):
            joined[feature] += chats
    return {feature: sorted(chats) for feature, chats in joined.items()}


async def _upsert_readers(conn: AsyncConnection, language: Language, chats: list[int], at: datetime) -> None:
    chat_id = dialects.listed(conn, chats)
    new = select(chat_id, literal(language.value), literal(at, readers.c.created_at.type)).where(chat_id != 0)
    statement = dialects.insert(conn, readers).from_select(["chat_id", "language", "created_at"], new)
    await conn.execute(
        statement.on_conflict_do_update(
            index_elements=[readers.c.chat_id],
            set_={"language": statement.excluded.language},
            where=readers.c.language.is_distinct_from(statement.excluded.language),
        )
    )


async def _upsert_subscribers(conn: AsyncConnection, chats: list[int], at: datetime, *, every: bool) -> None:
    chat_id = dialects.listed(conn, chats)
    kind = case(
        (chat_id > 0, ChatKind.PRIVATE.value),
        (chat_id < _CHANNELS, ChatKind.CHANNEL.value),
        else_=ChatKind.GROUP.value,
    )
    columns: dict[str, Any] = {"chat_id": chat_id, "kind": kind, "every": literal(int(every))}
    columns |= {"state": literal(State.ACTIVE.value), "frequency": literal(Frequency.NOW.value)}
    columns |= {name: literal(0) for name in ("silent", "both", "card")}
    columns |= {name: literal(at, subscribers.c[name].type) for name in ("created_at", "changed_at")}
    statement = dialects.insert(conn, subscribers).from_select(
        [*columns], select(*columns.values()).where(chat_id != 0)
    )
    newer = {name: statement.excluded[name] for name in ("every", "changed_at")}
    await conn.execute(statement.on_conflict_do_update(index_elements=[subscribers.c.chat_id], set_=newer))


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
