"""A shift: what the process that leads does beside sending: it looks what has changed, ends what is done, and folds."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.delivery.reports import Reports
from bot.delivery.sending import Sending
from bot.delivery.withdrawal import Withdrawal
from bot.store import broadcasts, deliveries

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.delivery.reports import Watcher
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.lead import Lead
    from bot.transport.client import Client
    from bot.transport.newer import RichServer

_LOOK = 0.25  # seconds between two looks
_KEPT = timedelta(days=30)  # how long deliveries that came to nothing are kept one by one
_FOLDING = 600.0  # seconds from when all are folded until it is looked for more

log = structlog.get_logger(__name__)


class Shift:
    """One process's time as the leader; it ends when that does, or when the database failed under what was sent."""

    def __init__(
        self,
        database: Database,
        client: Client,
        rich: RichServer,
        watcher: Watcher,
        *,
        now: Callable[[], datetime],
        rate: float,
        paid: bool,
    ) -> None:
        self._database = database
        self._client = client
        self._now = now
        self._time = client.limiter.clock.time
        self._reports = Reports(watcher, self._time)
        self._sending = Sending(database, client, rich, now=now, seen=self._see, rate=rate, paid=paid)
        self._known: dict[int, Broadcast] = {}
        self._version: int | None = None
        self._withdrawals: dict[int, asyncio.Task[None]] = {}
        self._fold_at = 0.0
        self._news = asyncio.Event()

    async def run(self, lead: Lead, stop: asyncio.Event) -> None:
        """Deliver until `stop`, or until the lead is lost or the database failed; what was begun is ended first."""
        ending = asyncio.Event()
        sending = asyncio.create_task(self._sending.run(ending))
        stopping = asyncio.create_task(stop.wait())
        try:
            await self._tell_ended()
            while not (stop.is_set() or self._sending.failed.is_set() or sending.done()) and await lead.take():
                await self._look()
                await self._reports.tell()
                await self._fold()
                await self._rest(stopping)
            ending.set()
            await sending
        finally:
            tasks = (sending, stopping, *self._withdrawals.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _see(self, push: Broadcast) -> None:
        """The push stands like this after what was just written."""
        self._reports.seen(push)
        if push.id in self._known:
            self._known[push.id] = push
            if not push.counts.open or push.state != "running":
                self._news.set()

    async def _rest(self, stopping: asyncio.Task[bool]) -> None:
        news = asyncio.create_task(self._news.wait())
        await asyncio.wait({news, stopping}, timeout=_LOOK, return_when=asyncio.FIRST_COMPLETED)
        news.cancel()
        self._news.clear()

    async def _tell_ended(self) -> None:
        """Report what ended when nobody was there to tell of it."""
        async with self._database.read() as conn:
            unreported = await broadcasts.unreported(conn)
        for push in unreported:
            await self._reports.end(push)

    async def _look(self) -> None:
        """Take up what runs now, and end what is done."""
        version = self._database.version()
        if version is None or version != self._version:
            self._version = version
            await self._read()
        for push in list(self._known.values()):
            if push.state == "running" and not push.counts.open:
                await self._finish(push.id)
        for number, task in list(self._withdrawals.items()):
            if task.done():
                del self._withdrawals[number]
                self._version = None  # where it was begun again meanwhile, it is looked at anew
                if not task.cancelled() and (error := task.exception()):
                    log.error("delivery.not_withdrawn", push=number, exc_info=error)

    async def _read(self) -> None:
        async with self._database.read() as conn:
            active = {push.id: push for push in await broadcasts.in_state(conn, "running", "retracting")}
            left = [await broadcasts.get(conn, number) for number in self._known.keys() - active.keys()]
        self._known = active
        for push in active.values():
            self._reports.seen(push)
            if push.state == "retracting" and push.id not in self._withdrawals:
                withdrawal = Withdrawal(self._database, self._client, push.id, now=self._now, seen=self._see)
                self._withdrawals[push.id] = asyncio.create_task(withdrawal.run())
        for gone in left:
            if gone and gone.state in broadcasts.ENDED:
                await self._reports.end(gone)
            elif gone:
                self._reports.seen(gone)
        self._sending.follow(push for push in active.values() if push.state == "running")

    async def _finish(self, number: int) -> None:
        """End a push of which nothing is open any more; somebody may have paused, stopped or widened it meanwhile."""
        async with self._database.write() as conn:
            push = await broadcasts.hold(conn, number)
            if push and push.state == "running" and not push.counts.open:
                await broadcasts.move(conn, number, "done", at=self._now(), expected={"running"})
        self._version = None
        await self._read()

    async def _fold(self) -> None:
        if self._time() < self._fold_at:
            return
        async with self._database.write() as conn:
            folded = await deliveries.fold(conn, self._now() - _KEPT)
        if folded is None:
            self._fold_at = self._time() + _FOLDING
        else:
            log.info("delivery.folded", push=folded)
