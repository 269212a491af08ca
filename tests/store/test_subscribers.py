"""Subscribers: kept, resting and waking, and when what is held for them is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.model.delivery_schedule import Frequency
from bot.model.language import Language
from bot.store import readers, stories, subscribers
from bot.store.chat_cache import ChatCache
from bot.store.subscribers import ChatKind, State, Subscriber
from bot.store.write_behind import WriteBehind
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

CHAT, OTHER, THIRD = 12345678901, 12345678902, 12345678903
NIGHT = datetime(2025, 4, 28, 20, 0, tzinfo=UTC)  # 23:00 in Amman
MORNING = datetime(2025, 4, 29, 4, 0, tzinfo=UTC)
QUIET = Subscriber(CHAT, ChatKind.PRIVATE, quiet_from=22 * 60, quiet_to=7 * 60)
DIGEST = Subscriber(CHAT, ChatKind.PRIVATE, frequency=Frequency.DAILY, minute=8 * 60)


async def _in_amman(conn: AsyncConnection, *chats: int) -> None:
    for chat in chats:
        await readers.choose(conn, chat, NOW, language=Language.AR, zone="Asia/Amman")


async def test_what_is_put_is_got(database: Database) -> None:
    """Every field, and again after a change."""
    full = Subscriber(
        CHAT,
        ChatKind.CHANNEL,
        State.ACTIVE,
        None,
        17,
        False,
        silent=True,
        both=True,
        card=True,
        title="قناة",
        set_up_by=101,
    )
    async with database.write() as conn:
        assert await subscribers.get(conn, CHAT) is None
        assert await subscribers.put(conn, full, NOW) == full
        assert await subscribers.get(conn, CHAT) == full
        less = replace(full, silent=False, title=None, state=State.PAUSED, reason="wish")
        await subscribers.put(conn, less, NOW)
        assert await subscribers.get(conn, CHAT) == less
        assert await subscribers.remove(conn, CHAT)
        assert not await subscribers.remove(conn, CHAT)


async def test_stories_are_picked_and_left(database: Database) -> None:
    """Twice is once; who subscribes no more has picked none."""
    async with database.write() as conn:
        one, two = [
            (await stories.publish(conn, dossier(slug), base=None, note=None, author=None, at=NOW)).number
            for slug in ("one", "two")
        ]
        await subscribers.put(conn, Subscriber(CHAT, ChatKind.PRIVATE, every=False), NOW)
        for story in (one, two, two):
            await subscribers.subscribe(conn, CHAT, story)
        assert await subscribers.stories_of(conn, CHAT) == {one, two}
        await subscribers.unsubscribe(conn, CHAT, one)
        assert await subscribers.stories_of(conn, CHAT) == {two}
        await subscribers.pick(conn, CHAT, [one, one])
        assert await subscribers.stories_of(conn, CHAT) == {one}
        await subscribers.remove(conn, CHAT)
        assert await subscribers.stories_of(conn, CHAT) == frozenset()


async def test_quiet_hours_are_in_the_zone_of_the_reader(database: Database) -> None:
    """At night the window lasts from now on until seven, by day it is the next night's; it moves with the zone."""
    async with database.write() as conn:
        await _in_amman(conn, CHAT)
        assert (await subscribers.put(conn, QUIET, NIGHT)).held == (NIGHT, MORNING)
        await subscribers.remove(conn, CHAT)
        by_day = NIGHT - timedelta(hours=8)
        assert (await subscribers.put(conn, QUIET, by_day)).held == (NIGHT - timedelta(hours=1), MORNING)
    evening = NIGHT - timedelta(hours=7)
    chat_cache = ChatCache(database, WriteBehind(database, lambda: evening), lambda: evening)
    await chat_cache.choose(1, CHAT, zone="Europe/London")
    async with database.read() as conn:
        value = await subscribers.get(conn, CHAT)
    assert value
    assert value.held == (NIGHT + timedelta(hours=1), MORNING + timedelta(hours=2))


