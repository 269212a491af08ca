"""Intake of updates: each is handled or stored before Telegram may forget it, in its chat's order.

A chat has a queue of its own and one slot at a time; how many chats are served at once is bounded. What a chat sends
beyond what it can be answered is dropped after one notice (`pace`), so that a flood delays nobody.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from bot.handlers.pace import Verdict
from bot.store.updates import chat_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

GRACE = 0.25  # seconds that a batch may take before what is left of it is stored: a quick answer costs no write
SLOTS = 192  # chats served at once: at 30 a second all are answered before Docker loses patience with our end
REMEMBERED = 20_000  # update ids lately taken in, so that one that is sent twice is answered once

log = structlog.get_logger(__name__)


class Inbox(Protocol):
    """Where updates wait that are not handled yet, across restarts."""

    async def store(self, updates: Iterable[dict[str, Any]]) -> None:
        """Keep the updates; one that is there already stays as it is."""

    async def waiting(self) -> list[dict[str, Any]]:
        """What is kept, in order of arrival."""

    async def set_aside(self, update: dict[str, Any], reason: str) -> None:
        """Keep an update that cannot be handled, out of the way."""

    def remove(self, update_id: int) -> None:
        """Forget the update, soon."""


@dataclass(eq=False, slots=True)
class _Job:
    update: dict[str, Any]
    done: asyncio.Future[None]
    verdict: Verdict = Verdict.TAKE
    behind: bool = False  # another of its chat is in work: it will take longer than is worth waiting for
    stored: bool = False
    aside: bool = False  # it could not be handled, and stays in the inbox for whoever looks into it


@dataclass(eq=False, slots=True)
class _Queue:
    jobs: deque[_Job] = field(default_factory=deque)
    running: asyncio.Task[None] | None = None


class Intake:
    """Takes updates in as raw JSON objects and hands each, in its turn, to `handle`."""

    def __init__(
        self,
        handle: Callable[[dict[str, Any], Verdict], Awaitable[None]],
        judge: Callable[[dict[str, Any], Sequence[dict[str, Any]]], Verdict],
        inbox: Inbox,
        *,
        slots: int = SLOTS,
        grace: float = GRACE,
    ) -> None:
        self._handle = handle
        self._judge = judge
        self._inbox = inbox
        self._grace = grace
        self._slots = asyncio.Semaphore(slots)
        self._queues: dict[int, _Queue] = {}
        self._known: OrderedDict[int, _Job] = OrderedDict()
        self._stopping = asyncio.Event()

    async def accept(self, updates: list[Any]) -> None:
        """Return when each update is handled, or stored, or is known to be neither a chat's nor ours to keep."""
        jobs = [job for update in updates if (job := self._enter(update))]
        waiting = [job.done for job in jobs if not job.done.done() and not job.behind]
        if waiting:
            await asyncio.wait(waiting, timeout=self._grace)
        left = [job for job in jobs if not job.done.done() and not job.stored]
        if left:
            await self._inbox.store([job.update for job in left])
            for job in left:
                job.stored = True
                if job.done.done() and not job.aside:
                    self._inbox.remove(job.update["update_id"])

    async def resume(self) -> None:
        """Take in what an earlier run stored and did not finish."""
        for update in await self._inbox.waiting():
            if job := self._enter(update):
                job.stored = True
                if job.done.done():  # dropped, as part of a flood
                    self._inbox.remove(update["update_id"])

    async def stop(self, within: float) -> None:
        """End cleanly: start nothing more, and give what is in work `within` seconds to finish."""
        self._stopping.set()
        running = [queue.running for queue in self._queues.values() if queue.running]
        if running:
            _, late = await asyncio.wait(running, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _set_aside(self, update: dict[str, Any], reason: str) -> None:
        try:
            await self._inbox.set_aside(update, reason)
        except Exception:
            log.exception("update.lost", update_id=update["update_id"])

    def _enter(self, update: Any) -> _Job | None:
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            log.warning("update.unreadable", type=type(update).__name__)
            return None
        number = update["update_id"]
        if known := self._known.get(number):
            return known
        job = _Job(update, asyncio.get_running_loop().create_future())
        self._known[number] = job
        while len(self._known) > REMEMBERED and next(iter(self._known.values())).done.done():
            self._known.popitem(last=False)
        chat = chat_of(update)
        queue = self._queues.setdefault(chat, _Queue())
        job.verdict = self._judge(update, [other.update for other in queue.jobs])
        if job.verdict is Verdict.DROP:
            job.done.set_result(None)
            return job
        if job.verdict is Verdict.TAKE:
            queue.jobs.append(job)
        else:  # a notice does not wait behind what it is about
            queue.jobs.appendleft(job)
        job.behind = queue.running is not None
        if queue.running is None:
            queue.running = asyncio.get_running_loop().create_task(self._serve(chat, queue))
        return job

    async def _serve(self, chat: int, queue: _Queue) -> None:
        try:
            while queue.jobs and not self._stopping.is_set():
                async with self._slots:
                    if self._stopping.is_set():
                        break
                    await self._finish(queue.jobs.popleft())
        finally:
            queue.running = None
            if not queue.jobs:
                self._queues.pop(chat, None)

    async def _finish(self, job: _Job) -> None:
        number = job.update["update_id"]
        try:
            await self._handle(job.update, job.verdict)
        except Exception as error:
            log.exception("update.set_aside", update_id=number)
            job.aside = True
            await self._set_aside(job.update, f"{type(error).__name__}: {error}"[:500])
        else:
            if job.stored:
                self._inbox.remove(number)
        if not job.done.done():
            job.done.set_result(None)
        job.update = {"update_id": number}  # what is remembered of it
