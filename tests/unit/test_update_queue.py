"""Intake: order within a chat, none between chats, and nothing let go before it is handled or stored."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.errors.updates import RetryLater
from bot.telegram_api.flood_control import FloodDecision
from bot.telegram_api.update_queue import BACKLOG_SLOTS, UpdateQueue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.errors.updates import UpdateFailure

NEVER = 3600.0


class Inbox:
    """Keeps updates in memory; holds every storing up while `closed`."""

    def __init__(self, *kept: dict[str, Any]) -> None:
        self.kept = {answer["update_id"]: answer for answer in kept}
        self.aside: dict[int, str] = {}
        self.full = False
        self.opened = asyncio.Event()
        self.opened.set()
        self.asked = asyncio.Event()
        self.put_aside = asyncio.Event()
        self.back = asyncio.Event()
        self.back.set()
        self.waits = 0
        self.is_shared = False
        self.theirs: set[int] = set()
        self.freed: list[int] = []

    def on_claimed(self, enter: Callable[[list[dict[str, Any]]], None]) -> None:
        """Note who handles what is claimed."""
        self.enter = enter

    async def claim(self, updates: Iterable[dict[str, Any]]) -> None:
        """Keep the updates, and let those be handled whose chat no other process has."""
        batch = list(updates)
        await self.store(batch)
        self.enter([update for update in batch if update["message"]["chat"]["id"] not in self.theirs])

    async def store(self, updates: Iterable[dict[str, Any]]) -> None:
        """Keep the updates."""
        batch = list(updates)
        self.asked.set()
        await self.opened.wait()
        if self.full:
            raise OSError("full")
        for update in batch:
            self.kept.setdefault(update["update_id"], update)

    async def adopt(self) -> list[dict[str, Any]]:
        """What is kept, but for what was set aside."""
        return [answer for number, answer in self.kept.items() if number not in self.aside]

    async def dead_letter(self, update: dict[str, Any], failure: UpdateFailure) -> None:
        """Keep it, out of the way."""
        assert failure.log_id
        if self.full:
            raise OSError("full")
        self.kept[update["update_id"]] = update
        self.aside[update["update_id"]] = f"{failure.cause}: {failure.detail}"
        self.put_aside.set()

    async def recovered(self, stop: asyncio.Event) -> bool:
        """Wait while the database is away."""
        self.waits += 1
        if self.back.is_set():
            return True
        waiting = {asyncio.create_task(event.wait()) for event in (self.back, stop)}
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        return False

    def remove(self, update_id: int, chat: int) -> None:
        """Forget it."""
        self.kept.pop(update_id, None)
        self.freed.append(chat)


class Handler:
    """Notes what begins and ends; a text with "wait" ends when the test says so, one with "fail" raises."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.verdicts: list[FloodDecision] = []
        self.go = asyncio.Event()
        self.changed = asyncio.Condition()

    async def __call__(self, update: dict[str, Any], verdict: FloodDecision) -> None:
        """Handle one update."""
        number = update["update_id"]
        self.verdicts.append(verdict)
        await self._note(self.begun, number)
        if "wait" in update["message"]["text"]:
            await self.go.wait()
        if "away" in update["message"]["text"]:
            raise OperationalError("SELECT", {}, OSError("gone"))
        if "fail" in update["message"]["text"]:
            raise ValueError("odd")
        await self._note(self.ended, number)

    async def _note(self, where: list[int], number: int) -> None:
        async with self.changed:
            where.append(number)
            self.changed.notify_all()

    async def until(self, *ended: int) -> None:
        """Return when these have ended."""
        async with self.changed:
            await self.changed.wait_for(lambda: set(ended) <= set(self.ended))

    async def until_begun(self, *begun: int) -> None:
        """Return when these have begun."""
        async with self.changed:
            await self.changed.wait_for(lambda: set(begun) <= set(self.begun))


def said(number: int, chat: int = 5, text: str = "") -> dict[str, Any]:
    """An update with a message."""
    return {"update_id": number, "message": {"text": text, "chat": {"id": chat}, "from": {"id": chat}}}


