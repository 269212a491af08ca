"""Intake: order within a chat, none between chats, and nothing let go before it is handled or stored."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bot.handlers.intake import Intake
from bot.handlers.pace import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NEVER = 3600.0


class Inbox:
    """Keeps updates in memory; holds every storing up while `closed`."""

    def __init__(self, *kept: dict[str, Any]) -> None:
        self.kept = {one["update_id"]: one for one in kept}
        self.aside: dict[int, str] = {}
        self.full = False
        self.opened = asyncio.Event()
        self.opened.set()
        self.asked = asyncio.Event()
        self.put_aside = asyncio.Event()

    async def store(self, updates: Iterable[dict[str, Any]]) -> None:
        """Keep the updates."""
        batch = list(updates)
        self.asked.set()
        await self.opened.wait()
        if self.full:
            raise OSError("full")
        for update in batch:
            self.kept.setdefault(update["update_id"], update)

    async def waiting(self) -> list[dict[str, Any]]:
        """What is kept, but for what was set aside."""
        return [one for number, one in self.kept.items() if number not in self.aside]

    async def set_aside(self, update: dict[str, Any], reason: str) -> None:
        """Keep it, out of the way."""
        self.kept[update["update_id"]] = update
        self.aside[update["update_id"]] = reason
        self.put_aside.set()

    def remove(self, update_id: int) -> None:
        """Forget it."""
        self.kept.pop(update_id, None)


class Handler:
    """Notes what begins and ends; a text with "wait" ends when the test says so, one with "fail" raises."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.verdicts: list[Verdict] = []
        self.go = asyncio.Event()
        self.changed = asyncio.Condition()

    async def __call__(self, update: dict[str, Any], verdict: Verdict) -> None:
        """Handle one update."""
        number = update["update_id"]
        self.verdicts.append(verdict)
        await self._note(self.begun, number)
        if "wait" in update["message"]["text"]:
            await self.go.wait()
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


def taken(_: dict[str, Any], __: Sequence[dict[str, Any]]) -> Verdict:
    """A judge to whom nothing is too much."""
    return Verdict.TAKE


def intake(handler: Handler, inbox: Inbox, *, grace: float = NEVER, slots: int = 8, judge: Any = taken) -> Intake:
    """An intake that waits as long as the test lasts, unless it is told less."""
    return Intake(handler, judge, inbox, slots=slots, grace=grace)


async def test_a_batch_that_is_handled_is_never_stored() -> None:
    """`accept` returns when all of it is done, and the inbox was not touched."""
    handler, inbox = Handler(), Inbox()
    await intake(handler, inbox).accept([said(1), said(2, 6), said(3, 7)])
    assert sorted(handler.ended) == [1, 2, 3]
    assert not inbox.asked.is_set()


async def test_a_chats_updates_keep_their_order_and_others_pass() -> None:
    """While one chat's first is in work its second has not begun, and every other chat's are done."""
    handler, inbox = Handler(), Inbox()
    one = intake(handler, inbox, grace=0)
    await one.accept([said(1, 5, "wait"), said(2, 5), said(3, 6), said(4, 7)])
    await one.accept([said(5, 5), said(6, 6)])
    await handler.until(3, 4, 6)
    assert 2 not in handler.begun
    handler.go.set()
    await handler.until(1, 2, 5)
    assert [number for number in handler.ended if number in {1, 2, 5}] == [1, 2, 5]


async def test_what_takes_longer_is_stored_until_it_is_handled() -> None:
    """`accept` returns with what is in work stored; once handled it is removed."""
    handler, inbox = Handler(), Inbox()
    one = intake(handler, inbox, grace=0)
    await one.accept([said(1, 5, "wait"), said(2, 5)])
    assert set(inbox.kept) == {1, 2}
    handler.go.set()
    await handler.until(1, 2)
    await one.stop(NEVER)
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
    one = intake(handler, inbox, grace=0)
    await one.accept([said(1, 5, "wait")])
    monkeypatch.delattr(Inbox, "store")
    await one.accept([said(1, 5, "wait")])
    handler.go.set()
    await handler.until(1)
    await one.accept([said(1, 5, "wait")])
    assert handler.begun == [1]


