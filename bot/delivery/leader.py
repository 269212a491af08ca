"""Main loop of the elected leader: polls for changes, finishes broadcasts, compacts old deliveries."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.delivery.corrections.session import CorrectionSession
from bot.delivery.corrections.watch import CorrectionWatch
from bot.delivery.progress_reporter import ProgressReporter
from bot.delivery.retraction import Retraction
from bot.delivery.sender import Sender
from bot.errors.database import database_failures
from bot.store import audience_counts, broadcasts, deliveries

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.delivery.progress_reporter import ProgressListener
    from bot.store.broadcasts import Broadcast
    from bot.store.database import Database
    from bot.store.leader_lock import LeaderLock
    from bot.telegram_api.client import Client
    from bot.telegram_api.clock import SteadyClock
    from bot.telegram_api.rich_support import RichCapability

# How often the database is asked for changes by other processes: a pause typed at the desk holds within that time.
_POLL_SECONDS = 0.25
_KEEP_DELIVERIES = timedelta(days=30)  # failed, skipped and cancelled deliveries are kept singly as long as copies are
_COUNT_EVERY = 60.0  # seconds
_MEND_EVERY = 86_400.0
# Seconds between two looks for ended broadcasts whose progress message does not show it: a report that failed, and one
# that another process began, is made again.
_REPORT_ENDED_EVERY = 30.0
_COMPACT_EVERY = 600.0  # seconds between two searches for old broadcasts once none is left

log = structlog.get_logger(__name__)


class LeaderSession:
    """One process's time as the leader; ends with the lock, or when the database failed under deliveries in flight."""

    def __init__(
        self,
        database: Database,
        client: Client,
        rich: RichCapability,
        listener: ProgressListener,
        *,
        now: Callable[[], datetime],
        due_clock: SteadyClock,
        rate: float,
        paid: bool,
    ) -> None:
        self._database = database
        self._client = client
        self._now = now
        self._time = client.limiter.clock.time
        self._reporter = ProgressReporter(listener, self._time)
        self._corrections = CorrectionSession(database, client, CorrectionWatch(database), now=now)
        self._sender = Sender(
            *(database, client, rich),
            now=now,
            due_clock=due_clock,
            on_change=self._follow_changes,
            rate=rate,
            paid=paid,
        )
        self._active: dict[int, Broadcast] = {}
        self._version: int | None = None
        self._retractions: dict[int, asyncio.Task[None]] = {}
        self._compact_at = self._count_at = self._mend_at = self._report_ended_at = 0.0
        self._has_changed = asyncio.Event()

    async def run(self, lock: LeaderLock, stop: asyncio.Event, on_interruption: Callable[[], None]) -> None:
        """Deliver until `stop`, the loss of the lock or a database failure; requests on the wire are awaited first.

        `on_interruption` is called before they are awaited, and before a database that is away is: from then on
        another process may be the leader.
        """
        ending = asyncio.Event()
        sender_task = asyncio.create_task(self._sender.run(ending))
        correcting = asyncio.create_task(self._corrections.run(ending))
        stopping = asyncio.create_task(stop.wait())
        try:
            try:
                await self._lead(lock, stop, stopping, sender_task)
                on_interruption()
            except database_failures() as error:
                on_interruption()
                # Requests on the wire are awaited, and their outcomes kept until they can be written: were the sender
                # cancelled here, messages that arrived would be uncertain.
                if await self._database.availability.blames(error, stop):
                    log.exception("delivery.failed")
            ending.set()
            await sender_task
            await correcting
        finally:
            tasks = (sender_task, correcting, stopping, *self._retractions.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _lead(
        self, lock: LeaderLock, stop: asyncio.Event, stopping: asyncio.Task[bool], sender_task: asyncio.Task[None]
    ) -> None:
        while not (stop.is_set() or self._sender.failed.is_set() or sender_task.done()) and await lock.try_acquire():
            await self._report_ended()
            await self._poll()
            await self._reporter.report()
            await self._compact()
            await self._count()
            await self._wait(stopping)

    def _follow_changes(self, broadcast: Broadcast) -> None:
        """Take over a broadcast's state from a transaction of our own, without reading it again."""
        self._reporter.update(broadcast)
        if broadcast.id in self._active:
            self._active[broadcast.id] = broadcast
            if not broadcast.counts.open or broadcast.state != "running":
                self._has_changed.set()

    async def _wait(self, stopping: asyncio.Task[bool]) -> None:
        changed = asyncio.create_task(self._has_changed.wait())
        await asyncio.wait({changed, stopping}, timeout=_POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        changed.cancel()
        self._has_changed.clear()

    async def _report_ended(self) -> None:
        """Report broadcasts that ended while no process led, or whose end could not be reported."""
        if self._time() < self._report_ended_at:
            return
        self._report_ended_at = self._time() + _REPORT_ENDED_EVERY
        async with self._database.read() as conn:
            unreported = await broadcasts.unreported(conn)
        for broadcast in unreported:
            await self._reporter.end(broadcast)

    async def _poll(self) -> None:
        """Read what other processes changed, finish broadcasts with nothing open, and reap ended retractions."""
        version = self._database.change_counter()
        if version is None or version != self._version:
            self._version = version
            await self._refresh()
        for broadcast in list(self._active.values()):
            if broadcast.state == "running" and not broadcast.counts.open:
                await self._finish(broadcast.id)
        for number, task in list(self._retractions.items()):
            if task.done():
                del self._retractions[number]
                self._version = None  # it may have been requested again meanwhile: read the state anew
                if not task.cancelled() and (error := task.exception()):
                    log.error("delivery.not_withdrawn", push=number, exc_info=error)

    async def _refresh(self) -> None:
        """Read the active broadcasts, start their retractions, report those that ended, and tell the sender."""
        async with self._database.read() as conn:
            active = {broadcast.id: broadcast for broadcast in await broadcasts.in_state(conn, "running", "retracting")}
            ended = [await broadcasts.get(conn, number) for number in self._active.keys() - active.keys()]
        self._active = active
        for broadcast in active.values():
            self._reporter.update(broadcast)
            if broadcast.state == "retracting" and broadcast.id not in self._retractions:
                self._retract(broadcast.id)
        for row in ended:
            if row and row.state in broadcasts.ENDED:
                await self._reporter.end(row)
            elif row:
                self._reporter.update(row)
        self._sender.follow(broadcast for broadcast in active.values() if broadcast.state == "running")

    def _retract(self, broadcast_id: int) -> None:
        retraction = Retraction(
            self._database, self._client, broadcast_id, now=self._now, on_change=self._follow_changes
        )
        self._retractions[broadcast_id] = asyncio.create_task(retraction.run())

    async def _finish(self, broadcast_id: int) -> None:
        """Mark a broadcast done if, under its row lock, it still runs and has no open delivery."""
        async with self._database.write() as conn:
            broadcast = await broadcasts.get_for_update(conn, broadcast_id)
            if broadcast and broadcast.state == "running" and not broadcast.counts.open:
                await broadcasts.move(conn, broadcast_id, "done", at=self._now(), expected={"running"})
        self._version = None
        await self._refresh()

    async def _compact(self) -> None:
        """Compact one old broadcast at a time, so that no transaction is long."""
        if self._time() < self._compact_at:
            return
        async with self._database.write() as conn:
            compacted = await deliveries.compact(conn, self._now() - _KEEP_DELIVERIES)
        if compacted is None:
            self._compact_at = self._time() + _COMPACT_EVERY
        else:
            log.info("delivery.compacted", push=compacted)

    async def _count(self) -> None:
        """Add up the kept counts of readers and subscribers, and once a day see that they are true."""
        if self._time() < self._count_at:
            return
        self._count_at = self._time() + _COUNT_EVERY
        is_mending = self._time() >= self._mend_at
        async with self._database.write() as conn:
            await (audience_counts.mend(conn) if is_mending else audience_counts.fold(conn))
        if is_mending:
            self._mend_at = self._time() + _MEND_EVERY
