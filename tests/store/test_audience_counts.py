"""Readers and subscribers are counted as they change; the counts are those of the rows, whatever happened to them."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, text, update

from bot.model.delivery_schedule import Frequency
from bot.model.language import Language
from bot.model.reader import Digits, FormatPreference
from bot.store import audience_counts, chats, readers, recipients, stories, subscriber_import, subscribers
from bot.store.audience_tables import COLUMNS, recount
from bot.store.audience_tables import audience_counts as counts_table
from bot.store.delivery_tables import subscribers as subscriber_table
from bot.store.subscriber_import import SubscriberChoice
from bot.store.subscribers import ChatKind, State, Subscriber
from tests.store import pushes
from tests.store.dossiers import NOW, dossier

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

CHATS = range(1, 9)
STEPS = 60


async def _add_stories(conn: AsyncConnection) -> None:
    for slug in ("one", "two"):
        await stories.publish(conn, dossier(slug), base=None, note=None, author=None, at=NOW)


async def _kept(conn: AsyncConnection) -> Counter[tuple[Any, ...]]:
    """What is kept, by all that it is counted by."""
    key = [counts_table.c[name] for name in COLUMNS.split(", ")]
    rows = await conn.execute(select(*key, func.sum(counts_table.c.count)).group_by(*key))
    return Counter({tuple(row[:-1]): int(row[-1]) for row in rows if row[-1]})


async def _rows(conn: AsyncConnection) -> int:
    return await conn.scalar(select(func.count()).select_from(counts_table)) or 0


async def _counted(conn: AsyncConnection) -> Counter[tuple[Any, ...]]:
    """What the rows come to."""
    rows = await conn.execute(text(recount().partition("\n")[2]))
    return Counter({tuple(row[:-1]): int(row[-1]) for row in rows})


async def _change(conn: AsyncConnection, chance: random.Random) -> None:
    """One thing that happens to one chat, or to several."""
    chat, other, story = chance.choice(CHATS), -chance.choice(CHATS), chance.choice((1, 2))
    subscriber = await subscribers.get(conn, chat) or Subscriber(chat, ChatKind.PRIVATE)
    match chance.randrange(12):
        case 0:
            await readers.choose(conn, chat, NOW, language=chance.choice(list(Language)))
        case 1:
            await readers.choose(conn, chat, NOW, format_preference=FormatPreference.SIMPLE, digits=Digits.ARABIC)
        case 2:
            daily = replace(subscriber, every=chance.random() < 0.5, frequency=Frequency.DAILY, minute=540)
            await subscribers.put(conn, daily, NOW + timedelta(seconds=chance.randrange(99_999)))
        case 3:
            await subscribers.put(conn, replace(subscriber, every=not subscriber.every, both=True), NOW)
        case 4 | 5:
            await subscribers.put(conn, replace(subscriber, every=False), NOW)
            await subscribers.pick(conn, chat, chance.sample((1, 2), chance.randrange(3)))
        case 6:
            await subscribers.mark_unreachable(conn, [chat, chat + 1], "blocked", NOW)
        case 7:
            await chats.forget(conn, chat)
        case 8:
            await subscribers.remove(conn, chat)
        case 9:
            await chats.move(conn, chat, other, NOW)
        case 10:
            every, picking = (SubscriberChoice(Language.EN, stories) for stories in (None, frozenset({story})))
            first, *others = chance.sample(CHATS, 3)
            imported = {every: [first], picking: others} if chance.random() < 0.5 else {every: [first, *others]}
            await subscriber_import.import_chats(conn, imported, NOW)
        case _:
            await conn.execute(update(subscriber_table).values(state=chance.choice(("active", "paused"))))


async def test_kept_counts_are_those_of_the_rows(database: Database) -> None:
    """After each of many changes, added up before and after they are folded; nobody is left when all are gone."""
    chance = random.Random(15)  # noqa: S311 - the same changes each time
    async with database.write() as conn:
        await _add_stories(conn)
    for step in range(STEPS):
        async with database.write() as conn:
            await _change(conn, chance)
            assert await _kept(conn) == await _counted(conn), step
    async with database.write() as conn:
        assert await _kept(conn)
        for chat in (*CHATS, *(-chat for chat in CHATS), 9):
            await chats.forget(conn, chat)
        assert await _kept(conn) == Counter()


async def test_many_rows_are_folded_into_few(database: Database) -> None:
    """The counts stay; one row is left for each of them, and a few rows are left alone."""
    async with database.write() as conn:
        await pushes.subscribe(conn, range(1, audience_counts.FOLD_AT))
        await pushes.subscribe(conn, range(-3, 0), kind="channel", language="en")
        before = await _kept(conn)
        assert await _rows(conn) > audience_counts.FOLD_AT
        await audience_counts.fold(conn)
        assert await _kept(conn) == before
        assert await _rows(conn) == len(before)
        await readers.choose(conn, 1, NOW, language=Language.EN)
        await audience_counts.fold(conn)
        assert await _rows(conn) > len(before)
        assert await _kept(conn) == await _counted(conn)


async def test_counts_that_went_wrong_are_mended(database: Database) -> None:
    """On PostgreSQL, where two transactions can count by what the other has not yet changed."""
    async with database.write() as conn:
        await pushes.subscribe(conn, range(1, 4))
        if conn.dialect.name == "postgresql":
            await conn.execute(delete(counts_table))
        await audience_counts.mend(conn)
        assert await _kept(conn) == await _counted(conn)
        assert (await recipients.tally(conn, None, NOW)).total == 3


async def test_who_is_paused_has_no_language_or_waits_is_not_sent_to(database: Database) -> None:
    """A tally is by kind and language, of the push's story and of all; whose digest comes later is held."""
    async with database.write() as conn:
        await _add_stories(conn)
        await pushes.subscribe(conn, [1, 2])
        await pushes.subscribe(conn, [3], state=State.PAUSED.value)
        await pushes.subscribe(conn, [4], language=None)
        await pushes.subscribe(conn, [5], since=NOW - timedelta(hours=1), due_at=NOW + timedelta(hours=1))
        await pushes.subscribe(conn, [6], since=NOW + timedelta(minutes=1), due_at=NOW + timedelta(hours=1))
        await pushes.subscribe(conn, [7], every=0, both=1, language="en")
        await subscribers.pick(conn, 7, {2})
        ar, en = ("private", Language.AR), ("private", Language.EN)
        assert await recipients.tally(conn, None, NOW) == recipients.Tally({ar: 4, en: 1}, 1)
        assert await recipients.tally(conn, 1, NOW) == recipients.Tally({ar: 3}, 1)
        assert await recipients.tally(conn, 2, NOW) == recipients.Tally({ar: 4, en: 1}, 1)
        assert (await recipients.tally(conn, 1, NOW + timedelta(minutes=1))).held == 2
        wanted = await recipients.combinations(conn, 2, NOW)
        assert wanted == await recipients.uncovered(conn, await pushes.push(conn), 2, NOW)
