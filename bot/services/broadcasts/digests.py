"""Send digests and what quiet hours held back: rendered when due, once for all chats that get the same.

A chunk of chats is one transaction, which stores what they are sent and advances the moment from which the next digest
collects. So a crash at any point repeats nothing and loses nothing, and a million due chats take no more memory than
a chunk.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from bot.model.delivery_schedule import Frequency
from bot.model.reader import FormatPreference, Preferences
from bot.services.broadcasts.digest_items import DigestKey, explain, gather
from bot.services.broadcasts.render import cover, render, with_lines
from bot.services.follows.reach import names_of
from bot.store import (
    broadcasts,
    chat_topics,
    dialects,
    followers,
    key_values,
    recipients,
    renditions,
    restored,
    stories,
    subscribers,
)
from bot.store.followers import Reach
from bot.store.recipients import Combination
from bot.store.subscribers import ChatKind
from bot.views import digest as digest_page
from bot.views.broadcast_message import ButtonTargets
from bot.views.digest import DigestKind
from bot.views.story_update import SIZE_BUDGETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Translator
    from bot.model import Correction
    from bot.model.language import Language
    from bot.services.broadcasts.render import Cover, Pair
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.subscribers import DueDigest
    from bot.store.topics import Topic
    from bot.views.digest import DigestItem
    from bot.views.document import Document
    from bot.views.story_update import SizeBudget

CHUNK = 500  # chats in one transaction
KEPT = 2_000  # rendered digests in the LRU cache: some megabytes
LOW_URGENCY = 1  # updates and announcements (urgency 0) are sent before digests
_TICK = timedelta(microseconds=1)  # resolution of the database's timestamps


class Addresses(NamedTuple):
    """The bot's username, None if unknown, and the address of the public pages if links lead there."""

    username: str | None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """One chunk of due chats: which digest each gets, and the broadcasts these are made of, by id."""

    due: tuple[DueDigest, ...]
    keys: tuple[tuple[int, DigestKey], ...]
    fresh: Mapping[int, Broadcast]
    topics: Mapping[int, Topic]

    def since(self, now: datetime) -> datetime:
        """Return the moment from which the next digest collects: behind every broadcast in this one."""
        return max([now, *(held.started_at + _TICK for held in self.fresh.values() if held.started_at)])


class DigestSender:
    """Renders due digests, with an LRU cache, and enqueues them."""

    def __init__(self, database: Database, words: Mapping[Language, Translator]) -> None:
        self._database = database
        self._words = words
        self._made: OrderedDict[DigestKey, Pair | None] = OrderedDict()
        self._digest = 0  # id of the broadcast that takes the digests
        self._stored: dict[DigestKey, int] = {}  # ids of its renditions

    async def send(self, now: datetime) -> int:
        """Enqueue one chunk of due digests; return how many chats were due."""
        async with self._database.read() as conn:
            plan = await _plan(conn, now, lock=False)
            missing = self._missing(plan)
            items = {key: await _gather(conn, plan, key) for key in missing}
            addresses = await read_addresses(conn)
        for key in missing:
            self._made[key] = compose(self._words, key, items[key], addresses)
            await asyncio.sleep(0)  # readers are answered in between
        if plan.due:
            async with self._database.write() as conn:
                digest, stored, sent = await self._send(conn, now, addresses)
            self._digest, self._stored = digest, stored
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
            return sent
        return 0

    async def _send(
        self, conn: AsyncConnection, now: datetime, addresses: Addresses
    ) -> tuple[int, dict[DigestKey, int], int]:
        """Enqueue a chunk as of now; return the broadcast it went into, that one's renditions, and the count of chats.

        The broadcast's row is locked before the subscribers, in the order in which the delivery worker locks both.
        """
        await dialects.lock_share(conn, "stories")  # no correction commits between rendering a digest and its commit
        digest = await broadcasts.get_for_update(conn, self._digest) if self._digest else None
        await dialects.lock_exclusive(conn, "subscribers")
        plan = await _plan(conn, now, lock=True)
        for key in self._missing(plan):  # a broadcast or a changed preference since `send` read the plan
            self._made[key] = compose(self._words, key, await _gather(conn, plan, key), addresses)
        keyed = [(chat, key) for chat, key in plan.keys if self._made[key]]
        number, stored = self._digest, dict(self._stored)
        chats = {chat for chat, _ in keyed}
        # One broadcast has at most one delivery a chat and language: a chat that is in it needs another broadcast.
        if keyed and (not digest or digest.state != "running" or await recipients.has_any(conn, number, chats)):
            number, stored = await _begin(conn, now), {}
        rows = []
        for chat, key in keyed:
            if key not in stored:
                stored[key] = await self._store(conn, number, key)
            rows.append((chat, key.combination.language, stored[key]))
        await recipients.enqueue_to(conn, number, rows)
        when_restored = await restored.read(conn)
        held = {due.subscriber.chat_id for due in plan.due if restored.is_held(when_restored, due.subscriber.due_at)}
        if held & chats:
            await restored.hold_again(conn, number, frozenset(held & chats), now)
        await subscribers.roll(conn, [due.rolled(plan.since(now)) for due in plan.due])
        return number, stored, len(plan.due)

    def _missing(self, plan: _Plan) -> list[DigestKey]:
        """List the keys not in the cache; mark the others as used."""
        missing = []
        for key in dict.fromkeys(key for _, key in plan.keys):
            if key in self._made:
                self._made.move_to_end(key)
            else:
                missing.append(key)
        return missing

    async def _store(self, conn: AsyncConnection, broadcast_id: int, key: DigestKey) -> int:
        pair = self._made[key]
        assert pair  # noqa: S101 - `_send` stores only keys with content
        rendition, fallback = pair
        made_of = key.to_json()
        classic = await renditions.add(conn, broadcast_id, fallback, digest=made_of) if fallback else None
        return await renditions.add(conn, broadcast_id, rendition, classic, digest=made_of)


