"""A chat follows stories: it begins and ends, picks and leaves, says when it wants to hear; one transaction each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.store import chats, readers, stories, subscribers, updates
from bot.store.subscribers import State, Subscriber

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.language import Language
    from bot.store.database import Database
    from bot.store.subscribers import Kind


@dataclass(frozen=True, slots=True)
class Wish:
    """Which chat wants something, when, and by which update; `language` is kept of a chat that chose none before.

    `thread_id` is the forum topic that was spoken in.
    """

    chat_id: int
    kind: Kind
    at: datetime
    update_id: int
    language: Language
    title: str | None = None
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a chat follows: its subscriber, None where it follows nothing, what it picked, and its zone, if chosen."""

    chat_id: int
    subscriber: Subscriber | None
    stories: frozenset[int]
    zone: str | None

    def follows(self, story: int | None) -> bool:
        """Whether it is sent what changes in a story, or where none is named in every one."""
        return self.subscriber is not None and (self.subscriber.every or story in self.stories)


async def standing(database: Database, chat_id: int) -> Standing:
    """What a chat follows."""
    async with database.read() as conn:
        return await _standing(conn, chat_id)


async def follow(database: Database, wish: Wish, story: int | None = None) -> Standing:
    """The chat follows a story, or where none is named every one; what it followed before, it follows still.

    Where it was spoken in a forum's topic, that is where pushes go from now on.
    """
    return await _do(database, wish, lambda conn: _follow(conn, wish, story))


async def leave(database: Database, wish: Wish, story: int | None = None) -> Standing:
    """The chat leaves a story that it picked, or where none is named all; what waits to be sent of it is cancelled.

    Who follows every story leaves one by leaving all, and who left the last one follows nothing.
    """
    return await _do(database, wish, lambda conn: _leave(conn, wish, story))


async def pick(database: Database, wish: Wish, story: int) -> Standing:
    """Tick a story, or untick it: who followed every one follows from then on those that there are but this."""

    async def work(conn: AsyncConnection) -> None:
        found = await subscribers.get(conn, wish.chat_id)
        if found is None:
            await _follow(conn, wish, story)
        elif found.every:
            await subscribers.put(conn, replace(found, every=False), wish.at)
            await subscribers.pick(conn, wish.chat_id, {one.number for one in await stories.heads(conn)} - {story})
            await chats.call_off(conn, wish.chat_id, wish.at, story=story)
        elif story in await subscribers.stories_of(conn, wish.chat_id):
            await _leave(conn, wish, story)
        else:
            await subscribers.subscribe(conn, wish.chat_id, story)

    return await _do(database, wish, work)


async def change(database: Database, wish: Wish, **fields: Any) -> Standing:
    """Set fields of the chat's subscriber; one that follows nothing yet follows every story from then on."""

    async def work(conn: AsyncConnection) -> None:
        found = await subscribers.get(conn, wish.chat_id) or await _follow(conn, wish, None)
        await subscribers.put(conn, replace(found, **fields), wish.at)

    return await _do(database, wish, work)


async def settle(database: Database, wish: Wish, zone: str) -> Standing:
    """Keep the chat's zone, an IANA name; what is held is due by its clock from then on."""

    async def work(conn: AsyncConnection) -> None:
        await readers.choose(conn, wish.chat_id, wish.at, zone=zone)
        await subscribers.retime(conn, wish.chat_id, wish.at)

    return await _do(database, wish, work)


async def _do(database: Database, wish: Wish, work: Callable[[AsyncConnection], Awaitable[object]]) -> Standing:
    """Do it once, however often its update comes; what the chat follows then."""
    async with database.write() as conn:
        if await updates.take(conn, wish.update_id, wish.at):
            await work(conn)
        return await _standing(conn, wish.chat_id)


async def _follow(conn: AsyncConnection, wish: Wish, story: int | None) -> Subscriber:
    found = await subscribers.get(conn, wish.chat_id)
    fresh = found or Subscriber(wish.chat_id, wish.kind, every=story is None)
    fresh = replace(fresh, kind=wish.kind, title=wish.title, thread_id=wish.thread_id or fresh.thread_id)
    fresh = replace(fresh, state=State.ACTIVE, reason=None, every=fresh.every or story is None)
    kept = await subscribers.put(conn, fresh, wish.at)
    if story is not None and not fresh.every:
        await subscribers.subscribe(conn, wish.chat_id, story)
    reader = await readers.get(conn, wish.chat_id)
    if reader is None or reader.language is None:
        await readers.choose(conn, wish.chat_id, wish.at, language=wish.language)
    return kept


async def _leave(conn: AsyncConnection, wish: Wish, story: int | None) -> None:
    found = await subscribers.get(conn, wish.chat_id)
    picked = await subscribers.stories_of(conn, wish.chat_id)
    if found and not found.every and story is not None and picked - {story}:
        await subscribers.unsubscribe(conn, wish.chat_id, story)
        await chats.call_off(conn, wish.chat_id, wish.at, story=story)
    elif found:
        await subscribers.remove(conn, wish.chat_id)
        await chats.call_off(conn, wish.chat_id, wish.at)


async def _standing(conn: AsyncConnection, chat_id: int) -> Standing:
    reader = await readers.get(conn, chat_id)
    found = await subscribers.get(conn, chat_id)
    return Standing(chat_id, found, await subscribers.stories_of(conn, chat_id), reader.zone if reader else None)