def taken(_: dict[str, Any], __: Sequence[dict[str, Any]]) -> FloodDecision:
    """A check to whom nothing is too much."""
    return FloodDecision.TAKE


def intake(handler: Handler, inbox: Inbox, *, grace: float = NEVER, slots: int = 8, check: Any = taken) -> UpdateQueue:
    """An intake that waits as long as the test lasts, unless it is told less."""
    return UpdateQueue(handler, check, inbox, slots=slots, grace=grace)


async def test_a_batch_that_is_handled_is_never_stored() -> None:
    """`accept` returns when all of it is done, and the inbox was not touched."""
    handler, inbox = Handler(), Inbox()
    await intake(handler, inbox).accept([said(1), said(2, 6), said(3, 7)])
    assert sorted(handler.ended) == [1, 2, 3]
    assert not inbox.asked.is_set()


async def test_a_chats_updates_keep_their_order_and_others_pass() -> None:
    """While one chat's first is in work its second has not begun, and every other chat's are done."""
    handler, inbox = Handler(), Inbox()
    update_queue = intake(handler, inbox, grace=0)
    await update_queue.accept([said(1, 5, "wait"), said(2, 5), said(3, 6), said(4, 7)])
    await update_queue.accept([said(5, 5), said(6, 6)])
    await handler.until(3, 4, 6)
    assert 2 not in handler.begun
    handler.go.set()
    await handler.until(1, 2, 5)
    assert [number for number in handler.ended if number in {1, 2, 5}] == [1, 2, 5]


async def test_what_takes_longer_is_stored_until_it_is_handled() -> None:
    """`accept` returns with what is in work stored; once handled it is removed."""
    handler, inbox = Handler(), Inbox()
    update_queue = intake(handler, inbox, grace=0)
    await update_queue.accept([said(1, 5, "wait"), said(2, 5)])
    assert set(inbox.kept) == {1, 2}
    handler.go.set()
    await handler.until(1, 2)
    await update_queue.stop(NEVER)
    assert inbox.kept == {}


async def test_what_ends_while_it_is_being_stored_is_removed() -> None:
    """It is neither kept for ever nor handled twice."""
    handler, inbox = Handler(), Inbox()
    inbox.opened.clear()
    accepting = asyncio.create_task(intake(handler, inbox, grace=0).accept([said(1, 5, "wait")]))
    await inbox.asked.wait()
    handler.go.set()
    await handler.until(1)
    inbox.opened.set()
    await accepting
    assert inbox.kept == {}


async def test_what_is_set_aside_while_it_is_being_stored_stays() -> None:
    """What nobody could handle remains for whoever looks into it."""
    handler, inbox = Handler(), Inbox()
    inbox.opened.clear()
    accepting = asyncio.create_task(intake(handler, inbox, grace=0).accept([said(1, 5, "wait, then fail")]))
    await inbox.asked.wait()
    handler.go.set()
    await inbox.put_aside.wait()
    inbox.opened.set()
    await accepting
    assert set(inbox.kept) == {1}


