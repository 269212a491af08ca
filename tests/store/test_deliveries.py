"""What became of a push, chat by chat, and that its counters tell the same."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.model.language import Language
from bot.store import broadcasts, deliveries, delivery_transitions, followers, recipients, renditions
from bot.store.delivery_tables import deliveries as table
from bot.store.delivery_transitions import Result
from bot.store.followers import Reach, TopicMatch
from tests.store.dossiers import NOW
from tests.store.pushes import fill, push, rendition, subscribe

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.store.broadcasts import Broadcast, Counts
    from bot.store.database import Database

LATER = NOW + timedelta(hours=1)
GROUP, SUPERGROUP = -5, -1005


def sent(chat: int, message_id: int = 7) -> Result:
    """The push arrived."""
    return Result(chat, "ar", "sent", message_id)


def again(chat: int) -> Result:
    """The push is to be tried again in an hour."""
    return Result(chat, "ar", "pending", due_at=LATER, tried=True)


async def counts(conn: AsyncConnection, number: int) -> Counts:
    """The push's counters, which must tell what its rows tell."""
    held = await broadcasts.get(conn, number)
    assert held
    query = select(table.c.state, func.count()).where(table.c.broadcast_id == number).group_by(table.c.state)
    rows = {row[0]: row[1] for row in await conn.execute(query)}
    assert {name: value for name, value in asdict(held.counts).items() if value} == rows
    return held.counts


async def stated(conn: AsyncConnection, number: int) -> dict[int, str]:
    """The state of each chat's delivery."""
    return {delivery.chat_id: delivery.state for delivery in await deliveries.listed(conn, number)}


async def mark(conn: AsyncConnection, number: int, *chats: int) -> frozenset[tuple[int, str]]:
    """Let what is pending for these chats, in Arabic, be sent; for whom it is."""
    return (
        await conn.run_sync(delivery_transitions.apply_and_claim, number, [], [(chat, "ar") for chat in chats], NOW)
    )[1]


async def record(conn: AsyncConnection, number: int, *results: Result) -> Broadcast | None:
    """Keep what became of deliveries; the push as it is then."""
    return (await conn.run_sync(delivery_transitions.apply_and_claim, number, results, [], LATER))[0]


async def deliveries_to(conn: AsyncConnection, number: int, *chats: int) -> None:
    """Let the push go to these chats, in Arabic."""
    item = await renditions.add(conn, number, rendition())
    await recipients.enqueue_to(conn, number, [(chat, Language.AR, item) for chat in chats])


async def test_from_pending_to_sent(database: Database) -> None:
    """What is marked is told, and marked once; results move it on, the counters with it."""
    async with database.write() as conn:
        await subscribe(conn, range(1, 6))
        number = await push(conn)
        assert await fill(conn, number) == 5
        keys = [(1, "ar"), (2, "ar"), (3, "ar"), (9, "ar"), (4, "en")]
        held, marked = await conn.run_sync(delivery_transitions.apply_and_claim, number, [], keys, NOW)
        assert marked == {(1, "ar"), (2, "ar"), (3, "ar")}
        assert held
        assert (held.counts.pending, held.counts.sending) == (2, 3)
        assert await conn.run_sync(delivery_transitions.apply_and_claim, number, [], [(1, "ar")], NOW) == (
            held,
            frozenset(),
        )
        results = [sent(1), again(2), Result(3, "ar", "failed", reason="Forbidden"), Result(4, "ar", "skipped")]
        held = await record(conn, number, *results)
        assert held
        assert held.counts == await counts(conn, number)
        assert await stated(conn, number) == {1: "sent", 2: "pending", 3: "failed", 4: "skipped", 5: "pending"}
        assert (await deliveries.listed(conn, number, ["sent"]))[0].message_id == 7
        assert [delivery.chat_id for delivery in await deliveries.listed(conn, number, after=(2, "ar"), limit=2)] == [
            3,
            4,
        ]
        assert await deliveries.reasons(conn, number) == {"Forbidden": 1}


async def test_what_is_settled_stays_so(database: Database) -> None:
    """A second result of one delivery changes nothing, and one of a delivery that is gone neither."""
    async with database.write() as conn:
        await subscribe(conn, [1])
        number = await push(conn)
        await fill(conn, number)
        await mark(conn, number, 1)
        await record(conn, number, sent(1))
        await record(conn, number, again(1), Result(2, "ar", "failed"))
        assert await stated(conn, number) == {1: "sent"}
        assert (await counts(conn, number)).sent == 1
        assert await record(conn, 99, sent(1)) is None


async def test_a_push_that_does_not_run_marks_nothing(database: Database) -> None:
    """Paused, what was on its way is pending again; stopped, it is cancelled, as is all that was pending."""
    async with database.write() as conn:
        await subscribe(conn, range(1, 5))
        number = await push(conn)
        await fill(conn, number)
        await mark(conn, number, 1, 2)
        assert await broadcasts.move(conn, number, "paused", at=NOW, expected={"running"})
        assert await mark(conn, number, 3) == frozenset()
        await record(conn, number, again(1))
        assert await stated(conn, number) == {1: "pending", 2: "sending", 3: "pending", 4: "pending"}
        await broadcasts.move(conn, number, "stopped", at=NOW, expected={"paused"})
        assert await deliveries.cancel_pending(conn, number, NOW) == 3
        await record(conn, number, again(2))
        assert (await counts(conn, number)).cancelled == 4


