"""Who gets a push, in what, and the rows that are made of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from bot.audience import Digits, Months
from bot.language import Language
from bot.store import broadcasts, outgoing, recipients, renditions, steps, stories
from bot.store.delivery_tables import deliveries as table
from bot.store.delivery_tables import subscriptions
from bot.store.recipients import Combination
from bot.store.steps import Result
from tests.store.dossiers import NOW, dossier
from tests.store.pushes import fill, push, rendition, subscribe

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.database import Database

AR, EN = Language.AR, Language.EN
HOUR = timedelta(hours=1)
CHANNEL = -1009


async def audience(conn: AsyncConnection) -> int:
    """Chats of every kind; returns the number of the story that chat 20 subscribed to."""
    story = await stories.publish(conn, dossier(), base=None, note=None, author=None, at=NOW)
    await subscribe(conn, range(1, 4))
    await subscribe(conn, [10], wanted="simple", language="en", months="levant", digits="arabic")
    await subscribe(conn, [20, 21], every=0)
    await conn.execute(insert(subscriptions).values(chat_id=20, story_id=story.number))
    await subscribe(conn, [30], since=NOW, due_at=NOW + HOUR)
    await subscribe(conn, [31], since=NOW + HOUR, due_at=NOW + 2 * HOUR)
    await subscribe(conn, [40], state="resting")
    await subscribe(conn, [41], language=None)
    await subscribe(conn, [CHANNEL], kind="channel", both=1, language="en")
    return story.number


async def test_who_gets_a_push_at_once(database: Database) -> None:
    """Of one story, who listens to it; of none, all; the held are counted apart, who rests or has no language not."""
    plain = Combination(AR, rich=True, months=Months.BOTH, digits=Digits.LATIN, channel=False)
    simple = Combination(EN, rich=False, months=Months.LEVANT, digits=Digits.ARABIC, channel=False)
    async with database.write() as conn:
        story = await audience(conn)
        both = {Combination(one, rich=True, months=Months.BOTH, digits=Digits.LATIN, channel=True) for one in (AR, EN)}
        assert await recipients.combinations(conn, story, NOW) == {plain, simple, *both}
        told = await recipients.tally(conn, story, NOW)
        assert told.by == {("private", AR): 5, ("private", EN): 1, ("channel", AR): 1, ("channel", EN): 1}
        assert (told.total, told.held) == (8, 1)
        assert (await recipients.tally(conn, None, NOW)).total == 9  # and who picked no story yet
        assert (await recipients.tally(conn, story, NOW + HOUR)).held == 2


async def test_rows_are_made_for_each_of_them(database: Database) -> None:
    """Everybody has a row of the rendition that fits; a channel's second language is due a moment after its first."""
    async with database.write() as conn:
        story = await audience(conn)
        number = await push(conn, story=story)
        missing = await recipients.uncovered(conn, number, story, NOW)
        assert missing == await recipients.combinations(conn, story, NOW)
        made = {}
        for one in sorted(missing, key=repr):
            told = {"rich": one.rich, "months": one.months, "digits": one.digits, "channel": one.channel}
            classic = await renditions.add(conn, number, rendition(one.language, **(told | {"rich": False})))
            made[one] = await renditions.add(conn, number, rendition(one.language, **told), classic)
            again = await renditions.add(conn, number, rendition(one.language, **told, variant="withdrawn"))
            assert again > made[one]
        assert await recipients.uncovered(conn, number, story, NOW) == frozenset()
        assert await recipients.enqueue(conn, number, story, NOW) == 8
        held = await broadcasts.get(conn, number)
        assert held
        assert held.counts == broadcasts.Counts(pending=8)
        query = select(table.c.chat_id, table.c.language, table.c.due_at).order_by(table.c.due_at, table.c.chat_id)
        rows = [tuple(row) for row in await conn.execute(query)]
        assert rows[0] == (CHANNEL, "en", NOW)
        assert rows[-1] == (CHANNEL, "ar", NOW + timedelta(microseconds=1))
        assert [chat for chat, _, _ in rows[1:-1]] == [1, 2, 3, 10, 20, 31]


async def test_renditions_are_as_they_were_made(database: Database) -> None:
    """Bytes, format and what takes its place come back; the first made comes first."""
    async with database.write() as conn:
        number = await push(conn)
        classic = await renditions.add(conn, number, rendition(EN, body=b"\x00\xff"))
        rich = await renditions.add(conn, number, rendition(EN, rich=True, channel=True), classic)
        one, two = await renditions.of_broadcast(conn, number)
        assert (one.id, one.rendition, one.fallback_id) == (classic, rendition(EN, body=b"\x00\xff"), None)
        assert (two.id, two.rendition.rich, two.rendition.channel, two.fallback_id) == (rich, True, True, classic)
        assert await renditions.get(conn, rich) == two
        assert await renditions.get(conn, 999) is None


async def test_what_goes_out_next(database: Database) -> None:
    """In order, a little at a time, from behind the last; an earlier push to the same chat blocks, unless it rests."""
    async with database.write() as conn:
        await subscribe(conn, range(1, 6), thread_id=7)
        first, second = await push(conn), await push(conn)
        for number in (first, second):
            await fill(conn, number)
        one, two = [await broadcasts.get(conn, number) for number in (first, second)]
        assert one
        assert two
        rows = await outgoing.waiting(conn, one, NOW, outgoing.START, 3)
        assert [(row.chat_id, row.listening, row.thread_id, row.blocked) for row in rows] == [
            (chat, "active", 7, 0) for chat in (1, 2, 3)
        ]
        rows = await outgoing.waiting(conn, one, NOW, rows[-1].cursor, 3)
        assert [row.chat_id for row in rows] == [4, 5]
        assert await outgoing.waiting(conn, one, NOW - HOUR, outgoing.START, 3) == ()
        assert await outgoing.waiting(conn, one, NOW, outgoing.behind(NOW), 3) == ()
        assert [row.blocked for row in await outgoing.waiting(conn, two, NOW, outgoing.START, 9)] == [1] * 5
        await broadcasts.move(conn, first, "paused", at=NOW, expected={"running"})
        assert [row.blocked for row in await outgoing.waiting(conn, two, NOW, outgoing.START, 9)] == [0] * 5


async def test_copies_that_are_withdrawn(database: Database) -> None:
    """Each is read until its fate is known, which is counted."""
    async with database.write() as conn:
        await subscribe(conn, [1, 2, 3])
        number = await push(conn)
        await fill(conn, number)
        results = [Result(chat, "ar", "sent", 70 + chat) for chat in (1, 2, 3)]
        await conn.run_sync(steps.step, number, results, [], NOW)
        copies = await outgoing.copies(conn, number, None, 2)
        assert [(copy.chat_id, copy.message_id) for copy in copies] == [(1, 71), (2, 72)]
        assert [copy.chat_id for copy in await outgoing.copies(conn, number, (2, "ar"), 2)] == [3]
        told = await outgoing.withdraw(conn, number, {(1, "ar"): "deleted", (2, "ar"): "edited"})
        assert told
        assert (told.deleted, told.withdrawn, told.kept) == (1, 1, 0)
        assert [copy.chat_id for copy in await outgoing.copies(conn, number, None, 2)] == [3]


async def test_one_of_two_has_the_lead(database: Database, other: Database) -> None:
    """It keeps it until it lets go, or ends."""
    mine, theirs = database.lead(), other.lead()
    assert [await mine.take(), await theirs.take(), await mine.take()] == [True, False, True]
    await mine.release()
    assert [await theirs.take(), await mine.take()] == [True, False]
    await theirs.release()
    assert await mine.take()
    await mine.release()