async def test_what_is_stored_already_is_not_stored_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch that comes once more, because it was not acknowledged, is neither handled nor stored a second time."""
    handler, inbox = Handler(), Inbox()
    update_queue = intake(handler, inbox, grace=0)
    await update_queue.accept([said(1, 5, "wait")])
    monkeypatch.delattr(Inbox, "store")
    await update_queue.accept([said(1, 5, "wait")])
    handler.go.set()
    await handler.until(1)
    await update_queue.accept([said(1, 5, "wait")])
    assert handler.begun == [1]


async def test_one_that_cannot_be_stored_is_not_let_go() -> None:
    """The error reaches whoever would acknowledge; when the batch comes again it is stored, and handled once."""
    handler, inbox = Handler(), Inbox()
    inbox.full = True
    update_queue = intake(handler, inbox, grace=0)
    with pytest.raises(OSError, match="full"):
        await update_queue.accept([said(1, 5, "wait")])
    inbox.full = False
    await update_queue.accept([said(1, 5, "wait")])
    assert set(inbox.kept) == {1}
    assert handler.begun == [1]


async def test_a_failure_is_set_aside_with_its_reason_and_the_next_goes_on() -> None:
    """One update that cannot be read stops nothing."""
    handler, inbox = Handler(), Inbox()
    await intake(handler, inbox).accept([said(1, 5, "fail"), said(2, 5)])
    assert inbox.aside == {1: "failed: ValueError: odd"}
    assert handler.ended == [2]


async def test_what_fails_while_the_database_answers_is_tried_three_times() -> None:
    """Then it is dead-lettered, whoever asked is told, and the next of the chat goes on."""
    handler, inbox, text = Handler(), Inbox(), []

    async def apologise(update: dict[str, Any]) -> None:
        text.append(update["update_id"])

    update_queue = UpdateQueue(handler, taken, inbox, apologise=apologise, grace=NEVER)
    await update_queue.accept([said(1, 5, "away"), said(2, 5)])
    assert handler.begun == [1, 1, 1, 2]
    assert list(inbox.aside) == text == [1]
    assert inbox.aside[1].startswith("database: OperationalError")


async def test_a_try_counts_only_while_the_database_answers() -> None:
    """While it is away the update waits in its place, and holds up neither another chat nor the end."""
    handler, inbox = Handler(), Inbox()
    inbox.back.clear()
    update_queue = intake(handler, inbox, grace=0.01, slots=1)
    await update_queue.accept([said(1, 5, "away"), said(2, 5), said(3, 6)])
    await handler.until(3)
    assert set(inbox.kept) >= {1, 2}
    assert inbox.aside == {}
    await update_queue.stop(NEVER)
    assert handler.begun == [1, 3]
    assert set(inbox.kept) >= {1, 2}


async def test_what_is_no_update_is_left_out() -> None:
    """Whatever has no number can be neither stored nor acknowledged."""
    handler, inbox = Handler(), Inbox()
    await intake(handler, inbox).accept([7, None, [], {}, {"update_id": "8"}, said(1)])
    assert handler.ended == [1]


async def test_a_start_takes_up_what_was_stored() -> None:
    """In its order, before what comes; what is handled is removed, and one that Telegram repeats is not done twice."""
    handler, inbox = Handler(), Inbox(said(1), said(2))
    update_queue = intake(handler, inbox)
    await update_queue.resume()
    await update_queue.accept([said(2), said(3)])
    await handler.until(1, 2, 3)
    await update_queue.stop(NEVER)
    assert handler.ended == [1, 2, 3]
    assert inbox.kept == {}


async def test_a_stored_flood_is_not_kept_for_ever() -> None:
    """What a start drops of it, as it would have been dropped before, is removed."""
    handler, inbox = Handler(), Inbox(*(said(number) for number in range(1, 9)))

    def check(_: dict[str, Any], waiting: Sequence[dict[str, Any]]) -> FloodDecision:
        return FloodDecision.DROP if len(waiting) >= 3 else FloodDecision.TAKE

    update_queue = intake(handler, inbox, check=check)
    await update_queue.resume()
    await handler.until(1, 2, 3)
    await update_queue.stop(NEVER)
    assert inbox.kept == {}


class _Update(dict[str, Any]):
    """An update that tells when it is forgotten."""


async def test_of_a_flood_only_the_ids_are_remembered() -> None:
    """What was dropped costs as little memory as what was handled: its text is forgotten."""
    decisions = {1: FloodDecision.TAKE, 2: FloodDecision.DROP}
    update_queue = intake(Handler(), Inbox(), check=lambda update, _: decisions[update["update_id"]])
    updates = [_Update(said(number)) for number in decisions]
    await update_queue.accept(updates)
    left = [weakref.ref(update) for update in updates]
    del updates
    gc.collect()
    assert [reference() for reference in left] == [None, None]
    await update_queue.stop(NEVER)


async def test_a_notice_goes_before_what_waits() -> None:
    """Who is told to slow down is told at once, not after everything that they asked."""
    handler, inbox = Handler(), Inbox()

    def check(_: dict[str, Any], waiting: Sequence[dict[str, Any]]) -> FloodDecision:
        return FloodDecision.SLOW if len(waiting) >= 2 else FloodDecision.TAKE

    update_queue = intake(handler, inbox, grace=0, check=check)
    await update_queue.accept([said(1, 5, "wait")])
    await update_queue.accept([said(2), said(3), said(4)])
    handler.go.set()
    await handler.until(1, 2, 3, 4)
    assert handler.ended == [1, 4, 2, 3]
    assert handler.verdicts[1] is FloodDecision.SLOW


async def test_only_so_many_chats_at_once() -> None:
    """Of three chats with two slots the third waits until one is free."""
    handler, inbox = Handler(), Inbox()
    update_queue = intake(handler, inbox, grace=0, slots=2)
    await update_queue.accept([said(1, 5, "wait"), said(2, 6, "wait"), said(3, 7)])
    assert handler.begun == [1, 2]
    handler.go.set()
    await handler.until(1, 2, 3)


async def test_an_end_finishes_what_is_in_work_and_stores_the_rest() -> None:
    """What has begun is given its time; what has not is stored, and handled by nobody."""
    handler, inbox = Handler(), Inbox()
    update_queue = intake(handler, inbox, grace=0)
    await update_queue.accept([said(1, 5, "wait"), said(2, 5)])
    await handler.until_begun(1)
    assert set(inbox.kept) == {1, 2}
    stopping = asyncio.create_task(update_queue.stop(NEVER))
    await asyncio.sleep(0)
    handler.go.set()
    await stopping
    assert handler.ended == [1]
    assert set(inbox.kept) == {2}
    await update_queue.accept([said(3)])
    assert set(inbox.kept) == {2, 3}


async def test_an_end_waits_only_so_long() -> None:
    """What does not finish in time is broken off, and stays stored."""
    handler, inbox = Handler(), Inbox()
    update_queue = intake(handler, inbox, grace=0)
    await update_queue.accept([said(1, 5, "wait")])
    await handler.until_begun(1)
    await update_queue.stop(0)
    assert handler.ended == []
    assert set(inbox.kept) == {1}


USER = {"id": 5, "is_bot": False, "first_name": "x"}
CHAT = {"id": 5, "type": "private"}
MESSAGE = {"message_id": 1, "date": 1, "chat": CHAT, "from": USER, "text": "x"}


@pytest.mark.parametrize(
    ("update", "field"),
    [
        ({"message": []}, "message"),
        ({"message": MESSAGE | {"text": 5}}, "text"),
        ({"message": MESSAGE | {"text": None}}, "text"),
        ({"message": MESSAGE | {"chat": {"id": "5", "type": "private"}}}, "chat.id"),
        ({"message": MESSAGE | {"from": {"id": 5.5}}}, "from.id"),
        ({"message": MESSAGE | {"date": "yesterday"}}, "date"),
        ({"message": MESSAGE | {"date": True}}, "date"),
        ({"message": MESSAGE | {"entities": {}}}, "entities"),
        ({"message": MESSAGE | {"entities": ["bold"]}}, "entities"),
        ({"message": MESSAGE | {"reply_to_message": MESSAGE | {"message_id": "1"}}}, "message_id"),
        ({"callback_query": {"id": 7, "from": USER, "data": "x"}}, "callback_query.id"),
        ({"callback_query": {"id": "7", "from": USER, "data": []}}, "data"),
        ({"inline_query": {"id": "7", "from": USER, "query": 1, "offset": ""}}, "query"),
        ({"inline_query": {"id": "7", "query": "x", "offset": ""}}, "inline_query.from"),
        ({"callback_query": {"id": "7", "data": "x"}}, "callback_query.from"),
        ({"message": {name: value for name, value in MESSAGE.items() if name != "chat"}}, "message.chat"),
        ({"message": MESSAGE | {"chat": {"id": 2**63, "type": "private"}}}, "chat.id"),
        ({"message": MESSAGE | {"from": USER | {"id": -(2**70)}}}, "from.id"),
        ({"message": MESSAGE | {"date": 2**64}}, "date"),
        ({"my_chat_member": {"chat": {"id": 5, "type": "private"}, "from": USER}}, "my_chat_member.old_chat_member"),
    ],
)
async def test_mistyped_updates_are_one_line(update: dict[str, Any], field: str) -> None:
    """They reach no handler, cost one log line without a traceback, and are set aside."""
    inbox = Inbox()
    handled: list[Any] = []

    async def handle(update: dict[str, Any], _: FloodDecision) -> None:
        handled.append(update)

    queue = UpdateQueue(handle, lambda *_: FloodDecision.TAKE, inbox)
    with capture_logs() as lines:
        await queue.accept([{"update_id": 1, **update}])
    assert handled == []
    assert [(line["event"], line["field"]) for line in lines] == [("update.malformed", field)]
    assert "exc_info" not in lines[0]
    assert inbox.aside == {1: f"malformed: {field}"}


@pytest.mark.parametrize(
    "update",
    [
        {"message": MESSAGE | {"rich_message": {"blocks": [{"type": "p", "text": ["a", {"text": ["b"]}]}]}}},
        {"message": MESSAGE | {"passport_data": {"data": [{"type": "email"}], "credentials": {"data": "x"}}}},
        {"message": MESSAGE | {"novelty": {"any": [1]}, "photo": [{"file_id": "x", "file_unique_id": "y"}]}},
        {
            "callback_query": {
                "id": "7",
                "from": USER,
                "data": "x",
                "message": {"message_id": 1, "date": 0, "chat": CHAT},
            }
        },
        {
            "my_chat_member": {
                "chat": CHAT,
                "from": USER,
                "old_chat_member": {"user": USER, "status": "member"},
                "date": 1,
                "new_chat_member": {"status": "left", "user": USER},
            }
        },
    ],
)
async def test_what_telegram_sends_is_handled(update: dict[str, Any]) -> None:
    """Whole updates pass, fields that nobody knows included."""
    handled: list[int] = []

    async def handle(update: dict[str, Any], _: FloodDecision) -> None:
        handled.append(update["update_id"])

    await UpdateQueue(handle, lambda *_: FloodDecision.TAKE, Inbox()).accept([{"update_id": 1, **update}])
    assert handled == [1]


async def test_old_questions_wait_for_new_ones() -> None:
    """They take few slots, whatever they wait for; a chat that asks anew is served at once, its old question first."""
    handler, inbox = Handler(), Inbox()
    queue = UpdateQueue(
        handler, taken, inbox, is_old_question=lambda update: "old" in update["message"]["text"], grace=0
    )
    old = [said(number, number, "old wait") for number in range(1, 101)]
    await queue.accept(old)
    assert len(inbox.kept) == 100
    await queue.accept([said(200, 200), said(201, 100)])
    await handler.until(200)
    await handler.until_begun(100)
    assert sorted(handler.begun) == [*range(1, BACKLOG_SLOTS + 1), 100, 200]
    handler.go.set()
    await handler.until(*range(1, 101), 201)
    assert [number for number in handler.ended if number in {100, 201}] == [100, 201]
    assert inbox.kept == {}


async def test_what_cannot_be_answered_yet_is_handled_again() -> None:
    """It is stored, and Telegram may forget it; its chat waits with it, others do not; then both are handled."""
    inbox, tried, done = Inbox(), list[int](), asyncio.Event()

    async def handle(update: dict[str, Any], _: FloodDecision) -> None:
        tried.append(update["update_id"])
        if tried == [1]:
            raise RetryLater(0.05, "too many requests")
        if tried[-1] == 2:
            done.set()

    queue = UpdateQueue(handle, taken, inbox)
    await queue.accept([said(1)])
    assert inbox.kept == {1: said(1)}
    await queue.accept([said(3, 6)])
    await queue.accept([said(2)])
    await done.wait()
    assert tried == [1, 3, 1, 2]
    await asyncio.sleep(0)
    assert inbox.kept == {}


async def test_what_can_never_be_answered_is_set_aside_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many tries it is kept for whoever looks into it, and what came after it is handled."""
    monkeypatch.setattr("bot.telegram_api.update_queue.RETRIES", 2)
    inbox, tried = Inbox(), list[int]()

    async def handle(update: dict[str, Any], _: FloodDecision) -> None:
        tried.append(update["update_id"])
        if update["update_id"] == 1:
            raise RetryLater(0, "too many requests")

    queue = UpdateQueue(handle, taken, inbox)
    await queue.accept([said(1)])
    await queue.accept([said(2)])
    await inbox.put_aside.wait()
    assert "too many requests" in inbox.aside[1]
    await queue.accept([said(4, 9)])
    assert tried[:3] == [1, 1, 1]
    assert 2 in tried


