"""Use cases of channels: what is posted there and how, which the audit log records; and their pinned cards."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.errors import LinkInvalid
from bot.model.reader import Reader
from bot.model.roles import Action
from bot.services.desk_transaction import desk_transaction
from bot.store import chats, deliveries, pinned_cards, post_reactions, readers, subscribers
from bot.store.subscribers import State

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from bot.model.language import Language
    from bot.services.desk_transaction import ActionContext
    from bot.store.database import Database
    from bot.store.deliveries import LastDelivery
    from bot.store.pinned_cards import Missing, PinnedCard
    from bot.store.subscribers import Subscriber

PAUSED_BY_DESK = "wish"  # the reason of a subscriber that somebody paused


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """Settings that a button changes: fields of the subscriber, and choices of its reader."""

    subscriber: Mapping[str, Any] = field(default_factory=dict)
    reader: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel or group with its reader's choices, picked stories and last delivery; no subscriber if unknown."""

    subscriber: Subscriber | None
    reader: Reader
    stories: frozenset[int]
    last: LastDelivery | None


async def read_all(database: Database, limit: int) -> list[tuple[Subscriber, LastDelivery | None]]:
    """Read channels and groups, each with its last delivery."""
    async with database.read() as conn:
        channels = (await subscribers.channels(conn))[:limit]
        last = await deliveries.last_of_chats(conn, [subscriber.chat_id for subscriber in channels])
    return [(subscriber, last.get(subscriber.chat_id)) for subscriber in channels]


async def read(database: Database, chat_id: int) -> Channel:
    """Read one channel."""
    async with database.read() as conn:
        return Channel(
            await subscribers.get(conn, chat_id),
            await readers.get(conn, chat_id) or Reader(chat_id),
            await subscribers.stories_of(conn, chat_id),
            (await deliveries.last_of_chats(conn, [chat_id])).get(chat_id),
        )


async def find(database: Database, chat_id: int) -> Subscriber | None:
    """Read the subscriber of a chat; None if missing."""
    async with database.read() as conn:
        return await subscribers.get(conn, chat_id)


async def change(
    database: Database,
    chat_id: int,
    settings: ChannelSettings,
    *,
    what: str,
    context: ActionContext,
    language: Language | None = None,
) -> None:
    """Change a channel's settings; `what` names the change in the audit log. Raises NotAllowed.

    A channel that posts both languages and has none yet gets `language` as its first.
    """
    async with desk_transaction(database, context, Action.CHANNELS, chat=chat_id) as tx:
        subscriber = await subscribers.get(tx.conn, chat_id)
        if not (tx.is_new_update and subscriber):
            return
        reader = await readers.get(tx.conn, chat_id) or Reader(chat_id)
        is_first = language and reader.language is None and settings.subscriber.get("both")
        choices = ({"language": language} if is_first else {}) | dict(settings.reader)
        if choices:
            await readers.choose(tx.conn, chat_id, context.at, **choices)
            await pinned_cards.invalidate(tx.conn, chat_id)
        changed = replace(subscriber, **settings.subscriber, set_up_by=context.actor)
        await subscribers.put(tx.conn, changed, context.at)
        await tx.record(chat=chat_id, what=what)


async def activate(database: Database, chat_id: int, *, obstacle: str | None, context: ActionContext) -> None:
    """Post there from now on; with an `obstacle` (why the bot may not), rest until it is gone."""
    state = State.RESTING if obstacle else State.ACTIVE
    await change(database, chat_id, ChannelSettings({"state": state, "reason": obstacle}), what="go", context=context)


async def pause(database: Database, chat_id: int, *, context: ActionContext) -> None:
    """Post nothing there for now; pending deliveries are cancelled."""
    settings = ChannelSettings({"state": State.PAUSED, "reason": PAUSED_BY_DESK})
    await change(database, chat_id, settings, what="pause", context=context)
    async with database.write() as conn:
        await chats.cancel(conn, chat_id, context.at, reason="paused")


async def toggle_story(
    database: Database, chat_id: int, story: int, live: Collection[int], *, context: ActionContext
) -> None:
    """Pick or unpick a `live` story; a channel that took all takes all but this from then on. Raises LinkInvalid."""
    if story not in live:
        raise LinkInvalid
    async with desk_transaction(database, context, Action.CHANNELS, chat=chat_id) as tx:
        subscriber = await subscribers.get(tx.conn, chat_id)
        if tx.is_new_update and subscriber:
            picked = frozenset(live) if subscriber.every else await subscribers.stories_of(tx.conn, chat_id)
            await subscribers.put(tx.conn, replace(subscriber, every=False), context.at)
            await subscribers.pick(tx.conn, chat_id, picked ^ {story})
            await tx.record(chat=chat_id, what="pick", story=story)


async def forget(database: Database, chat_id: int, *, context: ActionContext) -> None:
    """Delete a channel with all that is stored of it."""
    async with desk_transaction(database, context, Action.CHANNELS, chat=chat_id) as tx:
        if tx.is_new_update:
            await chats.forget(tx.conn, chat_id)
            await tx.record(chat=chat_id, what="forget")


async def read_version(database: Database) -> tuple[Any, ...]:
    """Read a value that differs once a channel was changed."""
    async with database.read() as conn:
        return await subscribers.channels_changed(conn)


async def read_due_cards(database: Database) -> tuple[tuple[Missing, ...], tuple[PinnedCard, ...]]:
    """Read the cards that are missing or outdated, and those that nobody wants any more."""
    async with database.read() as conn:
        return tuple(await pinned_cards.missing(conn)), tuple(await pinned_cards.left_over(conn))


async def store_card(database: Database, card: PinnedCard) -> None:
    """Store a card as it is shown."""
    async with database.write() as conn:
        await pinned_cards.put(conn, card)


async def remove_card(database: Database, card: PinnedCard) -> None:
    """Forget an unpinned card."""
    async with database.write() as conn:
        await pinned_cards.remove(conn, card)


async def mark_unreachable(database: Database, chat_id: int, reason: str, now: datetime) -> None:
    """Store that a channel takes no messages, and why."""
    async with database.write() as conn:
        await subscribers.mark_unreachable(conn, [chat_id], reason, now)


async def count_reactions(database: Database, chat_id: int, message_id: int, count: int) -> None:
    """Store how many reactions a channel's post has; one that no push sent is left out."""
    async with database.write() as conn:
        if await post_reactions.change(conn, chat_id, message_id, count):
            return
        post = await post_reactions.find_post(conn, chat_id, message_id)
        if post:
            await post_reactions.add(conn, chat_id, message_id, post, count)