async def test_doubt_and_what_the_desk_decides(database: Database) -> None:
    """What was being sent when the sender died is uncertain; a late answer, the desk, or nobody, settles it."""
    async with database.write() as conn:
        await subscribe(conn, range(1, 7))
        number = await push(conn)
        await fill(conn, number)
        await mark(conn, number, *range(1, 6))
        assert await deliveries.mark_uncertain(conn, "crash", NOW) == 5
        assert await deliveries.mark_uncertain(conn, "crash", NOW) == 0
        await record(conn, number, sent(1), again(2), Result(6, "ar", "failed"))
        assert [delivery.chat_id for delivery in await deliveries.uncertain(conn, number)] == [3, 4, 5]
        assert {delivery.reason for delivery in await deliveries.uncertain(conn, number)} == {"crash"}
        await record(conn, number, sent(2))
        assert await broadcasts.move(conn, number, "done", at=NOW, expected={"running"})
        assert await deliveries.settle(conn, number, (3, "ar"), "leave", NOW)
        assert not await deliveries.settle(conn, number, (3, "ar"), "send", NOW)
        assert not await deliveries.settle(conn, number, (1, "ar"), "send", NOW)
        assert await deliveries.settle(conn, number, (4, "ar"), "send", LATER)
        held = await broadcasts.get(conn, number)
        assert held
        assert (held.state, held.ended_at) == ("running", None)
        assert [delivery.chat_id for delivery in await deliveries.uncertain(conn, number)] == [5]
        await broadcasts.move(conn, number, "retracted", at=NOW, expected={"running"})
        assert not await deliveries.settle(conn, number, (5, "ar"), "send", NOW)
        assert (await counts(conn, number)).uncertain == 2


async def test_a_group_that_moved(database: Database) -> None:
    """One pending delivery survives where both were subscribed; sent ones keep the chat that they went to."""
    async with database.write() as conn:
        await subscribe(conn, [GROUP, SUPERGROUP], kind="group")
        both = await push(conn)
        await fill(conn, both)
        done = await push(conn)
        await fill(conn, done)
        for chat in (GROUP, SUPERGROUP):
            await mark(conn, done, chat)
            await record(conn, done, sent(chat))
        await deliveries.move_chat(conn, GROUP, SUPERGROUP, NOW)
        assert await stated(conn, both) == {GROUP: "cancelled", SUPERGROUP: "pending"}
        assert await stated(conn, done) == {GROUP: "sent", SUPERGROUP: "sent"}
        assert (await counts(conn, both)).cancelled == 1
        await subscribe(conn, [-6], kind="group")
        alone = await push(conn)
        await deliveries_to(conn, alone, -6)
        await deliveries.move_chat(conn, -6, -1006, NOW)
        assert await stated(conn, alone) == {-1006: "pending"}
        assert (await counts(conn, alone)).pending == 1


async def test_what_came_to_nothing_is_folded(database: Database) -> None:
    """Once the push has ended long ago, failures are numbers by reason; copies stay known; nothing is folded twice.

    The topics that it had in it go as well, those of another push stay.
    """
    async with database.write() as conn:
        await subscribe(conn, range(1, 6))
        number, other = await push(conn), await push(conn)
        for broadcast_id in (number, other):
            await followers.store(conn, broadcast_id, Reach(1, (TopicMatch(9, Language.AR, 0, 0),)))
        await fill(conn, number)
        fates = [Result(chat, "ar", "failed", reason="Forbidden" if chat < 3 else "gone") for chat in (1, 2, 3)]
        await mark(conn, number, *range(1, 5))
        held = await record(conn, number, *fates, sent(4), Result(5, "ar", "skipped"))
        assert held
        assert await deliveries.compact(conn, LATER) is None
        await broadcasts.move(conn, number, "done", at=NOW, expected={"running"})
        assert await deliveries.compact(conn, NOW) is None
        assert set(await followers.stored(conn, {number: 1, other: 1})) == {number, other}
        assert await deliveries.compact(conn, LATER) == number
        assert await deliveries.compact(conn, LATER) is None
        assert set(await followers.stored(conn, {number: 1, other: 1})) == {other}
        assert await stated(conn, number) == {4: "sent"}
        assert await deliveries.reasons(conn, number) == {"Forbidden": 2, "gone": 1}
        assert (await broadcasts.get(conn, number)) is not None
        kept = await broadcasts.get(conn, number)
        assert kept
        assert kept.counts == held.counts


async def test_two_processes_mark_each_delivery_once(database: Database, other: Database) -> None:
    """Whatever two senders try at once, one of them gets a delivery."""
    chats = range(1, 41)
    async with database.write() as conn:
        await subscribe(conn, chats)
        number = await push(conn)
        await fill(conn, number)

    async def take(item: Database) -> list[int]:
        got: list[int] = []
        for chat in chats:
            async with item.write() as conn:
                got += [marked for marked, _ in await mark(conn, number, chat)]
        return got

    mine, theirs = await asyncio.gather(take(database), take(other))
    assert sorted(mine + theirs) == list(chats)
    async with database.read() as conn:
        assert (await counts(conn, number)).sending == len(chats)
