"""Subscriptions: follow, unfollow, pick and schedule stories, one transaction each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.store import chat_topics, chats, readers, stories, subscribers, updates
from bot.store.subscribers import ChatKind, State, Subscriber

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model.language import Language
    from bot.store.database import Database

NEW = "new"
"""Why a channel is paused that was not set up yet."""


@dataclass(frozen=True, slots=True)
class SubscriptionRequest:
    """A chat's request for a change, when, by which update; `language` is stored if the chat chose none.

    `thread_id` is the forum topic that the request was sent in.
    """

    chat_id: int
    kind: ChatKind
    at: datetime
    update_id: int
    language: Language
    title: str | None = None
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionState:
    """A chat's subscription: its subscriber (None without one), picked stories, and zone if chosen.

    `topics` is the number of persons, places and words that it follows.
    """

    chat_id: int
    subscriber: Subscriber | None
    stories: frozenset[int]
    zone: str | None
    topics: int = 0

    def follows(self, story: int | None) -> bool:
        """Whether changes of this story, or without a number of every story, are sent."""
        return self.subscriber is not None and (self.subscriber.every or story in self.stories)

    @property
    def follows_stories(self) -> bool:
        """Whether changes of at least one story are sent."""
        return self.subscriber is not None and (self.subscriber.every or bool(self.stories))

    @property
    def follows_any(self) -> bool:
        """Whether anything is sent."""
        return self.follows_stories or bool(self.topics)


async def subscription_state(database: Database, chat_id: int) -> SubscriptionState:
    """Read a chat's subscription."""
    async with database.read() as conn:
        return await read_state(conn, chat_id)


async def follow(database: Database, request: SubscriptionRequest, story: int | None = None) -> SubscriptionState:
    """Follow a story, or every one; what was followed before stays followed.

    In a forum, pushes go from now on to the topic that the request was sent in.
    """
    return await _apply_once(database, request, lambda conn: _follow(conn, request, story))


async def unfollow(database: Database, request: SubscriptionRequest, story: int | None = None) -> SubscriptionState:
    """Unfollow a picked story, or everything, persons, places and words too; cancels its pending deliveries.

    Who follows every story leaves one by leaving all, and who leaves the last thing followed follows nothing.
    """
    return await _apply_once(database, request, lambda conn: _unfollow(conn, request, story))


async def pick(database: Database, request: SubscriptionRequest, story: int) -> SubscriptionState:
    """Toggle a story: who followed every one follows from then on all current ones but this."""

    async def work(conn: AsyncConnection) -> None:
        subscriber = await subscribers.get(conn, request.chat_id)
        if subscriber is None:
            await _follow(conn, request, story)
        elif subscriber.every:
            await subscribers.put(conn, replace(subscriber, every=False), request.at)
            await subscribers.pick(conn, request.chat_id, {head.number for head in await stories.heads(conn)} - {story})
            await chats.cancel(conn, request.chat_id, request.at, story=story)
        elif story in await subscribers.stories_of(conn, request.chat_id):
            await _unfollow(conn, request, story)
        else:
            await subscribers.subscribe(conn, request.chat_id, story)

    return await _apply_once(database, request, work)


async def change(database: Database, request: SubscriptionRequest, **fields: Any) -> SubscriptionState:
    """Set fields of the chat's subscriber; one that follows nothing yet follows every story from then on."""

    async def work(conn: AsyncConnection) -> None:
        subscriber = await subscribers.get(conn, request.chat_id) or await _follow(conn, request, None)
        await subscribers.put(conn, replace(subscriber, **fields), request.at)

    return await _apply_once(database, request, work)


async def set_zone(database: Database, request: SubscriptionRequest, zone: str) -> SubscriptionState:
    """Store the chat's zone (IANA name) and retime what is held by it."""

    async def work(conn: AsyncConnection) -> None:
        await readers.choose(conn, request.chat_id, request.at, zone=zone)
        await subscribers.retime(conn, request.chat_id, request.at)

    return await _apply_once(database, request, work)


async def wake(database: Database, chat_id: int, at: datetime) -> None:
    """Resume deliveries to a chat that takes messages again."""
    async with database.write() as conn:
        await subscribers.wake(conn, chat_id, at)


async def mark_unreachable(database: Database, chat_id: int, reason: str, at: datetime) -> None:
    """Set the chat's subscriber to resting: the Bot API refused a message for `reason`."""
    async with database.write() as conn:
        await subscribers.mark_unreachable(conn, [chat_id], reason, at)


