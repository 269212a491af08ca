"""All that is kept of a chat: how it is forgotten, and how it moves with a group that becomes a supergroup."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from bot.model.delivery_schedule import Frequency
from bot.model.language import Language
from bot.model.reader import Reader
from bot.store import chats, last_seen, readers, stories, subscribers, updates
from bot.store.delivery_tables import broadcasts, deliveries
from bot.store.last_seen import LastSeen
from bot.store.readers import CurrentStory
from bot.store.subscribers import ChatKind, State, Subscriber
from bot.store.tables import inbox
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

CHAT = 12345678901  # more than 32 bits, as chats are
GROUP = -1001234567890
OLD = -4444  # the group that became it
LATER = NOW + timedelta(hours=1)


async def test_forgetting_loses_no_question(database: Database) -> None:
    """What the chat sent and nobody has handled yet still waits."""
    question = updates.Incoming(5, "{}", CHAT)
    async with database.write() as conn:
        await updates.store(conn, [question], NOW, 1)
        await chats.forget(conn, CHAT)
        assert await updates.adopt(conn, 2, {1}) == (question,)
        assert await conn.scalar(select(func.count()).select_from(inbox)) == 1


async def test_what_a_forgotten_chat_was_to_be_sent_counts_as_cancelled(database: Database) -> None:
    """The states of a push add up to all that it was for, whoever is forgotten meanwhile."""
    states = ("pending", "sending", "sent", "failed", "uncertain", "cancelled", "skipped")
    async with database.write() as conn:
        number = await broadcast(conn, **dict.fromkeys(states, 2))
        for chat in (CHAT, GROUP):
            for language, state in zip("abcdefg", states, strict=True):
                await deliver(conn, number, chat, state, language=language)
        await chats.forget(conn, CHAT)
    async with database.read() as conn:
        assert await counts(conn, number) == {
            "pending": 1, "sending": 1, "sent": 2, "failed": 2, "uncertain": 2, "cancelled": 4, "skipped": 2,
        }  # fmt: skip
        assert await conn.scalar(select(func.count()).select_from(deliveries)) == len(states)


async def test_what_waits_for_who_left_is_cancelled(database: Database) -> None:
    """Of one story, or all of it; what is under way is let be, and of other chats nothing is touched."""
    async with database.write() as conn:
        one, two = await _two_stories(conn)
        first = await broadcast(conn, story_id=one, pending=2)
        second = await broadcast(conn, story_id=two, pending=1, sending=1)
        for number, chat, state in ((first, CHAT, "pending"), (first, GROUP, "pending"), (second, CHAT, "pending")):
            await deliver(conn, number, chat, state)
        await deliver(conn, second, CHAT, "sending", language="en")
        await chats.cancel(conn, CHAT, LATER, story=one)
        assert [(await counts(conn, it))["pending"] for it in (first, second)] == [1, 1]
        await chats.cancel(conn, CHAT, LATER)
        assert (await counts(conn, first))["cancelled"] == 1
        after = await counts(conn, second)
        assert (after["pending"], after["sending"], after["cancelled"]) == (0, 1, 1)


async def test_a_group_that_becomes_a_supergroup_stays_one_reader(database: Database) -> None:
    """Language, story, subscription and what is held go with it, and what it saw last."""
    async with database.write() as conn:
        one, two = await _two_stories(conn)
        await readers.choose(conn, OLD, NOW, language=Language.EN, zone="Asia/Amman")
        await conn.run_sync(readers.remember, [CurrentStory(OLD, one)])
        daily = Subscriber(OLD, ChatKind.GROUP, every=False, frequency=Frequency.DAILY, minute=480)
        was = await subscribers.put(conn, daily, NOW)
        await subscribers.pick(conn, OLD, [one, two])
        await conn.run_sync(last_seen.record, [LastSeen(OLD, one, 1, NOW)])
        for _ in range(2):  # both of the two service messages tell it
            await chats.move(conn, OLD, GROUP, LATER)
    async with database.read() as conn:
        assert await readers.get(conn, OLD) is None
        assert await readers.get(conn, GROUP) == Reader(GROUP, Language.EN, zone="Asia/Amman")
        assert (await conn.run_sync(readers.get_with_story, GROUP))[1] == one
        assert await subscribers.get(conn, GROUP) == replace(was, chat_id=GROUP)
        assert await subscribers.get(conn, OLD) is None
        assert await subscribers.stories_of(conn, GROUP) == {one, two}
        assert await last_seen.by_chat(conn, OLD) == {}
        assert await last_seen.by_chat(conn, GROUP) == {one: LastSeen(GROUP, one, 1, NOW)}


async def test_a_supergroup_that_is_known_already_keeps_its_choices(database: Database) -> None:
    """The stories of both are taken together, the choices are the supergroup's own, and nothing is sent to it twice."""
    async with database.write() as conn:
        one, two = await _two_stories(conn)
        for chat, language, story in ((OLD, Language.EN, one), (GROUP, Language.AR, two)):
            await readers.choose(conn, chat, NOW, language=language)
            await conn.run_sync(readers.remember, [CurrentStory(chat, story)])
            await subscribers.put(conn, Subscriber(chat, ChatKind.GROUP, every=False, silent=chat == GROUP), NOW)
            await subscribers.pick(conn, chat, [story])
        number = await broadcast(conn, pending=3, sent=1)
        await deliver(conn, number, OLD, "pending", language="ar")
        await deliver(conn, number, OLD, "pending", language="en")
        await deliver(conn, number, GROUP, "pending", language="ar")
        before = await broadcast(conn, sent=1)
        await deliver(conn, before, OLD, "sent", message_id=9)
        await chats.move(conn, OLD, GROUP, LATER)
    async with database.read() as conn:
        assert await readers.get(conn, GROUP) == Reader(GROUP, Language.AR)
        assert (await conn.run_sync(readers.get_with_story, GROUP))[1] == two
        assert await subscribers.get(conn, GROUP) == Subscriber(GROUP, ChatKind.GROUP, every=False, silent=True)
        assert await subscribers.stories_of(conn, GROUP) == {one, two}
        assert (await counts(conn, number))["pending"] == 2
        assert (await counts(conn, number))["cancelled"] == 1
        query = select(deliveries.c.chat_id).where(deliveries.c.state == "pending")
        assert (await conn.scalars(query)).all() == [GROUP, GROUP]
        query = select(deliveries.c.chat_id).where(deliveries.c.state == "sent")
        assert (await conn.scalars(query)).all() == [OLD]


