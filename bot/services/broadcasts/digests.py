"""What quiet hours held back and digests bundle: composed when it is due, once for all who are to have the same.

A chunk of chats is one transaction: what they are sent, and from when on the next is held. So a crash at any point
repeats nothing and loses nothing, and a million that are due take no more memory than a chunk.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.audience import Preferences, Wanted
from bot.pages import bundle
from bot.pages.bundle import Occasion
from bot.pages.update import EXTENTS, Exit
from bot.pushing.holding import gather
from bot.pushing.setting import render
from bot.store import broadcasts, dialects, recipients, renditions, rules, stories, subscribers
from bot.store.recipients import Combination
from bot.store.subscribers import Kind
from bot.timing import Pace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.i18n.catalogue import Words
    from bot.language import Language
    from bot.pages.bundle import Held
    from bot.pages.update import Extent
    from bot.pushing.setting import Cover, Pair
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.subscribers import Due

CHUNK = 500  # chats in one transaction
KEPT = 2_000  # bundles kept composed, the latest used: some megabytes
UNHURRIED = 1  # urgency: whatever is pushed goes before
_TICK = timedelta(microseconds=1)  # as finely as the database tells moments


@dataclass(frozen=True, slots=True)
class Wrap:
    """All that a bundle depends on: its pushes, the revisions of their stories, for whom, and on which occasion."""

    pushes: tuple[int, ...]
    revisions: tuple[int, ...]
    combination: Combination
    occasion: Occasion

    @property
    def variant(self) -> str:
        """A name for it that no other bundle has."""
        return sha256(repr(self).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A chunk of what is due: which chats get which bundles, and the pushes that these are made of, by number."""

    due: tuple[Due, ...]
    wraps: tuple[tuple[int, Wrap], ...]
    fresh: Mapping[int, Broadcast]

    def since(self, now: datetime) -> datetime:
        """From when on the next is held: nothing that this bundle has seen is in it."""
        return max([now, *(one.started_at + _TICK for one in self.fresh.values() if one.started_at)])


class Bundler:
    """Composes what is due; what it made once it keeps."""

    def __init__(self, database: Database, words: Mapping[Language, Words]) -> None:
        self._database = database
        self._words = words
        self._made: OrderedDict[Wrap, Pair | None] = OrderedDict()
        self._digest = 0  # the number of the broadcast that bundles go into
        self._stored: dict[Wrap, int] = {}  # the numbers of its renditions

    async def send(self, now: datetime) -> int:
        """Set on their way the bundles of one chunk of those that are due; returns how many chats that were."""
        async with self._database.read() as conn:
            plan = await _plan(conn, now, hold=False)
            missing = self._missing(plan)
            held = {one.pushes: await gather(conn, (plan.fresh[number] for number in one.pushes)) for one in missing}
            username = await rules.username(conn)
        for wrap in missing:
            self._made[wrap] = self._compose(wrap, held[wrap.pushes], username)
            await asyncio.sleep(0)  # readers are answered in between
        if plan.due:
            async with self._database.write() as conn:
                digest, stored, sent = await self._send(conn, now, username)
            self._digest, self._stored = digest, stored
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
            return sent
        return 0

    async def _send(
        self, conn: AsyncConnection, now: datetime, username: str | None
    ) -> tuple[int, dict[Wrap, int], int]:
        """Send a chunk as things are now; returns the broadcast that it went into, its renditions, and how many chats.

        The broadcast's row is held first: who records what was sent holds it, too, before the subscribers.
        """
        digest = await broadcasts.hold(conn, self._digest) if self._digest else None
        await dialects.take_alone(conn, "subscribers")
        plan = await _plan(conn, now, hold=True)
        for wrap in self._missing(plan):  # somebody pushed, or changed their mind, since these were made
            held = await gather(conn, (plan.fresh[number] for number in wrap.pushes))
            self._made[wrap] = self._compose(wrap, held, username)
        wraps = [(chat, wrap) for chat, wrap in plan.wraps if self._made[wrap]]
        number, stored = self._digest, dict(self._stored)
        chats = {chat for chat, _ in wraps}
        # A chat that has one in the last digest gets its next in another.
        if wraps and (not digest or digest.state != "running" or await recipients.has_any(conn, number, chats)):
            number, stored = await _begin(conn, now), {}
        rows = []
        for chat, wrap in wraps:
            if wrap not in stored:
                stored[wrap] = await self._store(conn, number, wrap)
            rows.append((chat, wrap.combination.language, stored[wrap]))
        await recipients.enqueue_to(conn, number, rows, now)
        await subscribers.roll(conn, [one.rolled(plan.since(now)) for one in plan.due])
        return number, stored, len(plan.due)

    def _missing(self, plan: _Plan) -> list[Wrap]:
        """What is still to be composed; what is there counts as used."""
        missing = []
        for wrap in dict.fromkeys(wrap for _, wrap in plan.wraps):
            if wrap in self._made:
                self._made.move_to_end(wrap)
            else:
                missing.append(wrap)
        return missing

    def _compose(self, wrap: Wrap, held: tuple[Held, ...], username: str | None) -> Pair | None:
        """The bundle; None where all that it would tell is archived."""
        if not held:
            return None
        way = wrap.combination
        words = self._words[way.language].in_digits(way.digits)
        preferences = Preferences(way.language, way.months, way.digits)
        exit_ = Exit(way.channel, username)

        def covers(extent: Extent) -> tuple[Cover, ...]:
            told = (one.telling for one in held[: bundle.STORIES])
            return tuple((one.story.number, one.story.revision, one.items(extent)) for one in told if one.story)

        return render(
            lambda extent: bundle.document(held, wrap.occasion, words, preferences, extent, exit_),
            covers,
            way,
            variant=wrap.variant,
            extents=EXTENTS[min(len(held), bundle.STORIES) - 1 :],  # of more stories less each
        )

    async def _store(self, conn: AsyncConnection, number: int, wrap: Wrap) -> int:
        pair = self._made[wrap]
        assert pair  # noqa: S101 - what is archived is not stored
        rendition, fallback = pair
        classic = await renditions.add(conn, number, fallback) if fallback else None
        return await renditions.add(conn, number, rendition, classic)