async def membership_changed(
    database: Database, chat_id: int, kind: ChatKind, *, title: str | None, why_not: str | None, at: datetime
) -> Subscriber | None:
    """Set the chat's subscriber to resting if the bot can no longer write, and to active when it can again.

    Returns the subscriber as it was. A new channel is stored as paused, to be set up (`NEW`), and removed if left.
    """
    async with database.write() as conn:
        before = await subscribers.get(conn, chat_id)
        if before is None and (why_not or kind is not ChatKind.CHANNEL):
            return None
        if before and before.reason == NEW and why_not:
            await subscribers.remove(conn, chat_id)
            return None
        updated = replace(before or Subscriber(chat_id, kind, State.PAUSED, NEW), kind=kind, title=title)
        if why_not and updated.state is not State.PAUSED:
            updated = replace(updated, state=State.RESTING, reason=why_not)
        elif updated.state is State.RESTING and not why_not:
            updated = replace(updated, state=State.ACTIVE, reason=None)
        await subscribers.put(conn, updated, at)
        return before


async def _apply_once(
    database: Database, request: SubscriptionRequest, work: Callable[[AsyncConnection], Awaitable[object]]
) -> SubscriptionState:
    """Apply the change once per update id; return the resulting state."""
    async with database.write() as conn:
        if await updates.mark_processed(conn, request.update_id, request.at):
            await work(conn)
        return await read_state(conn, request.chat_id)


async def enroll(conn: AsyncConnection, request: SubscriptionRequest, *, every: bool) -> Subscriber:
    """Let the chat be a subscriber, of every story if so told or so far; what it is sent in is stored with it."""
    subscriber = await subscribers.get(conn, request.chat_id)
    updated = subscriber or Subscriber(request.chat_id, request.kind, every=every)
    updated = replace(updated, kind=request.kind, title=request.title, thread_id=request.thread_id or updated.thread_id)
    updated = replace(updated, state=State.ACTIVE, reason=None, every=updated.every or every)
    stored = await subscribers.put(conn, updated, request.at)
    reader = await readers.get(conn, request.chat_id)
    if reader is None or reader.language is None:
        await readers.choose(conn, request.chat_id, request.at, language=request.language)
    return stored


async def leave_stories(database: Database, request: SubscriptionRequest) -> SubscriptionState:
    """Unfollow every story, but none of the persons, places and words."""

    async def work(conn: AsyncConnection) -> None:
        subscriber = await subscribers.get(conn, request.chat_id)
        if subscriber:
            await subscribers.put(conn, replace(subscriber, every=False), request.at)
            await subscribers.pick(conn, request.chat_id, ())
            await chats.cancel(conn, request.chat_id, request.at, variant="")
            await leave_if_empty(conn, request.chat_id, request.at)

    return await _apply_once(database, request, work)


async def leave_if_empty(conn: AsyncConnection, chat_id: int, at: datetime) -> None:
    """Let a chat that follows nothing any more be no subscriber."""
    state = await read_state(conn, chat_id)
    if state.subscriber and not state.follows_any:
        await subscribers.remove(conn, chat_id)
        await chats.cancel(conn, chat_id, at)


async def _follow(conn: AsyncConnection, request: SubscriptionRequest, story: int | None) -> Subscriber:
    stored = await enroll(conn, request, every=story is None)
    if story is not None and not stored.every:
        await subscribers.subscribe(conn, request.chat_id, story)
    return stored


async def _unfollow(conn: AsyncConnection, request: SubscriptionRequest, story: int | None) -> None:
    subscriber = await subscribers.get(conn, request.chat_id)
    if subscriber and not subscriber.every and story is not None:
        await subscribers.unsubscribe(conn, request.chat_id, story)
        await chats.cancel(conn, request.chat_id, request.at, story=story)
        await leave_if_empty(conn, request.chat_id, request.at)
    elif subscriber:
        await chat_topics.clear(conn, request.chat_id, muted=False)
        await subscribers.remove(conn, request.chat_id)
        await chats.cancel(conn, request.chat_id, request.at)


async def read_state(conn: AsyncConnection, chat_id: int) -> SubscriptionState:
    """Read a chat's subscription within a transaction."""
    reader = await readers.get(conn, chat_id)
    subscriber = await subscribers.get(conn, chat_id)
    stories_of, topics = (
        await subscribers.stories_of(conn, chat_id),
        await chat_topics.count(conn, chat_id, muted=False),
    )
    return SubscriptionState(chat_id, subscriber, stories_of, reader.zone if reader else None, topics)
