"""What becomes of a delivery, by all that a server and the way to it can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.delivery.sending import IN_FLIGHT
from bot.store import deliveries, subscribers
from tests.delivery.post import FIRST, now

if TYPE_CHECKING:
    from tests.delivery.post import Post

CHAT = FIRST + 1


async def test_everybody_gets_it_once(post: Post) -> None:
    """Each chat has one message, whose number is kept; silent ones silently; the report tells it all."""
    chats = await post.readers(300)
    silent = await post.play.person()
    await post.subscribe(silent, silent=1)
    number = await post.push()
    async with post.at_work():
        push = await post.ended(number)
    assert (push.state, push.counts.sent, push.counts.total) == ("done", 301, 301)
    assert await post.got() == dict.fromkeys([*chats, silent], 1)
    (call,) = await post.play.log(chat_id=silent, method="sendMessage")
    assert call["params"]["disable_notification"]
    async with post.database.read() as conn:
        kept = await deliveries.listed(conn, number, ["sent"], limit=1)
    (message,) = await post.play.messages(kept[0].chat_id)
    assert (message["message_id"], message["text"]) == (kept[0].message_id, "News")


@pytest.mark.parametrize(
    ("fault", "state", "count"),
    [
        ({"kind": "status", "status": 403, "description": "Forbidden: bot was blocked by the user"}, "failed", 0),
        ({"kind": "status", "status": 400, "description": "Bad Request: chat not found"}, "failed", 0),
        ({"kind": "status", "status": 400, "description": "Bad Request: message is too long"}, "failed", 0),
        ({"kind": "status", "status": 500, "times": 1}, "sent", 1),
        ({"kind": "not_json", "times": 1}, "sent", 1),
        ({"kind": "retry_after", "retry_after": 1, "times": 1}, "sent", 1),
        ({"kind": "reset_before"}, "uncertain", 0),
        ({"kind": "reset_after"}, "uncertain", 1),
        ({"kind": "truncate"}, "uncertain", 1),
    ],
    ids=lambda value: str(value.get("status", value["kind"])) if isinstance(value, dict) else "",
)
async def test_one_chat_fares_otherwise(post: Post, fault: dict[str, Any], state: str, count: int) -> None:
    """What goes wrong in one chat is tried again where nothing was done, else named; no other chat is the worse."""
    chats = await post.readers(40)
    await post.play.fault(fault.pop("kind"), chat_id=CHAT, **fault)
    number = await post.push()
    async with post.at_work():
        push = await post.ended(number)
    states = await post.states(number)
    assert states == {chat: state if chat == CHAT else "sent" for chat in chats}
    assert {chat: (await post.got())[chat] for chat in chats} == {chat: count if chat == CHAT else 1 for chat in chats}
    assert push.counts.open == 0
    async with post.database.read() as conn:
        reasons = await deliveries.reasons(conn, number)
        doubtful = [one.chat_id for one in await deliveries.uncertain(conn, number)]
        subscriber = await subscribers.get(conn, CHAT)
    assert reasons == ({fault["description"]: 1} if state == "failed" else {})
    assert doubtful == ([CHAT] if state == "uncertain" else [])
    assert subscriber
    gone = "blocked" in fault.get("description", "") or "not found" in fault.get("description", "")
    assert (subscriber.state == "resting") is gone


async def test_an_outage(post: Post) -> None:
    """While every call is cut, few are tried; what was tried is named, and all others have it once."""
    chats = await post.readers(300)
    number = await post.push()
    outage = await post.play.fault("outage", seconds=600)
    async with post.at_work():
        await post.play.wait("call", method="sendMessage", count=4)
        await post.play.lift(outage)
        push = await post.ended(number)
    assert push.counts.sent + push.counts.uncertain == len(chats)
    assert 1 <= push.counts.uncertain <= IN_FLIGHT + 8  # the tries, now and then, whether it is over
    got = await post.got()
    assert all(got[chat] <= 1 for chat in chats)


async def test_nobody_listens(post: Post) -> None:
    """Where no connection is made nothing was sent: all of it is, once somebody listens."""
    chats = await post.readers(100)
    number = await post.push()
    await post.play.fault("refuse", seconds=1)
    async with post.at_work():
        push = await post.ended(number)
    assert (push.counts.sent, push.counts.uncertain) == (len(chats), 0)
    assert await post.got() == dict.fromkeys(chats, 1)


async def test_the_server_knows_no_rich_messages(post: Post) -> None:
    """Who was to have a rich message has the classic one at once; after a few refusals no other is tried."""
    chats = await post.readers(200, wanted="auto")
    await post.play.post("rich", on=False)
    number = await post.push()
    async with post.at_work():
        push = await post.ended(number)
    assert push.counts.sent == len(chats)
    assert {call["params"]["chat_id"] for call in await post.play.log(method="sendMessage", limit=1000)} == set(chats)
    assert len(await post.play.log(method="sendRichMessage", limit=1000)) <= 2 * IN_FLIGHT


async def test_the_server_has_but_a_bare_404_for_rich_messages(post: Post) -> None:
    """As some have it for any method that they do not know: it is no token that was refused."""
    chats = await post.readers(20, wanted="auto")
    await post.play.fault("status", method="sendRichMessage", status=404, description="Not Found")
    number = await post.push(rich=True)
    async with post.at_work():
        push = await post.ended(number)
    assert (push.state, push.counts.sent) == ("done", len(chats))
    assert len(await post.play.log(method="sendMessage", limit=1000)) == len(chats)


async def test_rich_messages(post: Post) -> None:
    """A server that knows them is sent rich messages, to who wants them; simple ones to who does not."""
    await post.readers(5, wanted="auto")
    simple = await post.play.person()
    await post.subscribe(simple, wanted="simple")
    number = await post.push()
    async with post.at_work():
        await post.ended(number)
    assert len(await post.play.log(method="sendRichMessage")) == 5
    assert [call["params"]["chat_id"] for call in await post.play.log(method="sendMessage")] == [simple]


async def test_the_token_is_refused(post: Post) -> None:
    """The push is paused, and says so; nothing is lost, and it goes on when somebody has it go on."""
    await post.readers(100)
    number = await post.push()
    fault = await post.play.fault("status", status=401, description="Unauthorized", method="sendMessage")
    async with post.at_work():
        await post.seen.until(lambda: any(push.state == "paused" for push, _ in post.seen.reports))
        await post.play.lift(fault)
        await post.move(number, "running")
        push = await post.ended(number)
    assert push.counts.sent == 100
    assert len(await post.play.log(limit=1000)) <= 100 + 2 * 64


async def test_a_group_moves(post: Post) -> None:
    """Its delivery goes to the supergroup, which is the subscriber from then on; where it is one already, once."""
    one, two = await post.play.group(101, kind="group"), await post.play.group(101, kind="group")
    await post.subscribe(one, two, kind="group")
    number = await post.push()
    moved, known = [(await post.play.post("migrate", chat_id=chat))["chat_id"] for chat in (one, two)]
    await post.subscribe(known, kind="group")
    second = await post.push()
    async with post.at_work():
        await post.ended(number, second)
    assert await post.states(number) == {moved: "sent", known: "sent"}
    assert (await post.states(second))[known] == "sent"
    assert await post.got() == {moved: 2, known: 2}
    async with post.database.read() as conn:
        assert await subscribers.get(conn, one) is None
        assert await subscribers.get(conn, moved)


async def test_who_left_meanwhile_gets_nothing(post: Post) -> None:
    """Who unsubscribes, or blocks the bot, between the push and their turn is skipped, with why."""
    one, two, three = await post.readers(3)
    number = await post.push()
    async with post.database.write() as conn:
        await subscribers.remove(conn, one)
        await subscribers.rest(conn, [two], "Forbidden", now())
    async with post.at_work():
        push = await post.ended(number)
    assert await post.states(number) == {one: "skipped", two: "skipped", three: "sent"}
    assert push.counts.skipped == 2
    async with post.database.read() as conn:
        skipped = await deliveries.listed(conn, number, ["skipped"])
    assert [one.reason for one in skipped] == ["unsubscribed", "resting"]


async def test_a_topic_that_is_gone(post: Post) -> None:
    """A group whose chosen topic was deleted is written to outside it, then and later."""
    group = await post.play.group(101, is_forum=True)
    await post.subscribe(group, kind="group", thread_id=77)
    number = await post.push()
    async with post.at_work():
        push = await post.ended(number)
    assert push.counts.sent == 1
    async with post.database.read() as conn:
        subscriber = await subscribers.get(conn, group)
    assert subscriber
    assert subscriber.thread_id is None


async def test_paid(post: Post) -> None:
    """Where pushes are paid for, each says so."""
    await post.play.limits(on=True)
    await post.readers(80)
    number = await post.push()
    async with post.at_work(rate=5, paid=1000):
        push = await post.ended(number)
    assert push.counts.sent == 80
    calls = await post.play.log(method="sendMessage", limit=1000)
    assert all(call["params"]["allow_paid_broadcast"] for call in calls)
    assert len(calls) == 80