async def test_one_that_cannot_be_stored_is_not_let_go() -> None:
    """The error reaches whoever would acknowledge; when the batch comes again it is stored, and handled once."""
    handler, inbox = Handler(), Inbox()
    inbox.full = True
    one = intake(handler, inbox, grace=0)
    with pytest.raises(OSError, match="full"):
        await one.accept([said(1, 5, "wait")])
    inbox.full = False
    await one.accept([said(1, 5, "wait")])
    assert set(inbox.kept) == {1}
    assert handler.begun == [1]


async def test_a_failure_is_set_aside_with_its_reason_and_the_next_goes_on() -> None:
    """One update that cannot be read stops nothing."""
    handler, inbox = Handler(), Inbox()
    await intake(handler, inbox).accept([said(1, 5, "fail"), said(2, 5)])
    assert inbox.aside == {1: "ValueError: odd"}
    assert handler.ended == [2]


async def test_what_is_no_update_is_left_out() -> None:
    """Whatever has no number can be neither stored nor acknowledged."""
    handler, inbox = Handler(), Inbox()
    await intake(handler, inbox).accept([7, None, [], {}, {"update_id": "8"}, said(1)])
    assert handler.ended == [1]


async def test_a_start_takes_up_what_was_stored() -> None:
    """In its order, before what comes; what is handled is removed, and one that Telegram repeats is not done twice."""
    handler, inbox = Handler(), Inbox(said(1), said(2))
    one = intake(handler, inbox)
    await one.resume()
    await one.accept([said(2), said(3)])
    await handler.until(1, 2, 3)
    await one.stop(NEVER)
    assert handler.ended == [1, 2, 3]
    assert inbox.kept == {}


async def test_a_stored_flood_is_not_kept_for_ever() -> None:
    """What a start drops of it, as it would have been dropped before, is removed."""
    handler, inbox = Handler(), Inbox(*(said(number) for number in range(1, 9)))

    def judge(_: dict[str, Any], waiting: Sequence[dict[str, Any]]) -> Verdict:
        return Verdict.DROP if len(waiting) >= 3 else Verdict.TAKE

    one = intake(handler, inbox, judge=judge)
    await one.resume()
    await handler.until(1, 2, 3)
    await one.stop(NEVER)
    assert inbox.kept == {}


async def test_a_notice_goes_before_what_waits() -> None:
    """Who is told to slow down is told at once, not after everything that they asked."""
    handler, inbox = Handler(), Inbox()

    def judge(_: dict[str, Any], waiting: Sequence[dict[str, Any]]) -> Verdict:
        return Verdict.SLOW if len(waiting) >= 2 else Verdict.TAKE

    one = intake(handler, inbox, grace=0, judge=judge)
    await one.accept([said(1, 5, "wait")])
    await one.accept([said(2), said(3), said(4)])
    handler.go.set()
    await handler.until(1, 2, 3, 4)
    assert handler.ended == [1, 4, 2, 3]
    assert handler.verdicts[1] is Verdict.SLOW


async def test_only_so_many_chats_at_once() -> None:
    """Of three chats with two slots the third waits until one is free."""
    handler, inbox = Handler(), Inbox()
    one = intake(handler, inbox, grace=0, slots=2)
    await one.accept([said(1, 5, "wait"), said(2, 6, "wait"), said(3, 7)])
    assert handler.begun == [1, 2]
    handler.go.set()
    await handler.until(1, 2, 3)


async def test_an_end_finishes_what_is_in_work_and_stores_the_rest() -> None:
    """What has begun is given its time; what has not is stored, and handled by nobody."""
    handler, inbox = Handler(), Inbox()
    one = intake(handler, inbox, grace=0)
    await one.accept([said(1, 5, "wait"), said(2, 5)])
    await handler.until_begun(1)
    assert set(inbox.kept) == {1, 2}
    stopping = asyncio.create_task(one.stop(NEVER))
    await asyncio.sleep(0)
    handler.go.set()
    await stopping
    assert handler.ended == [1]
    assert set(inbox.kept) == {2}
    await one.accept([said(3)])
    assert set(inbox.kept) == {2, 3}


async def test_an_end_waits_only_so_long() -> None:
    """What does not finish in time is broken off, and stays stored."""
    handler, inbox = Handler(), Inbox()
    one = intake(handler, inbox, grace=0)
    await one.accept([said(1, 5, "wait")])
    await handler.until_begun(1)
    await one.stop(0)
    assert handler.ended == []
    assert set(inbox.kept) == {1}