async def read_addresses(conn: AsyncConnection) -> Addresses:
    """Read where links of digests lead."""
    return Addresses(await key_values.username(conn), await key_values.site(conn))


def compose(
    translators: Mapping[Language, Translator],
    key: DigestKey,
    items: tuple[DigestItem, ...],
    addresses: Addresses,
    records: Mapping[int, tuple[Correction, ...]] = MappingProxyType({}),
) -> Pair | None:
    """Render a digest; None if all of its stories are archived, or nothing changed in its language.

    `records` are the corrections, by story, of what it showed when it was delivered.
    """
    items = tuple(part for item in items if (part := item.in_language(key.combination.language)))
    if not items:
        return None
    combination = key.combination
    words = translators[combination.language].in_digits(combination.digits)
    preferences = Preferences(combination.language, combination.months, combination.digits)
    buttons = ButtonTargets(combination.channel, addresses.username, addresses.site)

    def covers(size: SizeBudget) -> tuple[Cover, ...]:
        updates = (item.update for item in items[: digest_page.STORIES])
        return tuple(
            cover(update.story, update.items(size), records.get(update.story.number, ()))
            for update in updates
            if update.story
        )

    def document(size: SizeBudget) -> Document:
        made = digest_page.document(items, key.kind, words, preferences, size, buttons)
        return with_lines(made, [record for listed in records.values() for record in listed], words, preferences)

    return render(
        document,
        covers,
        combination,
        variant=key.variant,
        sizes=SIZE_BUDGETS[min(len(items), digest_page.STORIES) - 1 :],  # the more stories, the less of each
    )


async def _begin(conn: AsyncConnection, now: datetime) -> int:
    new = broadcasts.NewBroadcast(kind="digest", state="running", urgency=LOW_URGENCY, by=0, due_at=now)
    return await broadcasts.add(conn, new, now)


async def _gather(conn: AsyncConnection, plan: _Plan, key: DigestKey) -> tuple[DigestItem, ...]:
    items = await gather(conn, (plan.fresh[number] for number in key.broadcasts))
    return explain(items, key, plan.fresh, plan.topics)


async def _plan(conn: AsyncConnection, now: datetime, *, lock: bool) -> _Plan:
    due = await subscribers.due(conn, now, CHUNK, lock=lock)
    since = min((due_digest.subscriber.since for due_digest in due if due_digest.subscriber.since), default=None)
    fresh = {broadcast.id: broadcast for broadcast in await broadcasts.since(conn, since)} if since else {}
    if not fresh:
        return _Plan(due, (), {}, {})
    newest = {head.number: head.revision for head in await stories.heads(conn)}
    reaches = await followers.stored(conn, {number: broadcast.story for number, broadcast in fresh.items()})
    followed = await chat_topics.of_chats(conn, [digest.subscriber.chat_id for digest in due]) if reaches else {}
    keys = []
    for digest in due:
        topics = followed.get(digest.subscriber.chat_id, {})
        for combination in _combinations(digest):
            held = dict(_held(digest, fresh.values(), reaches, topics, combination.language))
            revisions = tuple(newest.get(fresh[number].story or 0, 0) for number in held)
            key = DigestKey(tuple(held), revisions, combination, _kind(digest, now), tuple(held.values()))
            keys += [(digest.subscriber.chat_id, key)] if held else []
    return _Plan(due, tuple(keys), fresh, await names_of(conn, {topic for _, key in keys for topic in key.reasons}))


def _held(
    due: DueDigest,
    fresh: Iterable[Broadcast],
    reaches: Mapping[int, Reach],
    topics: Mapping[int, bool],
    language: Language,
) -> Iterator[tuple[int, int | None]]:
    """Yield the ids of the broadcasts that were held back for a chat, each with the followed topic that it is for.

    `topics` are those that the chat follows (False) or mutes (True).
    """
    since = due.subscriber.since
    for broadcast in fresh:
        if not (since and broadcast.started_at and broadcast.started_at >= since):
            continue
        by_story = broadcast.story is None or due.stories is None or broadcast.story in due.stories
        reason = reaches.get(broadcast.id, Reach()).reason(topics, language, by_story=by_story)
        if reason.is_sent:
            yield broadcast.id, reason.topic


def _combinations(due: DueDigest) -> Iterator[Combination]:
    """Yield the chat's combination in its language, and in both where it posts both; none without a language."""
    reader, chat = due.reader, due.subscriber
    if reader.language:
        rich, channel = reader.format_preference is not FormatPreference.SIMPLE, chat.kind is ChatKind.CHANNEL
        both = (reader.language, reader.language.other)
        for language in both if chat.both else both[:1]:
            yield Combination(language, rich, reader.months, reader.digits, channel)


def _kind(due: DueDigest, now: datetime) -> DigestKind:
    frequency = due.subscriber.frequency
    if frequency is Frequency.NOW:
        return DigestKind("held")
    day = now.astimezone(ZoneInfo(due.reader.zone or "UTC")).date()
    return DigestKind("weekly" if frequency is Frequency.WEEKLY else "daily", day)
