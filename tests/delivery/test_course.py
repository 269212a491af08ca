"""The course of a push: its order among others, what holds it, what ends it, and who delivers it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.delivery.worker import Worker
from bot.model.language import Language
from bot.store import broadcasts, deliveries, renditions
from bot.store.database import open_database
from bot.telegram_api.client import Client
from bot.telegram_api.rate_limiter import RateLimiter
from bot.telegram_api.rich_support import RichCapability
from tests.delivery.worker_harness import FIRST, now
from tests.store.pushes import rendition

if TYPE_CHECKING:
    from pathlib import Path

    from tests.delivery.worker_harness import WorkerHarness

ONE, TWO = b'"text":"News one"}', b'"text":"News two"}'


async def order(worker: WorkerHarness, chat: int) -> list[str]:
    """The texts that the chat was sent, in their order."""
    return [message["text"] for message in await worker.sandbox.messages(chat) if not message.get("deleted")]


async def test_two_pushes_keep_their_order_in_each_chat(worker: WorkerHarness) -> None:
    """The second waits where the first has to be tried again, in that chat alone; where it is uncertain it does not."""
    chats = await worker.readers(120)
    slow, doubtful = chats[3], chats[4]
    await worker.sandbox.fault("retry_after", chat_id=slow, retry_after=1, times=1)
    await worker.sandbox.fault("reset_before", chat_id=doubtful, times=1)
    first = await worker.push(body=ONE)
    second = await worker.push(body=TWO)
    async with worker.at_work():
        await worker.ended(first, second)
    assert {chat: await order(worker, chat) for chat in chats} == {
        chat: ["News two"] if chat == doubtful else ["News one", "News two"] for chat in chats
    }


async def test_urgent_ones_overtake_digests(worker: WorkerHarness) -> None:
    """Of what waits, what is urgent goes out before the first digest, though it came later."""
    chats = await worker.readers(100)
    digest = await worker.push(body=ONE, urgency=1)
    urgent = await worker.push(body=TWO, urgency=0)
    async with worker.at_work():
        await worker.ended(urgent, digest)
    texts = [call["params"]["text"] for call in await worker.sandbox.log(method="sendMessage", limit=1000)]
    assert texts == ["News two"] * len(chats) + ["News one"] * len(chats)


async def test_both_languages_in_their_order(worker: WorkerHarness) -> None:
    """A channel that has both has its own language first, though that fails at first."""
    await worker.subscribe(-1002000000002, kind="channel", both=1, language="en")
    await worker.sandbox.fault("retry_after", chat_id=-1002000000002, retry_after=1, times=1)
    number = await worker.push()
    async with worker.at_work():
        await worker.ended(number)
    async with worker.database.read() as conn:
        kept = await deliveries.listed(conn, number)
    numbers = {row.language: row.message_id or 0 for row in kept}
    assert numbers[Language.EN] < numbers[Language.AR]


async def test_paused_and_resumed_by_another_process(worker: WorkerHarness, tmp_path: Path) -> None:
    """Within a moment nothing more goes out; then the rest does, once."""
    chats = await worker.readers(100)
    number = await worker.push()
    other = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'siyaq.db'}")
    try:
        async with worker.at_work(rate=50):
            await worker.sandbox.wait("call", method="sendMessage", count=10)
            async with other.write() as conn:
                assert await broadcasts.move(conn, number, "paused", at=now(), expected={"running"})
            await worker.listener.until(
                lambda: any(push.state == "paused" and not push.counts.sending for push, _ in worker.listener.reports)
            )
            sent = len(await worker.got())
            assert 10 <= sent < 90
            await worker.sandbox.post("wait", **{"for": "idle"}, quiet=0.3)
            assert len(await worker.got()) == sent
            async with other.write() as conn:
                assert await broadcasts.move(conn, number, "running", at=now(), expected={"paused"})
            await worker.ended(number)
    finally:
        await other.close()
    assert await worker.got() == dict.fromkeys(chats, 1)


@pytest.mark.parametrize("hours", [-2, 2])
async def test_the_machines_clock_steps(worker: WorkerHarness, hours: int) -> None:
    """Two hours back or ahead in mid-push change nothing, neither for what waits nor for what is put off."""
    chats = await worker.readers(60)
    await worker.sandbox.fault("retry_after", chat_id=chats[30], retry_after=1, times=1)
    await worker.sandbox.fault("refuse", seconds=0.5)
    number = await worker.push()
    async with worker.at_work(rate=50):
        await worker.sandbox.wait("call", method="sendMessage", count=10)
        worker.now = lambda: now() + timedelta(hours=hours)
        push = await worker.ended(number)
    assert push.counts.sent == len(chats)
    calls = await worker.sandbox.log(method="sendMessage", chat_id=chats[30])
    assert [call["status"] for call in calls] == [429, 200]
    assert calls[1]["at"] - calls[0]["at"] >= 1


@pytest.mark.parametrize("minutes", [-10, 10])
async def test_another_machines_clock(worker: WorkerHarness, minutes: int) -> None:
    """What was enqueued by a machine whose clock is ten minutes off goes out at once."""
    chats = await worker.readers(20)
    worker.now = lambda: now() - timedelta(minutes=minutes)
    number = await worker.push(at=now())
    async with worker.at_work():
        push = await worker.ended(number)
    assert push.counts.sent == len(chats)


async def test_stopped(worker: WorkerHarness) -> None:
    """What was not sent is cancelled, and the end is told."""
    chats = await worker.readers(100)
    number = await worker.push()
    async with worker.at_work(rate=50):
        await worker.sandbox.wait("call", method="sendMessage", count=10)
        await worker.move(number, "stopped", cancels=True)
        push = await worker.ended(number)
    assert push.state == "stopped"
    async with worker.database.read() as conn:
        after = await broadcasts.get(conn, number)
    assert after
    assert after.counts.sent + after.counts.cancelled == len(chats)
    assert after.counts.sent == len(await worker.got()) < 90


async def test_the_end_of_a_process_leaves_nothing_half_sent(worker: WorkerHarness) -> None:
    """Told to end, it waits for what is on the wire, and begins nothing more; the next one does the rest."""
    chats = await worker.readers(300)
    slow = await worker.sandbox.fault("delay", seconds=0.3, share=0.2)
    number = await worker.push()
    for sent in (20, 80, 140):
        async with worker.at_work() as stop:
            await worker.sandbox.wait("call", method="sendMessage", count=sent)
            stop.set()
        assert set((await worker.states(number)).values()) <= {"pending", "sent"}
    await worker.sandbox.lift(slow)
    async with worker.at_work():
        push = await worker.ended(number)
    assert push.counts.sent == len(chats)
    assert await worker.got() == dict.fromkeys(chats, 1)


async def test_a_death_leaves_what_was_on_the_wire_uncertain(worker: WorkerHarness) -> None:
    """The next worker names it, sends none of it again, and does the rest; the desk has one of them sent again."""
    chats = await worker.readers(300)
    slow = await worker.sandbox.fault("delay", seconds=0.3)
    number = await worker.push()
    async with worker.killed_after():
        await worker.sandbox.wait("call", method="sendMessage", count=20)
    await worker.sandbox.lift(slow)
    async with worker.at_work():
        push = await worker.ended(number)
        assert 1 <= push.counts.uncertain <= 128
        assert push.counts.sent + push.counts.uncertain == len(chats)
        async with worker.database.read() as conn:
            doubtful = await deliveries.uncertain(conn, number, 1000)
        assert {row.reason for row in doubtful} == {"interrupted"}
        await worker.sandbox.idle()  # what was slow arrives, though its sender is dead
        before = await worker.got()
        assert all(count == 1 for count in before.values())
        async with worker.database.write() as conn:
            assert await deliveries.settle(conn, number, (doubtful[0].chat_id, "ar"), "send", now())
        await worker.listener.until(lambda: [end.id for end in worker.listener.ends] == [number, number])
    again = await worker.got()
    again.subtract(before)
    assert +again == {doubtful[0].chat_id: 1}


async def test_one_of_two_delivers(worker: WorkerHarness, tmp_path: Path) -> None:
    """Two processes at once send each message once; when the first ends, the second goes on."""
    chats = await worker.readers(300)
    other = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'siyaq.db'}")
    number = await worker.push()
    try:
        async with worker.at_work(other), worker.at_work(rate=50) as stop:
            await worker.sandbox.wait("call", method="sendMessage", count=10)
            stop.set()
            push = await worker.ended(number)
    finally:
        await other.close()
    assert (push.counts.sent, push.counts.uncertain) == (len(chats), 0)
    assert await worker.got() == dict.fromkeys(chats, 1)


async def test_one_of_two_is_the_leader(worker: WorkerHarness, tmp_path: Path) -> None:
    """It alone may poll; when it ends, the other leads."""
    other = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'siyaq.db'}")
    client = Client(worker.sandbox.token, RateLimiter(None), api_url=worker.sandbox.url)
    workers = [
        Worker(database, client, RichCapability(now), worker.listener, now=now, rate=1000)
        for database in (worker.database, other)
    ]
    stops = [asyncio.Event(), asyncio.Event()]
    tasks = [asyncio.create_task(worker.run(stop)) for worker, stop in zip(workers, stops, strict=True)]
    leads = [asyncio.create_task(worker.leadership.leading.wait()) for worker in workers]
    done, _ = await asyncio.wait(leads, return_when=asyncio.FIRST_COMPLETED)
    (first,) = (leads.index(lead) for lead in done)
    await asyncio.sleep(0.7)
    assert not workers[1 - first].leadership.leading.is_set()
    stops[first].set()
    await asyncio.wait_for(leads[1 - first], 5)
    assert workers[first].leadership.standby.is_set()
    stops[1 - first].set()
    await asyncio.gather(*tasks)
    await other.close()


async def test_progress_is_told(worker: WorkerHarness) -> None:
    """While it runs the reports count up, at a pace; one more tells the end, and of an end before our time."""
    await worker.readers(150)
    number = await worker.push(watch=(FIRST, 7))
    async with worker.at_work(rate=60):
        await worker.ended(number)
    sent = [push.counts.sent for push, _ in worker.listener.reports]
    assert sent == sorted(sent)
    assert any(20 < rate < 60 for _, rate in worker.listener.reports)
    async with worker.at_work():
        await worker.listener.until(lambda: len(worker.listener.ends) == 2)
    assert [push.state for push in worker.listener.ends] == ["done", "done"]


@pytest.mark.parametrize("old", [False, True], ids=["young", "old"])
async def test_retracted(worker: WorkerHarness, old: bool) -> None:
    """Young copies are deleted, old ones edited to the notice, as are those that cannot be; the rest is told."""
    chats = await worker.readers(60)
    number = await worker.push()
    async with worker.at_work():
        await worker.ended(number)
    notice = rendition(variant=renditions.WITHDRAWN, method="editMessageText", body=b'"text":"Withdrawn"}')
    async with worker.database.write() as conn:
        await renditions.add(conn, number, notice)
        if old:
            await age(conn, number)
    refusal: dict[str, Any] = {"status": 400, "description": "Bad Request: message can't be deleted"}
    await worker.sandbox.fault("status", chat_id=chats[0], method="deleteMessage", **refusal)
    await worker.sandbox.fault("status", chat_id=chats[1], status=403, description="Forbidden: bot was blocked")
    await worker.sandbox.fault("retry_after", chat_id=chats[2], times=1)
    await worker.sandbox.fault("reset_after", chat_id=chats[3], times=1)
    await worker.move(number, "retracting", cancels=True)
    async with worker.at_work():
        await worker.listener.until(lambda: worker.listener.ends[-1].state == "retracted")
    push = worker.listener.ends[-1]
    assert (push.deleted, push.withdrawn, push.kept) == ((0, 59, 1) if old else (58, 1, 1))
    texts = {chat: await order(worker, chat) for chat in chats[:4]}
    gone = ["Withdrawn"] if old else []
    assert texts == {chats[0]: ["Withdrawn"], chats[1]: ["News"], chats[2]: gone, chats[3]: gone}


@pytest.mark.parametrize("fault", [{"status": 404, "description": "Not Found"}, {"status": 502, "description": "Bad"}])
async def test_a_copy_that_always_fails_does_not_hold_the_retraction_up(
    worker: WorkerHarness, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fault: dict[str, Any]
) -> None:
    """While the server answers others it is tried a few times, then kept, and named in the log."""
    monkeypatch.setattr("bot.delivery.retraction._RETRY_SECONDS", 0.001)
    monkeypatch.setattr("bot.delivery.retraction._LONGEST_SECONDS", 0.01)
    chats = await worker.readers(5)
    number = await worker.push()
    async with worker.at_work():
        await worker.ended(number)
    await worker.sandbox.fault("status", chat_id=chats[2], **fault)
    since = await worker.sandbox.seq()
    await worker.move(number, "retracting", cancels=True)
    async with worker.at_work():
        await worker.listener.until(lambda: worker.listener.ends[-1].state == "retracted")
    push = worker.listener.ends[-1]
    assert (push.deleted, push.withdrawn, push.kept) == (4, 0, 1)
    tries = await worker.sandbox.log(since=since, method="deleteMessage", chat_id=chats[2])
    assert len(tries) == {404: 4, 502: 26}[fault["status"]]
    logged = [line for line in capsys.readouterr().out.splitlines() if "retraction.refused" in line]
    assert len(logged) == 1
    assert str(chats[2]) in logged[0]


async def test_retracted_while_it_runs(worker: WorkerHarness) -> None:
    """Nothing more goes out, and no copy of what was on its way stays."""
    chats = await worker.readers(200)
    number = await worker.push()
    async with worker.at_work():
        await worker.sandbox.wait("call", method="sendMessage", count=30)
        await worker.move(number, "retracting", cancels=True)
        push = await worker.ended(number)
    assert push.state == "retracted"
    assert push.deleted == push.counts.sent
    assert push.counts.sent + push.counts.cancelled == len(chats)
    assert [text for chat in chats for text in await order(worker, chat)] == []


async def age(conn: Any, number: int) -> None:
    """Let the copies of a push be three days old."""
    from sqlalchemy import update

    from bot.store.delivery_tables import deliveries as table

    await conn.execute(update(table).where(table.c.broadcast_id == number).values(at=now() - timedelta(days=3)))