async def test_an_update_that_telegram_keeps_is_not_handled_as_well() -> None:
    """Neither handled nor stored while the database is away, it is left to Telegram, which may ask another process."""
    handler, inbox = Handler(), Inbox()
    inbox.full = True
    inbox.back.clear()
    update_queue = intake(handler, inbox, grace=0.05)
    with pytest.raises(OSError, match="full"):
        await update_queue.accept([said(1, 5, "away"), said(2, 5), said(3, 6, "away")])
    assert handler.begun == [1, 3]
    with pytest.raises(OSError, match="full"):
        await update_queue.accept([said(3, 6, "away")])
    inbox.full = False
    await update_queue.accept([said(3, 6, "away")])
    inbox.back.set()
    await inbox.put_aside.wait()
    assert handler.begun == [1, 3, 3, 3, 3]
    assert set(inbox.aside) == {3}
    assert set(inbox.kept) == {3}
    await update_queue.accept([said(1, 5), said(2, 5)])
    assert handler.ended == [1, 2]


async def test_a_dead_letter_waits_for_the_database() -> None:
    """What cannot be set aside yet is not let go of: Telegram keeps it until that is done."""
    handler, inbox = Handler(), Inbox()
    inbox.full = True
    inbox.back.clear()
    update_queue = intake(handler, inbox, grace=0.05)
    with pytest.raises(OSError, match="full"):
        await update_queue.accept([said(1, 5, "fail")])
    inbox.full = False
    inbox.back.set()
    await update_queue.accept([said(1, 5, "fail")])
    assert inbox.aside == {1: "failed: ValueError: odd"}
    assert handler.begun == [1]