async def _begin(conn: AsyncConnection, now: datetime) -> int:
    return await broadcasts.add(
        conn, kind="digest", state="running", story=None, base=None, revision=None, spec="{}", urgency=UNHURRIED,
        by=0, due_at=now, at=now,
    )  # fmt: skip


async def _plan(conn: AsyncConnection, now: datetime, *, hold: bool) -> _Plan:
    due = await subscribers.due(conn, now, CHUNK, hold=hold)
    since = min((one.subscriber.since for one in due if one.subscriber.since), default=None)
    fresh = {one.id: one for one in await broadcasts.since(conn, since)} if since else {}
    if not fresh:
        return _Plan(due, (), {})
    revisions = {one.number: one.revision for one in await stories.heads(conn)}
    wraps = []
    for one in due:
        if pushes := tuple(_heard(one, fresh.values())):
            told = tuple(revisions.get(fresh[number].story or 0, 0) for number in pushes)
            occasion = _occasion(one, now)
            wraps += [(one.subscriber.chat_id, Wrap(pushes, told, way, occasion)) for way in _ways(one)]
    return _Plan(due, tuple(wraps), fresh)


def _heard(due: Due, fresh: Iterable[Broadcast]) -> Iterator[int]:
    """The numbers of the pushes that were held for a chat."""
    since = due.subscriber.since
    for one in fresh:
        in_time = since and one.started_at and one.started_at >= since
        if in_time and (one.story is None or due.stories is None or one.story in due.stories):
            yield one.id


def _ways(due: Due) -> Iterator[Combination]:
    """How the chat reads: in its language, and in both where it posts both; one that has none reads nothing."""
    reader, chat = due.reader, due.subscriber
    if reader.language:
        rich, channel = reader.wanted is not Wanted.SIMPLE, chat.kind is Kind.CHANNEL
        both = (reader.language, reader.language.other)
        for language in both if chat.both else both[:1]:
            yield Combination(language, rich, reader.months, reader.digits, channel)


def _occasion(due: Due, now: datetime) -> Occasion:
    pace = due.subscriber.pace
    if pace is Pace.NOW:
        return Occasion("held")
    day = now.astimezone(ZoneInfo(due.reader.zone or "UTC")).date()
    return Occasion("weekly" if pace is Pace.WEEKLY else "daily", day)