async def test_what_a_digest_held_is_due_when_the_reader_wants_all_at_once(database: Database) -> None:
    """And after that nothing is held."""
    async with database.write() as conn:
        await _in_amman(conn, CHAT)
        await subscribers.put(conn, DIGEST, NOW)
        later = NOW + timedelta(hours=3)
        now = await subscribers.put(conn, Subscriber(CHAT, ChatKind.PRIVATE), later)
        assert now.held == (NOW, later)
        (due,) = await subscribers.due(conn, later)
        assert (due.subscriber, due.reader.language, due.stories) == (now, Language.AR, None)
        await subscribers.roll(conn, [due.rolled(later)])
        assert await subscribers.due(conn, later + timedelta(days=9)) == ()
        value = await subscribers.get(conn, CHAT)
        assert value
        assert value.held is None


async def test_due_ones_come_in_chunks_with_what_they_picked(database: Database) -> None:
    """The longest due first; what is rolled comes no more, and what rests or is paused never."""
    async with database.write() as conn:
        story = await stories.publish(conn, dossier("one"), base=None, note=None, author=None, at=NOW)
        await _in_amman(conn, CHAT, OTHER, THIRD)
        for chat in (CHAT, OTHER, THIRD):
            await subscribers.put(conn, replace(DIGEST, chat_id=chat, every=chat != OTHER), NOW)
        await subscribers.subscribe(conn, OTHER, story.number)
        await subscribers.put(conn, replace(DIGEST, chat_id=THIRD, state=State.PAUSED, reason="wish"), NOW)
        assert await subscribers.due(conn, NOW) == ()
        eight = datetime(2025, 4, 29, 5, 0, tzinfo=UTC)
        assert await subscribers.next_due(conn) == eight
        seen = []
        while due_digests := await subscribers.due(conn, eight, limit=1):
            seen += [(due_digest.subscriber.chat_id, due_digest.stories) for due_digest in due_digests]
            await subscribers.roll(conn, [due_digest.rolled(eight) for due_digest in due_digests])
        assert seen == [(CHAT, None), (OTHER, frozenset({story.number}))]
        assert await subscribers.next_due(conn) == eight + timedelta(days=1)


async def test_who_blocked_the_bot_rests_and_wakes(database: Database) -> None:
    """At rest nothing is held or due; awake it holds what is pushed from then on. A paused one stays so."""
    async with database.write() as conn:
        await _in_amman(conn, CHAT, OTHER)
        await subscribers.put(conn, DIGEST, NOW)
        await subscribers.put(conn, Subscriber(OTHER, ChatKind.CHANNEL, State.PAUSED, "wish"), NOW)
        await subscribers.mark_unreachable(conn, [], "blocked", NOW)
        await subscribers.mark_unreachable(conn, [OTHER, CHAT, THIRD], "blocked", NOW)
        value = await subscribers.get(conn, CHAT)
        assert value
        assert (value.state, value.reason, value.held) == (State.RESTING, "blocked", None)
        later = NOW + timedelta(days=3)
        assert not await subscribers.wake(conn, OTHER, later)
        assert not await subscribers.wake(conn, THIRD, later)
        assert await subscribers.wake(conn, CHAT, later)
        value = await subscribers.get(conn, CHAT)
        assert value
        assert (value.state, value.reason) == (State.ACTIVE, None)
        assert value.held
        assert value.held[0] == later


async def test_channels_are_listed_before_groups(database: Database) -> None:
    """The newest first; people are nobody's to list."""
    async with database.write() as conn:
        for at, (chat, kind) in enumerate(
            [(-1, ChatKind.GROUP), (-2, ChatKind.CHANNEL), (3, ChatKind.PRIVATE), (-4, ChatKind.CHANNEL)]
        ):
            await subscribers.put(conn, Subscriber(chat, kind), NOW + timedelta(seconds=at))
        assert [channel.chat_id for channel in await subscribers.channels(conn)] == [-4, -2, -1]
        assert [channel.chat_id for channel in await subscribers.channels(conn, limit=1)] == [-4]