async def test_a_dead_letter_is_tried_again_behind_its_chats_updates() -> None:
    """Though its id is known; handled, it leaves the inbox."""
    handler, inbox = Handler(), Inbox()
    queue = intake(handler, inbox)
    await queue.accept([said(1, text="fail")])
    assert list(inbox.aside) == [1]
    del inbox.aside[1]
    queue.retry(said(1))
    await handler.until(1)
    await queue.stop(1)
    assert inbox.kept == {}


async def test_a_shared_inbox_says_what_is_handled_here() -> None:
    """An update is stored before it is handled, and left to the process that has its chat; it comes when it is ours."""
    handler, inbox = Handler(), Inbox()
    inbox.is_shared, inbox.theirs = True, {6}
    queue = intake(handler, inbox)
    await queue.accept([said(1), said(2, 6), said(3, 7), {"odd": 1}])
    assert sorted(handler.ended) == [1, 3]
    assert list(inbox.kept) == [2]
    assert sorted(inbox.freed) == [5, 7]
    await queue.accept([said(1)])
    inbox.enter([said(2, 6)])
    await handler.until(2)
    assert sorted(handler.ended) == [1, 2, 3]


async def test_what_is_not_handled_is_stored_before_others_receive() -> None:
    """A lone process that is joined by another stores what is not handled; what is leaves no trace."""
    handler, inbox = Handler(), Inbox()
    queue = intake(handler, inbox)
    taking = asyncio.create_task(queue.accept([said(1), said(2, 6, "wait"), said(3, 6)]))
    await handler.until(1)
    await queue.store_unhandled()
    assert sorted(inbox.kept) == [2, 3]
    handler.go.set()
    await taking
    assert inbox.kept == {}
