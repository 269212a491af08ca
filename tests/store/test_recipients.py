"""Who gets a push, in what, and the rows that are made of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from bot.model.language import Language
from bot.model.reader import Digits, Months
from bot.store import broadcasts, delivery_queue, delivery_transitions, recipients, renditions, stories
from bot.store.column_types import AT_ONCE
from bot.store.delivery_tables import deliveries as table
from bot.store.delivery_tables import subscriptions
from bot.store.delivery_transitions import Result
from bot.store.recipients import Combination
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
    await subscribe(conn, [10], format_preference="simple", language="en", months="levant", digits="arabic")
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
        both = {
            Combination(item, rich=True, months=Months.BOTH, digits=Digits.LATIN, channel=True) for item in (AR, EN)
        }
        assert await recipients.combinations(conn, story, NOW) == {plain, simple, *both}
        tally = await recipients.tally(conn, story, NOW)
        assert tally.by == {("private", AR): 5, ("private", EN): 1, ("channel", AR): 1, ("channel", EN): 1}
        assert (tally.total, tally.held) == (8, 1)
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
        for combination in sorted(missing, key=repr):
            fields = {
                "rich": combination.rich,
                "months": combination.months,
                "digits": combination.digits,
                "channel": combination.channel,
            }
            classic = await renditions.add(conn, number, rendition(combination.language, **(fields | {"rich": False})))
            made[combination] = await renditions.add(conn, number, rendition(combination.language, **fields), classic)
            again = await renditions.add(conn, number, rendition(combination.language, **fields, variant="withdrawn"))
            assert again > made[combination]
        assert await recipients.uncovered(conn, number, story, NOW) == frozenset()
        assert await recipients.enqueue(conn, number, story, NOW) == 8
        held = await broadcasts.get(conn, number)
        assert held
        assert held.counts == broadcasts.Counts(pending=8)
        query = select(table.c.chat_id, table.c.language, table.c.due_at).order_by(table.c.due_at, table.c.chat_id)
        rows = [tuple(row) for row in await conn.execute(query)]
        assert rows[0] == (CHANNEL, "en", AT_ONCE)
        assert rows[-1] == (CHANNEL, "ar", AT_ONCE + timedelta(microseconds=1))
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
        rows = await delivery_queue.waiting(conn, one, NOW, delivery_queue.START, 3)
        assert [(row.chat_id, row.listening, row.thread_id, row.blocked) for row in rows] == [
            (chat, "active", 7, 0) for chat in (1, 2, 3)
        ]
        rows = await delivery_queue.waiting(conn, one, NOW, rows[-1].cursor, 3)
        assert [row.chat_id for row in rows] == [4, 5]
        early = await delivery_queue.waiting(conn, one, NOW - HOUR, delivery_queue.START, 9)
        assert len(early) == 5, "what is due at once waits for no clock"
        ends = [await delivery_queue.sample(conn, one, NOW, offset, 2) for offset in (0, 3)]
        assert [[row.chat_id for row in rows] for rows in ends] == [[5, 4], [2, 1]]
        assert await delivery_queue.waiting(conn, one, NOW, delivery_queue.RETRIES, 3) == ()
        assert [row.blocked for row in await delivery_queue.waiting(conn, two, NOW, delivery_queue.START, 9)] == [1] * 5
        await broadcasts.move(conn, first, "paused", at=NOW, expected={"running"})
        assert [row.blocked for row in await delivery_queue.waiting(conn, two, NOW, delivery_queue.START, 9)] == [0] * 5


async def test_copies_that_are_withdrawn(database: Database) -> None:
    """Each is read until its fate is known, which is counted."""
    async with database.write() as conn:
        await subscribe(conn, [1, 2, 3])
        number = await push(conn)
        await fill(conn, number)
        results = [Result(chat, "ar", "sent", 70 + chat) for chat in (1, 2, 3)]
        await conn.run_sync(delivery_transitions.apply_and_claim, number, results, [], NOW)
        copies = await delivery_queue.copies(conn, number, None, 2)
        assert [(copy.chat_id, copy.message_id) for copy in copies] == [(1, 71), (2, 72)]
        assert [copy.chat_id for copy in await delivery_queue.copies(conn, number, (2, "ar"), 2)] == [3]
        broadcast = await delivery_queue.withdraw(conn, number, {(1, "ar"): "deleted", (2, "ar"): "edited"})
        assert broadcast
        assert (broadcast.deleted, broadcast.withdrawn, broadcast.kept) == (1, 1, 0)
        assert [copy.chat_id for copy in await delivery_queue.copies(conn, number, None, 2)] == [3]


async def test_one_of_two_has_the_lead(database: Database, other: Database) -> None:
    """It keeps it until it lets go, or ends."""
    mine, theirs = database.leader_lock(), other.leader_lock()
    assert [await mine.try_acquire(), await theirs.try_acquire(), await mine.try_acquire()] == [True, False, True]
    await mine.release()
    assert [await theirs.try_acquire(), await mine.try_acquire()] == [True, False]
    await theirs.release()
    assert await mine.try_acquire()
    await mine.release()