async def test_a_supergroup_that_only_asked_takes_the_choices_over(database: Database) -> None:
    """Where the supergroup chose no language, the group's stands; a rest ends where one of both is written to."""
    async with database.write() as conn:
        await readers.choose(conn, OLD, NOW, language=Language.EN)
        await readers.choose(conn, GROUP, NOW, newest_first=True)
        await subscribers.put(conn, Subscriber(OLD, ChatKind.GROUP), NOW)
        await subscribers.put(conn, Subscriber(GROUP, ChatKind.CHANNEL, State.RESTING, "removed"), NOW)
        await chats.move(conn, OLD, GROUP, LATER)
        assert await readers.get(conn, GROUP) == Reader(GROUP, Language.EN)
        assert await subscribers.get(conn, GROUP) == Subscriber(GROUP, ChatKind.GROUP)


async def broadcast(conn: AsyncConnection, **given: object) -> int:
    """A push, by its number."""
    row = {"kind": "announcement", "state": "running", "spec": "{}", "urgency": 0, "by": 0}
    row |= {"due_at": NOW, "created_at": NOW} | given
    number: int = (await conn.execute(insert(broadcasts).values(row).returning(broadcasts.c.id))).scalar_one()
    return number


async def deliver(conn: AsyncConnection, number: int, chat: int, state: str, **given: object) -> None:
    """A delivery of a push to a chat."""
    row = {"broadcast_id": number, "chat_id": chat, "language": "ar", "rendition_id": 1, "state": state, "due_at": NOW}
    await conn.execute(insert(deliveries).values(row | given))


async def counts(conn: AsyncConnection, number: int) -> dict[str, int]:
    """How many deliveries of a push are in each state, as it is kept with the push."""
    names = ("pending", "sending", "sent", "failed", "uncertain", "cancelled", "skipped")
    query = select(*(broadcasts.c[name] for name in names)).where(broadcasts.c.id == number)
    return dict((await conn.execute(query)).one()._mapping)


async def _two_stories(conn: AsyncConnection) -> tuple[int, int]:
    one, two = [
        await stories.publish(conn, dossier(slug), base=None, note=None, author=None, at=NOW) for slug in ("one", "two")
    ]
    return one.number, two.number
