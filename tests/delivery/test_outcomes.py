"""What becomes of a delivery, by all that a server and the way to it can do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from bot.delivery.sender import IN_FLIGHT
from bot.store import deliveries, subscribers
from tests.delivery.worker_harness import FIRST, now
from tests.unit.scripted_server import ScriptedServer, refusal

if TYPE_CHECKING:
    from tests.delivery.worker_harness import WorkerHarness

CHAT = FIRST + 1


async def test_everybody_gets_it_once(worker: WorkerHarness) -> None:
    """Each chat has one message, whose number is kept; silent ones silently; the report tells it all."""
    chats = await worker.readers(300)
    silent = await worker.sandbox.person()
    await worker.subscribe(silent, silent=1)
    number = await worker.push()
    async with worker.at_work():
        push = await worker.ended(number)
    assert (push.state, push.counts.sent, push.counts.total) == ("done", 301, 301)
    assert await worker.got() == dict.fromkeys([*chats, silent], 1)
    (call,) = await worker.sandbox.log(chat_id=silent, method="sendMessage")
    assert call["params"]["disable_notification"]
    async with worker.database.read() as conn:
        kept = await deliveries.listed(conn, number, ["sent"], limit=1)
    (message,) = await worker.sandbox.messages(kept[0].chat_id)
    assert (message["message_id"], message["text"]) == (kept[0].message_id, "News")


@pytest.mark.parametrize(
    ("fault", "state", "count"),
    [
        ({"kind": "status", "status": 403, "description": "Forbidden: bot was blocked by the user"}, "failed", 0),
        ({"kind": "status", "status": 400, "description": "Bad Request: chat not found"}, "failed", 0),
        ({"kind": "status", "status": 400, "description": "Bad Request: message is too long"}, "failed", 0),
        ({"kind": "status", "status": 404, "description": "Not Found"}, "failed", 0),
        ({"kind": "status", "status": 500, "times": 1}, "uncertain", 0),
        ({"kind": "status", "status": 501, "times": 1}, "uncertain", 0),
        ({"kind": "not_json", "times": 1}, "uncertain", 0),
        ({"kind": "retry_after", "retry_after": 1, "times": 1}, "sent", 1),
        ({"kind": "reset_before"}, "uncertain", 0),
        ({"kind": "reset_after"}, "uncertain", 1),
        ({"kind": "truncate"}, "uncertain", 1),
    ],
    ids=lambda value: str(value.get("status", value["kind"])) if isinstance(value, dict) else "",
)
async def test_one_chat_fares_otherwise(worker: WorkerHarness, fault: dict[str, Any], state: str, count: int) -> None:
    """What goes wrong in one chat is tried again where nothing was done, else named; no other chat is the worse."""
    chats = await worker.readers(40)
    await worker.sandbox.fault(fault.pop("kind"), chat_id=CHAT, **fault)
    number = await worker.push()
    async with worker.at_work():
        push = await worker.ended(number)
    states = await worker.states(number)
    assert states == {chat: state if chat == CHAT else "sent" for chat in chats}
    assert {chat: (await worker.got())[chat] for chat in chats} == {
        chat: count if chat == CHAT else 1 for chat in chats
    }
    assert push.counts.open == 0
    async with worker.database.read() as conn:
        reasons = await deliveries.reasons(conn, number)
        doubtful = [row.chat_id for row in await deliveries.uncertain(conn, number)]
        subscriber = await subscribers.get(conn, CHAT)
    assert reasons == ({fault["description"]: 1} if state == "failed" else {})
    assert doubtful == ([CHAT] if state == "uncertain" else [])
    assert subscriber
    gone = "blocked" in fault.get("description", "") or "not found" in fault.get("description", "")
    assert (subscriber.state == "resting") is gone


async def test_an_outage(worker: WorkerHarness) -> None:
    """While every call is cut, few are tried; what was tried is named, and all others have it once."""
    chats = await worker.readers(300)
    number = await worker.push()
    outage = await worker.sandbox.fault("outage", seconds=600)
    async with worker.at_work():
        await worker.sandbox.wait("call", method="sendMessage", count=4)
        await worker.sandbox.lift(outage)
        push = await worker.ended(number)
    assert push.counts.sent + push.counts.uncertain == len(chats)
    assert 1 <= push.counts.uncertain <= 16  # the first few, those from across the queue, and a probe now and then
    got = await worker.got()
    assert all(got[chat] <= 1 for chat in chats)


async def test_nobody_listens(worker: WorkerHarness) -> None:
    """Where no connection is made nothing was sent: all of it is, once somebody listens."""
    chats = await worker.readers(100)
    number = await worker.push()
    await worker.sandbox.fault("refuse", seconds=1)
    async with worker.at_work():
        push = await worker.ended(number)
    assert (push.counts.sent, push.counts.uncertain) == (len(chats), 0)
    assert await worker.got() == dict.fromkeys(chats, 1)


async def test_the_server_knows_no_rich_messages(worker: WorkerHarness) -> None:
    """Who was to have a rich message has the classic one at once; after a few refusals no other is tried."""
    chats = await worker.readers(200, format_preference="auto")
    await worker.sandbox.post("rich", on=False)
    number = await worker.push()
    async with worker.at_work():
        push = await worker.ended(number)
    assert push.counts.sent == len(chats)
    assert {call["params"]["chat_id"] for call in await worker.sandbox.log(method="sendMessage", limit=1000)} == set(
        chats
    )
    assert len(await worker.sandbox.log(method="sendRichMessage", limit=1000)) <= 2 * IN_FLIGHT


async def test_the_server_has_but_a_bare_404_for_rich_messages(worker: WorkerHarness) -> None:
    """As some have it for any method that they do not know: it is no token that was refused."""
    chats = await worker.readers(20, format_preference="auto")
    await worker.sandbox.fault("status", method="sendRichMessage", status=404, description="Not Found")
    number = await worker.push(rich=True)
    async with worker.at_work():
        push = await worker.ended(number)
    assert (push.state, push.counts.sent) == ("done", len(chats))
    assert len(await worker.sandbox.log(method="sendMessage", limit=1000)) == len(chats)


async def test_rich_messages(worker: WorkerHarness) -> None:
    """A server that knows them is sent rich messages, to who wants them; simple ones to who does not."""
    await worker.readers(5, format_preference="auto")
    simple = await worker.sandbox.person()
    await worker.subscribe(simple, format_preference="simple")
    number = await worker.push()
    async with worker.at_work():
        await worker.ended(number)
    assert len(await worker.sandbox.log(method="sendRichMessage")) == 5
    assert [call["params"]["chat_id"] for call in await worker.sandbox.log(method="sendMessage")] == [simple]


async def test_the_first_chats_fail_and_the_server_is_well(worker: WorkerHarness) -> None:
    """Twenty chats at the head of the queue for which the server fails pause nothing: all others have it at once."""
    chats = await worker.readers(300)
    for chat in chats[:20]:
        await worker.sandbox.fault("status", chat_id=chat, status=500, description="Internal Server Error")
    number = await worker.push()
    with capture_logs() as lines:
        async with worker.at_work():
            await worker.ended(number)
    states = await worker.states(number)
    assert states == {chat: "uncertain" if chat in chats[:20] else "sent" for chat in chats}
    assert await worker.got() == dict.fromkeys(chats[20:], 1)
    assert [line for line in lines if line["event"] == "delivery.circuit_open"] == []


async def test_a_server_that_fails_is_tried_seldom(worker: WorkerHarness) -> None:
    """While it answers 502 for everybody few deliveries become uncertain; all others are sent once it is well."""
    chats = await worker.readers(300)
    fault = await worker.sandbox.fault("not_json")
    number = await worker.push()
    async with worker.at_work():
        await worker.sandbox.wait("call", method="sendMessage", count=8)
        await worker.sandbox.lift(fault)
        push = await worker.ended(number)
    assert 1 <= push.counts.uncertain <= 16
    assert push.counts.sent + push.counts.uncertain == len(chats)
    assert all(count == 1 for count in (await worker.got()).values())


async def test_the_token_is_refused(worker: WorkerHarness) -> None:
    """The push is paused with the reason; nothing is lost, few calls are made, and it goes on once it is resumed."""
    await worker.readers(100)
    number = await worker.push()
    fault = await worker.sandbox.fault("status", status=401, description="Unauthorized", method="sendMessage")
    with capture_logs() as lines:
        async with worker.at_work():
            await worker.listener.until(lambda: any(push.state == "paused" for push, _ in worker.listener.reports))
            halted = next(push for push, _ in worker.listener.reports if push.state == "paused")
            await worker.sandbox.lift(fault)
            await worker.move(number, "running")
            push = await worker.ended(number)
    assert halted.halted == "Unauthorized"
    assert push.counts.sent == 100
    assert len(await worker.sandbox.log(method="sendMessage", limit=1000)) <= 100 + 12
    assert "delivery.token_refused" in [line["event"] for line in lines]


async def test_two_groups_that_move_to_each_other(worker: WorkerHarness) -> None:
    """The chain is followed a few steps, then the delivery has failed."""
    one, two = -4001, -1002000004001
    await worker.subscribe(one, kind="group")
    number = await worker.push()
    upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
    async with ScriptedServer([refusal(400, upgraded, migrate_to_chat_id=chat) for chat in (two, one) * 5]) as server:
        worker.api_url = server.url
        async with worker.at_work():
            push = await worker.ended(number)
    assert push.counts.failed == 1
    assert [json.loads(request.body)["chat_id"] for request in server.received] == [one, two, one, two]


async def test_a_group_moves(worker: WorkerHarness) -> None:
    """Its delivery goes to the supergroup, which is the subscriber from then on; where it is one already, once."""
    one, two = await worker.sandbox.group(101, kind="group"), await worker.sandbox.group(101, kind="group")
    await worker.subscribe(one, two, kind="group")
    number = await worker.push()
    moved, known = [(await worker.sandbox.post("migrate", chat_id=chat))["chat_id"] for chat in (one, two)]
    await worker.subscribe(known, kind="group")
    second = await worker.push()
    async with worker.at_work():
        await worker.ended(number, second)
    assert await worker.states(number) == {moved: "sent", known: "sent"}
    assert (await worker.states(second))[known] == "sent"
    assert await worker.got() == {moved: 2, known: 2}
    async with worker.database.read() as conn:
        assert await subscribers.get(conn, one) is None
        assert await subscribers.get(conn, moved)


async def test_who_left_meanwhile_gets_nothing(worker: WorkerHarness) -> None:
    """Who unsubscribes, or blocks the bot, between the push and their turn is skipped, with why."""
    one, two, three = await worker.readers(3)
    number = await worker.push()
    async with worker.database.write() as conn:
        await subscribers.remove(conn, one)
        await subscribers.mark_unreachable(conn, [two], "Forbidden", now())
    async with worker.at_work():
        push = await worker.ended(number)
    assert await worker.states(number) == {one: "skipped", two: "skipped", three: "sent"}
    assert push.counts.skipped == 2
    async with worker.database.read() as conn:
        skipped = await deliveries.listed(conn, number, ["skipped"])
    assert [row.reason for row in skipped] == ["unsubscribed", "resting"]


async def test_a_topic_that_is_gone(worker: WorkerHarness) -> None:
    """A group whose chosen topic was deleted is written to outside it, then and later."""
    group = await worker.sandbox.group(101, is_forum=True)
    await worker.subscribe(group, kind="group", thread_id=77)
    number = await worker.push()
    async with worker.at_work():
        push = await worker.ended(number)
    assert push.counts.sent == 1
    async with worker.database.read() as conn:
        subscriber = await subscribers.get(conn, group)
    assert subscriber
    assert subscriber.thread_id is None


async def test_paid(worker: WorkerHarness) -> None:
    """Where pushes are paid for, each says so."""
    await worker.sandbox.limits(on=True)
    await worker.readers(80)
    number = await worker.push()
    async with worker.at_work(rate=5, paid=1000):
        push = await worker.ended(number)
    assert push.counts.sent == 80
    calls = await worker.sandbox.log(method="sendMessage", limit=1000)
    assert all(call["params"]["allow_paid_broadcast"] for call in calls)
    assert len(calls) == 80
