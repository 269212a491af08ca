"""Use cases of what a chat follows beside stories, and what it mutes; one transaction each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.errors import Problem
from bot.services import subscriptions
from bot.services.follows.terms import SINGLE, name_words, own_links
from bot.store import chat_topics, chats, subscribers, topics, updates
from bot.store.followers import VARIANT
from bot.store.topics import TopicKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.model import Person
    from bot.services.subscriptions import SubscriptionRequest, SubscriptionState
    from bot.store.database import Database
    from bot.store.topics import NewTopic, Topic

MOST = 50
"""Topics that one chat may follow and mute."""


@dataclass(frozen=True, slots=True)
class FollowState:
    """What a chat follows: its stories, and topics; and the topics that it mutes.

    `turned` are those that a request just made the one in place of the other.
    """

    subscription: SubscriptionState
    followed: tuple[Topic, ...]
    muted: tuple[Topic, ...]
    turned: tuple[Topic, ...] = ()

    @property
    def all(self) -> tuple[Topic, ...]:
        """The topics that it follows, then those that it mutes."""
        return (*self.followed, *self.muted)

    def find(self, typed: str, *, muted: bool) -> tuple[Topic, ...]:
        """Return which of its topics typed words name: by a whole name, else by words of one."""
        wanted, own = set(name_words(typed)), self.muted if muted else self.followed
        names = [(topic, [set(name_words(name)) for _, name in topic.names]) for topic in own]
        whole = tuple(topic for topic, listed in names if wanted in listed)
        return whole or tuple(topic for topic, listed in names if wanted and any(wanted <= name for name in listed))


async def read_state(database: Database, chat_id: int) -> FollowState:
    """Read what a chat follows and mutes."""
    async with database.read() as conn:
        return await _read_state(conn, chat_id)


async def is_followed(database: Database, chat_id: int, person: Person) -> bool:
    """Whether a chat follows a person."""
    async with database.read() as conn:
        return await chat_topics.has_any(conn, chat_id, own_links(person))


async def follow(
    database: Database, request: SubscriptionRequest, wanted: Sequence[NewTopic], *, muted: bool = False
) -> FollowState | Problem:
    """Follow topics, or mute them; a Problem where the chat would have more than it may: then it has none of them.

    What is muted is followed no more, and what is pending because of it is cancelled.
    """
    turned: set[int] = set()
    async with database.write() as conn:
        if await updates.mark_processed(conn, request.update_id, request.at):
            ids = [await put(conn, topic) for topic in wanted]
            known = await chat_topics.of_chats(conn, [request.chat_id])
            own = known.get(request.chat_id, {})
            if len({*own, *ids}) > MOST:
                await topics.drop_unused(conn, ids)
                return Problem("error.follow_many", {"limit": MOST})
            if not muted:
                await subscriptions.enroll(conn, request, every=False)
            for number in ids:
                await chat_topics.put(conn, [request.chat_id], number, request.at, muted=muted)
            turned = {number for number in ids if own.get(number, muted) is not muted}
            for number in turned if muted else ():
                await chats.cancel(conn, request.chat_id, request.at, variant=f"{VARIANT}{number}")
        state = await _read_state(conn, request.chat_id)
    return replace(state, turned=tuple(topic for topic in state.all if topic.id in turned))


async def follow_again(database: Database, request: SubscriptionRequest, topic_id: int) -> FollowState:
    """Follow a topic that the chat mutes; change nothing of one that it does not mute."""
    async with database.write() as conn:
        if await updates.mark_processed(conn, request.update_id, request.at):
            known = await chat_topics.of_chats(conn, [request.chat_id])
            if known.get(request.chat_id, {}).get(topic_id):
                await subscriptions.enroll(conn, request, every=False)
                await chat_topics.put(conn, [request.chat_id], topic_id, request.at, muted=False)
        return await _read_state(conn, request.chat_id)


async def drop(database: Database, request: SubscriptionRequest, ids: Sequence[int]) -> tuple[FollowState, bool]:
    """Neither follow nor mute topics; cancel what is pending because of them. Return whether the chat had any of them.

    Who leaves the last thing that is followed follows nothing.
    """
    async with database.write() as conn:
        dropped = False
        if await updates.mark_processed(conn, request.update_id, request.at):
            for number in ids:
                dropped |= await chat_topics.remove(conn, request.chat_id, number)
                await chats.cancel(conn, request.chat_id, request.at, variant=f"{VARIANT}{number}")
            subscriber = await subscribers.get(conn, request.chat_id)
            if subscriber and not subscriber.every and dropped:
                await subscriptions.leave_if_empty(conn, request.chat_id, request.at)
        return await _read_state(conn, request.chat_id), dropped


async def put(conn: AsyncConnection, topic: NewTopic) -> int:
    """Store a topic unless it is known, a person by whatever name; return its id."""
    return await _known(conn, topic) or await topics.put(conn, topic)


async def _read_state(conn: AsyncConnection, chat_id: int) -> FollowState:
    return FollowState(
        await subscriptions.read_state(conn, chat_id),
        await chat_topics.of_chat(conn, chat_id),
        await chat_topics.of_chat(conn, chat_id, muted=True),
    )


async def _known(conn: AsyncConnection, wanted: NewTopic) -> int | None:
    """Return the stored topic of the same person, whatever its key: stories may call them otherwise."""
    if wanted.kind is not TopicKind.PERSON:
        return None
    known = await topics.with_terms(conn, wanted.links)
    for topic in known:
        if topic.kind is TopicKind.PERSON and _full(topic.links) & _full(wanted.links):
            await topics.widen(conn, topic, wanted.phrases, wanted.links)
            return topic.id
    return None


def _full(links: frozenset[str]) -> frozenset[str]:
    """Return the links that tell two topics to be one: a name of several words, or all that somebody is called."""
    return frozenset(link for link in links if not link.startswith(SINGLE))
