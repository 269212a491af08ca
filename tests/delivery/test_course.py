"""The course of a push: its order among others, what holds it, what ends it, and who delivers it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.language import Language
from bot.store import broadcasts, deliveries, renditions
from bot.store.database import open_database
from tests.delivery.post import FIRST, now
from tests.store.pushes import rendition

if TYPE_CHECKING:
    from pathlib import Path

    from tests.delivery.post import Post

ONE, TWO = b'"text":"News one"}', b'"text":"News two"}'


async def order(post: Post, chat: int) -> list[str]:
    """The texts that the chat was sent, in their order."""
    return [message["text"] for message in await post.play.messages(chat) if not message.get("deleted")]


async def test_two_pushes_keep_their_order_in_each_chat(post: Post) -> None:
    """The second waits where the first has to be tried again, in that chat alone; where it is uncertain it does not."""
    chats = await post.readers(120)
    slow, doubtful = chats[3], chats[4]
    await post.play.fault("status", chat_id=slow, times=1)
    await post.play.fault("reset_before", chat_id=doubtful, times=1)
    first = await post.push(body=ONE)
    second = await post.push(body=TWO)
    async with post.at_work():
        await post.ended(first, second)
    assert {chat: await order(post, chat) for chat in chats} == {
        chat: ["News two"] if chat == doubtful else ["News one", "News two"] for chat in chats
    }


async def test_urgent_ones_overtake_digests(post: Post) -> None:
    """Of what waits, what is urgent goes out before the first digest, though it came later."""
    chats = await post.readers(100)
    digest = await post.push(body=ONE, urgency=1)
    urgent = await post.push(body=TWO, urgency=0)
    async with post.at_work():
        await post.ended(urgent, digest)
    texts = [call["params"]["text"] for call in await post.play.log(method="sendMessage", limit=1000)]
    assert texts == ["News two"] * len(chats) + ["News one"] * len(chats)


async def test_both_languages_in_their_order(post: Post) -> None:
    """A channel that has both has its own language first, though that fails at first."""
    await post.subscribe(-1002000000002, kind="channel", both=1, language="en")
    await post.play.fault("status", chat_id=-1002000000002, times=1)
    number = await post.push()
    async with post.at_work():
        await post.ended(number)
    async with post.database.read() as conn:
        kept = await deliveries.listed(conn, number)
    numbers = {one.language: one.message_id or 0 for one in kept}
    assert numbers[Language.EN] < numbers[Language.AR]


async def test_paused_and_resumed_by_another_process(post: Post, tmp_path: Path) -> None:
    """Within a moment nothing more goes out; then the rest does, once."""
    chats = await post.readers(100)
    number = await post.push()
    other = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'siyaq.db'}")
    try:
        async with post.at_work(rate=50):
            await post.play.wait("call", method="sendMessage", count=10)
            async with other.write() as conn:
                assert await broadcasts.move(conn, number, "paused", at=now(), expected={"running"})
            paused = lambda: any(push.state == "paused" and not push.counts.sending for push, _ in post.seen.reports)  # noqa: E731
            await post.seen.until(paused)
            sent = len(await post.got())
            assert 10 <= sent < 90
            await post.play.post("wait", **{"for": "idle"}, quiet=0.3)
            assert len(await post.got()) == sent
            async with other.write() as conn:
                assert await broadcasts.move(conn, number, "running", at=now(), expected={"paused"})
            await post.ended(number)
    finally:
        await other.close()
    assert await post.got() == dict.fromkeys(chats, 1)


async def test_stopped(post: Post) -> None:
    """What was not sent is cancelled, and the end is told."""
    chats = await post.readers(100)
    number = await post.push()
    async with post.at_work(rate=50):
        await post.play.wait("call", method="sendMessage", count=10)
        await post.move(number, "stopped", cancels=True)
        push = await post.ended(number)
    assert push.state == "stopped"
    async with post.database.read() as conn:
        after = await broadcasts.get(conn, number)
    assert after
    assert after.counts.sent + after.counts.cancelled == len(chats)
    assert after.counts.sent == len(await post.got()) < 90


async def test_the_end_of_a_process_leaves_nothing_half_sent(post: Post) -> None:
    """Told to end, it waits for what is on the wire, and begins nothing more; the next one does the rest."""
    chats = await post.readers(300)
    slow = await post.play.fault("delay", seconds=0.3, share=0.2)
    number = await post.push()
    for sent in (20, 80, 140):
        async with post.at_work() as stop:
            await post.play.wait("call", method="sendMessage", count=sent)
            stop.set()
        assert set((await post.states(number)).values()) <= {"pending", "sent"}
    await post.play.lift(slow)
    async with post.at_work():
        push = await post.ended(number)
    assert push.counts.sent == len(chats)
    assert await post.got() == dict.fromkeys(chats, 1)


async def test_a_death_leaves_what_was_on_the_wire_uncertain(post: Post) -> None:
    """The next worker names it, sends none of it again, and does the rest; the desk has one of them sent again."""
    chats = await post.readers(300)
    slow = await post.play.fault("delay", seconds=0.3)
    number = await post.push()
    async with post.killed_after():
        await post.play.wait("call", method="sendMessage", count=20)
    await post.play.lift(slow)
    async with post.at_work():
        push = await post.ended(number)
        assert 1 <= push.counts.uncertain <= 128
        assert push.counts.sent + push.counts.uncertain == len(chats)
        async with post.database.read() as conn:
            doubtful = await deliveries.uncertain(conn, number, 1000)
        assert {one.reason for one in doubtful} == {"interrupted"}
        await post.play.idle()  # what was slow arrives, though its sender is dead
        before = await post.got()
        assert all(count == 1 for count in before.values())
        async with post.database.write() as conn:
            assert await deliveries.settle(conn, number, doubtful[0].chat_id, "ar", "send", now())
        await post.seen.until(lambda: [end.id for end in post.seen.ends] == [number, number])
    again = await post.got()
    again.subtract(before)
    assert +again == {doubtful[0].chat_id: 1}


async def test_one_of_two_delivers(post: Post, tmp_path: Path) -> None:
    """Two processes at once send each message once; when the first ends, the second goes on."""
    chats = await post.readers(300)
    other = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'siyaq.db'}")
    number = await post.push()
    try:
        async with post.at_work(other), post.at_work(rate=50) as stop:
            await post.play.wait("call", method="sendMessage", count=10)
            stop.set()
            push = await post.ended(number)
    finally:
        await other.close()
    assert (push.counts.sent, push.counts.uncertain) == (len(chats), 0)
    assert await post.got() == dict.fromkeys(chats, 1)


async def test_progress_is_told(post: Post) -> None:
    """While it runs the reports count up, at a pace; one more tells the end, and of an end before our time."""
    await post.readers(150)
    number = await post.push(watch=(FIRST, 7))
    async with post.at_work(rate=60):
        await post.ended(number)
    sent = [push.counts.sent for push, _ in post.seen.reports]
    assert sent == sorted(sent)
    assert any(20 < rate < 60 for _, rate in post.seen.reports)
    async with post.at_work():
        await post.seen.until(lambda: len(post.seen.ends) == 2)
    assert [push.state for push in post.seen.ends] == ["done", "done"]


@pytest.mark.parametrize("old", [False, True], ids=["young", "old"])
async def test_retracted(post: Post, old: bool) -> None:
    """Young copies are deleted, old ones edited to the notice, as are those that cannot be; the rest is told."""
    chats = await post.readers(60)
    number = await post.push()
    async with post.at_work():
        await post.ended(number)
    notice = rendition(variant=renditions.WITHDRAWN, method="editMessageText", body=b'"text":"Withdrawn"}')
    async with post.database.write() as conn:
        await renditions.add(conn, number, notice)
        if old:
            await age(conn, number)
    refusal: dict[str, Any] = {"status": 400, "description": "Bad Request: message can't be deleted"}
    await post.play.fault("status", chat_id=chats[0], method="deleteMessage", **refusal)
    await post.play.fault("status", chat_id=chats[1], status=403, description="Forbidden: bot was blocked")
    await post.play.fault("retry_after", chat_id=chats[2], times=1)
    await post.play.fault("reset_after", chat_id=chats[3], times=1)
    await post.move(number, "retracting", cancels=True)
    async with post.at_work():
        await post.seen.until(lambda: post.seen.ends[-1].state == "retracted")
    push = post.seen.ends[-1]
    assert (push.deleted, push.withdrawn, push.kept) == ((0, 59, 1) if old else (58, 1, 1))
    texts = {chat: await order(post, chat) for chat in chats[:4]}
    gone = ["Withdrawn"] if old else []
    assert texts == {chats[0]: ["Withdrawn"], chats[1]: ["News"], chats[2]: gone, chats[3]: gone}


async def test_retracted_while_it_runs(post: Post) -> None:
    """Nothing more goes out, and no copy of what was on its way stays."""
    chats = await post.readers(200)
    number = await post.push()
    async with post.at_work():
        await post.play.wait("call", method="sendMessage", count=30)
        await post.move(number, "retracting", cancels=True)
        push = await post.ended(number)
    assert push.state == "retracted"
    assert push.deleted == push.counts.sent
    assert push.counts.sent + push.counts.cancelled == len(chats)
    assert [text for chat in chats for text in await order(post, chat)] == []


async def age(conn: Any, number: int) -> None:
    """Let the copies of a push be three days old."""
    from sqlalchemy import update

    from bot.store.delivery_tables import deliveries as table

    await conn.execute(update(table).where(table.c.broadcast_id == number).values(at=now() - timedelta(days=3)))
